"""The skills that companies and schools agree on."""

from django.urls import path

from ..views import skills

urlpatterns = [
    path("skills/", skills.skills, name="skills"),
    path("skills/programmes/new/", skills.education_new, name="education_new"),
    path("skills/programmes/<int:pk>/", skills.education, name="education"),
    path("skills/programmes/<int:pk>/change/", skills.education_edit, name="education_edit"),
    path("skills/programmes/<int:pk>/sets/new/", skills.set_new, name="skill_set_new"),
    path("skills/sets/<int:pk>/", skills.skill_set, name="skill_set"),
    path("skills/sets/<int:pk>/step/", skills.set_step, name="skill_set_step"),
    path("skills/sets/<int:pk>/agree/", skills.set_agree, name="skill_set_agree"),
    path("skills/sets/<int:pk>/compare/", skills.set_compare, name="skill_set_compare"),
    path("skills/sets/<int:pk>/propose/", skills.skill_new, name="skill_new"),
    path("skills/<int:pk>/", skills.skill, name="skill"),
    path("skills/<int:pk>/change/", skills.skill_edit, name="skill_edit"),
    path("skills/<int:pk>/support/", skills.skill_support, name="skill_support"),
    path("skills/<int:pk>/comments/", skills.skill_comment, name="skill_comment"),
]
