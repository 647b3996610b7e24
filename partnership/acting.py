"""A person with several memberships acts for one at a time, and chooses which (R115)."""

SESSION_KEY = "acting_as"


def choose_membership(request):
    """The membership this request acts with: the only one, else the chosen one, else None (choose first)."""
    if len(request.memberships) == 1:
        return request.memberships[0]
    chosen = request.session.get(SESSION_KEY, {}).get(str(request.partnership.pk))
    return next((item for item in request.memberships if item.pk == chosen), None)


def remember_choice(request, membership) -> None:
    """Act with this membership in its partnership until another is chosen."""
    choices = dict(request.session.get(SESSION_KEY, {}))
    choices[str(membership.partnership_id)] = membership.pk
    request.session[SESSION_KEY] = choices
