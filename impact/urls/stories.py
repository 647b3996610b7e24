"""Cases that show what it means."""

from django.urls import path

from ..views import stories

urlpatterns = [
    path("impact/stories/", stories.stories, name="stories"),
    path("impact/stories/new/", stories.story_new, name="story_new"),
    path("impact/stories/<int:pk>/", stories.story, name="story"),
    path("impact/stories/<int:pk>/change/", stories.story_edit, name="story_edit"),
    path("impact/stories/<int:pk>/step/", stories.story_step, name="story_step"),
    path("impact/stories/<int:pk>/picture/", stories.story_picture, name="story_picture"),
    path("impact/stories/<int:pk>/picture/change/", stories.story_picture_set, name="story_picture_set"),
    path("impact/stories/<int:pk>/people/new/", stories.story_person_add, name="story_person_add"),
    path(
        "impact/stories/<int:pk>/people/<int:person>/remove/", stories.story_person_remove, name="story_person_remove"
    ),
    path("impact/stories/<int:pk>/people/<int:person>/consent/", stories.story_consent, name="story_consent"),
    path(
        "impact/stories/<int:pk>/people/<int:person>/withdraw/",
        stories.story_consent_withdraw,
        name="story_consent_withdraw",
    ),
]
