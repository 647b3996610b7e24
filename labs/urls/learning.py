"""What there is to learn: modules, paths, one's own progress, and counts."""

from django.urls import path

from ..views import learning, learning_figures
from ..views import learning_paths as paths

urlpatterns = [
    path("learning/", learning.catalogue, name="learning"),
    path("learning/mine/", paths.mine, name="learning_mine"),
    path("learning/figures/", learning_figures.figures, name="learning_figures"),
    path("learning/figures.csv", learning_figures.figures_csv, name="learning_figures_csv"),
    path("learning/modules/new/", learning.module_new, name="learning_module_new"),
    path("learning/modules/<int:pk>/", learning.module, name="learning_module"),
    path("learning/modules/<int:pk>/change/", learning.module_edit, name="learning_module_edit"),
    path("learning/modules/<int:pk>/step/", learning.module_step, name="learning_module_step"),
    path("learning/modules/<int:pk>/join/", learning.join_new, name="learning_join"),
    path("learning/modules/<int:pk>/join/<int:join>/end/", learning.join_end, name="learning_join_end"),
    path("learning/modules/<int:pk>/sessions/", learning.session_connect, name="learning_session_connect"),
    path(
        "learning/modules/<int:pk>/sessions/<int:session>/remove/",
        learning.session_disconnect,
        name="learning_session_disconnect",
    ),
    path("learning/paths/", paths.paths, name="learning_paths"),
    path("learning/paths/new/", paths.path_new, name="learning_path_new"),
    path("learning/paths/<int:pk>/", paths.path, name="learning_path"),
    path("learning/paths/<int:pk>/change/", paths.path_edit, name="learning_path_edit"),
    path("learning/paths/<int:pk>/step/", paths.path_step, name="learning_path_step"),
    path("learning/paths/<int:pk>/start/", paths.path_start, name="learning_path_start"),
    path("learning/paths/<int:pk>/stop/", paths.path_stop, name="learning_path_stop"),
    path("learning/paths/<int:pk>/people/<int:start>/", paths.person, name="learning_person"),
    path("learning/paths/<int:pk>/people/<int:start>/done/", paths.done_record, name="learning_done"),
    path(
        "learning/paths/<int:pk>/people/<int:start>/done/<int:module>/remove/",
        paths.done_take_back,
        name="learning_done_remove",
    ),
]
