"""What people are reminded of: the codes that a reminder keeps."""


class Code:
    """Subjects of a reminder. They are stored, so they do not change."""

    NOTHING_LOGGED = "nothing_logged"
    CONFIRM = "confirm"
    NOBODY_CONFIRMS = "nobody_confirms"
    INBOX = "inbox"
    BEHIND = "behind"
    SIGN = "sign"
    OFFERS = "offers"
    # What somebody at a company has to hear, whoever switched reminders off.
    OF_MANAGERS = frozenset({CONFIRM, BEHIND, SIGN})
