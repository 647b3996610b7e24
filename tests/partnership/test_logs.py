"""Logs say what happened by ids and addresses of pages, never with a link that lets somebody in."""

import json
import logging

from django.urls import reverse

from config.logs import formatter


def written(message, *args, **extra):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, None)
    record.__dict__ |= extra
    return json.loads(formatter().format(record))


def test_personal_links_are_left_out():
    token = "s3cret-t0ken_x"
    for address in (
        reverse("invitation", args=[token]),
        reverse("account_reset_password_from_key", args=["1a", token]),
        reverse("own_feed", args=["werkplaats", token]),
        reverse("offer_link", args=["werkplaats", token]),
    ):
        assert token not in json.dumps(written("Gone: %s", address))
    for address in (
        "/werkplaats/hours/",
        "/werkplaats/hours/offers/",
        "/werkplaats/offers/",
        "/werkplaats/calendar.ics",
        "/werkplaats/labs/kennis/calendar.ics",
    ):
        assert written("Gone: %s", address)["event"] == f"Gone: {address}"


def test_a_request_with_a_token_leaves_no_trace_of_it(client, db, caplog):
    token = "another-s3cret-t0ken"
    with caplog.at_level(logging.INFO):
        client.get(reverse("invitation", args=[token]), follow=True)
    lines = [formatter().format(record) for record in caplog.records]
    assert lines
    assert not any(token in line for line in lines)


def test_what_people_search_for_does_not_reach_the_logs():
    line = written("GET /werkplaats/people/?q=jan@bedrijf.example&page=2", request="GET /x/?q=jan@bedrijf.example")
    assert "jan@" not in json.dumps(line)
    assert "/werkplaats/people/" in line["event"]
