"""The maintained list of skills."""

from django.urls import path

from ..views import skills

urlpatterns = [
    path("matching/skills/", skills.skill_tags, name="skill_tags"),
    path("matching/skills/new/", skills.skill_tag_new, name="skill_tag_new"),
    path("matching/skills/<int:pk>/", skills.skill_tag_edit, name="skill_tag_edit"),
    path("matching/skills/<int:pk>/step/", skills.skill_tag_step, name="skill_tag_step"),
]
