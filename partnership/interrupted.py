"""A form that was sent after the session had run out: kept in the new session until the person has logged in again.

Only forms that passed the CSRF check come here, so what is offered again was sent from one of our own pages. On a
computer that people share it is offered only to who typed it: a signed cookie, which outlives the session, says who
worked in this browser last.
"""

from datetime import timedelta

from django.conf import settings

SESSION_KEY = "interrupted"
MOST_CHARACTERS = 100_000  # a week of 40 rows in which everything is as long as it may be
NEVER_KEPT = ("csrfmiddlewaretoken", "password")
PERSON_COOKIE = "__Host-person" if settings.SECURE_TRANSPORT else "person"
REMEMBERED = timedelta(days=7)


def keep(request) -> bool:
    """Remember what was sent and where to. False when there is nothing worth keeping, or too much."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name for word in NEVER_KEPT)
        for value in values
    ]
    if not fields or sum(len(name) + len(value) for name, value in fields) > MOST_CHARACTERS:
        return False
    request.session[SESSION_KEY] = {"path": request.get_full_path(), "fields": fields, "person": last_person(request)}
    return True


def kept(request) -> dict | None:
    """What was kept of this person: `path` and `fields` (pairs of name and value), or None."""
    form = request.session.get(SESSION_KEY)
    return form if form and form.get("person") in (None, request.user.pk) else None


def forget(request) -> None:
    request.session.pop(SESSION_KEY, None)


def last_person(request) -> int | None:
    """Whose session was open in this browser last, or None when nobody knows."""
    value = request.get_signed_cookie(PERSON_COOKIE, default="", max_age=REMEMBERED)
    return int(value) if value.isdigit() else None


def remember_person(request, response) -> None:
    """Leave the cookie on pages of a person who is logged in."""
    if request.user.is_authenticated and last_person(request) != request.user.pk:
        response.set_signed_cookie(
            PERSON_COOKIE,
            request.user.pk,
            max_age=REMEMBERED,
            secure=settings.SECURE_TRANSPORT,
            httponly=True,
            samesite="Lax",
        )
