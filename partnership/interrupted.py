"""A form that was sent after the session had run out: kept in the new session until the person has logged in again.

Only forms that passed the CSRF check come here, so what is offered again was sent from one of our own pages.
"""

SESSION_KEY = "interrupted"
MOST_CHARACTERS = 60_000
NEVER_KEPT = ("csrfmiddlewaretoken", "password")


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
    request.session[SESSION_KEY] = {"path": request.get_full_path(), "fields": fields}
    return True


def kept(request) -> dict | None:
    """What was kept: `path` and `fields` (pairs of name and value), or None."""
    return request.session.get(SESSION_KEY)


def forget(request) -> None:
    request.session.pop(SESSION_KEY, None)
