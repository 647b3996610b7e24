"""Closed by default: the pages that ask for no login are these, and no others."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

PUBLIC = {
    "start",
    "healthz",
    "privacy",
    "set_language",
    "invitation",
    "invitation_accept",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "board",
    "board_assignment",
    "calendar",
    "session",
    "impact_public",
    "impact_public_chart",
    "impact_public_table",
    "labs",
    "lab",
    "calendar_feed",
    "lab_feed",
    "learning",
    "learning_module",
    "own_feed",
    "offer_answers",
    "offer_link",
    "placement_representative",
    "placement_representative_link",
    "placement_representative_paper",
    "portfolio_shared",
    "product",
    "question_new",
    "question_sent",
    "product_file",
    "products",
    "research",
    "student_companies",
    "student_company",
    "research_line",
    "stories",
    "story",
    "story_picture",
    "survey",
    "survey_check",
    "survey_copy",
    "survey_copy_file",
    "survey_copy_progress",
    "survey_drop",
    "survey_hand_over",
    "survey_keep",
    "survey_left_over",
    "survey_opt_out",
    "survey_step",
    "verify",
    "verify_start",
}
ADMIN_PUBLIC = {"admin:login"}


def patterns(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}:{entry.name}" if namespace else entry.name, entry.callback


def test_public_pages_are_on_the_list():
    public = {name for name, view in patterns(get_resolver()) if not getattr(view, "login_required", True)}
    assert public - ADMIN_PUBLIC == PUBLIC


@pytest.mark.parametrize("name", ["start", "privacy", "account_login", "account_reset_password", "verify_start"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_public_pages_open_for_visitors(client, db, name, language):
    response = client.get(reverse(name), headers={"Accept-Language": language})
    assert response.status_code == 200
    page = response.content.decode()
    assert f'<html lang="{language}">' in page
    assert reverse("privacy") in page
    assert "OCW" in page  # the funder (R71)


def test_what_is_not_there_says_so_and_shows_a_way_on(client, db):
    response = client.get("/verify/x/y/z/")
    assert response.status_code == 404
    assert reverse("start") in response.content.decode()


def test_the_page_for_our_own_faults_needs_nothing(rf, db, django_assert_num_queries):
    from partnership.views.errors import server_error

    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "<h1>" in response.content.decode()
