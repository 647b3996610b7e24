"""Research lines, questions, teams and products."""

from django.urls import path

from ..views import products, research
from ..views import research_questions as questions

urlpatterns = [
    path("research/", research.research, name="research"),
    path("research/lines/new/", research.line_new, name="research_line_new"),
    path("research/lines/<int:pk>/", research.line, name="research_line"),
    path("research/lines/<int:pk>/change/", research.line_edit, name="research_line_edit"),
    path("research/lines/<int:pk>/step/", research.line_step, name="research_line_step"),
    path("research/lines/<int:pk>/people/", research.member_add, name="research_member_add"),
    path("research/lines/<int:pk>/people/<int:member>/end/", research.member_end, name="research_member_end"),
    path("research/questions/", questions.questions, name="research_questions"),
    path("research/questions/new/", questions.question_new, name="research_question_new"),
    path("research/questions/<int:pk>/", questions.question, name="research_question"),
    path("research/questions/<int:pk>/decide/", questions.question_decide, name="research_question_decide"),
    path("research/teams/new/", questions.team_new, name="research_team_new"),
    path("research/teams/<int:pk>/", questions.team, name="research_team"),
    path("research/teams/<int:pk>/people/", questions.team_member_add, name="research_team_add"),
    path(
        "research/teams/<int:pk>/people/<int:member>/remove/", questions.team_member_remove, name="research_team_remove"
    ),
    path("research/products/", products.products, name="products"),
    path("research/products/new/", products.product_new, name="product_new"),
    path("research/products/<int:pk>/", products.product, name="product"),
    path("research/products/<int:pk>/change/", products.product_edit, name="product_edit"),
    path("research/products/<int:pk>/step/", products.product_step, name="product_step"),
    path("research/products/<int:pk>/renew/", products.product_renew, name="product_renew"),
    path("research/products/<int:pk>/versions/", products.version_add, name="product_version_add"),
    path("research/products/<int:pk>/versions/<int:number>/", products.product_file, name="product_file"),
    path(
        "research/products/<int:pk>/versions/<int:number>/back/",
        products.version_take_back,
        name="product_version_take_back",
    ),
    path("research/products/<int:pk>/reuse/", products.reuse_new, name="reuse_new"),
    path("research/products/<int:pk>/reuse/<int:reuse>/", products.reuse_outcome, name="reuse_outcome"),
]
