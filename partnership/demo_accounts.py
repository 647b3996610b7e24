"""Who can log in to the demonstration, and as what. Shown on its login page; nowhere else do these exist."""

from .roles import Role

PASSWORD = "drieluik-demo"  # noqa: S105 - of the demonstration only
# With this link somebody answers the impact survey that is open, without an account.
SURVEY_TOKEN = "een-voorbeeld-van-een-persoonlijke-link-van-iemand"  # noqa: S105 - of the demonstration only
ACCOUNTS = (
    ("partner@example.org", Role.COMPANY_MEMBER),
    ("company-manager@example.org", Role.COMPANY_MANAGER),
    ("coordinator@example.org", Role.COORDINATOR),
    ("management@example.org", Role.MANAGEMENT),
    ("auditor@example.org", Role.AUDITOR),
    ("student@example.org", Role.STUDENT),
    ("teacher@example.org", Role.TEACHER),
    ("admin@example.org", Role.ADMINISTRATOR),
)
