"""All settings, from the environment, production by default.

`.env.sample` explains every variable. What is missing and has no safe default stops the start with its name.
"""

from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.static import guard

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- What kind of place this is ------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
# The demonstration runs on plain http on this computer only and shows its accounts on the login page.
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = env("SECRET_KEY")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("change-me", "django-insecure")):
    raise ImproperlyConfigured("SECRET_KEY must be a random text of at least 50 characters of your own.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEMO or DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env("SITE_URL", default="http://localhost:8000" if DEMO or DEBUG else "").rstrip("/")
SECURE_TRANSPORT = not (DEBUG or DEMO)
if SECURE_TRANSPORT and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must be the portal's own https:// address; links in mail start with it.")

INSTALLED_APPS = [
    "accountability",
    "impact",
    "matching",
    "contributions",
    "labs",
    "partnership",
    "lib",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "partnership.middleware.PersonalPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partnership.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "partnership.middleware.PartnershipMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "partnership.navigation.context",
            ]
        },
    }
]

# --- Data ----------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", engine="django.db.backends.postgresql")}
DATABASES["default"].update(
    CONN_MAX_AGE=60,
    CONN_HEALTH_CHECKS=True,
    # A hung lock or statement may not hold a page longer than its reader's patience.
    # Every trigger asks whether it is to be ignored; where that setting is not there, the error it catches takes back a
    # subtransaction each time, which costs more the more rows a transaction has written.
    OPTIONS={
        "options": "-c lock_timeout=3s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
        " -c pgtrigger.ignore={}",
        "connect_timeout": 5,
    },
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_ROOT = Path(env("DATA_ROOT", default=str(ROOT / "var")))
REPORTS_ROOT = DATA_ROOT / "reports"
DOCUMENTS_ROOT = DATA_ROOT / "documents"
# Uploads go to disk as they come in. Beyond the first limit only their size is kept; forms have stricter limits.
FILE_UPLOAD_HANDLERS = ["lib.uploads.CappedUploadHandler"]
MOST_UPLOAD_BYTES = 40 * 1024 * 1024
MOST_PROOF_BYTES = 10 * 1024 * 1024
MOST_PROOFS = 10  # on one entry, month or contribution
REDIS_URL = env("REDIS_URL")
# Holds the counts behind the limits on logging in: shared by all web processes, and not in Redis, whose absence may
# neither keep people out nor let attempts through uncounted. The table comes from a migration.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "partnership_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- People --------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partnership.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "partnership.passwords.NotYours",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "partnership.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "partnership.passwords.NotCommon"},
    {"NAME": "partnership.passwords.NotOnlyDigits"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "partnership.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "partnership.accounts.user_display"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation already proved the address
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {  # beside allauth's own
    "sign_agreement": "5/5m/user",
    "offer_link": "60/5m/ip",
    "survey_link": "20/5m/ip",  # of links that open nothing
    "desk_question": "10/h/ip,4/d/key",  # of visitors, by where they come from and by the address they give
}
ACCOUNT_FORMS = {
    "login": "partnership.forms.accounts.LoginForm",
    "change_password": "partnership.forms.accounts.ChangePasswordForm",
    "set_password": "partnership.forms.accounts.SetPasswordForm",
    "reset_password": "partnership.forms.accounts.ResetPasswordForm",
    "reset_password_from_key": "partnership.forms.accounts.ResetPasswordKeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
INVITATION_DAYS = 14

# --- Language and time ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
USE_THOUSAND_SEPARATOR = False

# --- Transport and headers -----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = False  # TLS and the redirect to it belong to the host in front
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if SECURE_TRANSPORT else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_TRANSPORT
SECURE_HSTS_PRELOAD = SECURE_TRANSPORT
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # SECURE_SSL_REDIRECT: see above
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_TRANSPORT
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if SECURE_TRANSPORT:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
CSRF_FAILURE_VIEW = "partnership.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

# --- Static files --------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(ROOT / "var" / "static")))
STATICFILES_DIRS = [ROOT / "static"]
WHITENOISE_ADD_HEADERS_FUNCTION = guard
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Mail ----------------------------------------------------------------------------------------------------
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env(
    "DEFAULT_FROM_EMAIL", default="Drieluik <noreply@localhost>" if not SECURE_TRANSPORT else environ.Env.NOTSET
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
vars().update(
    env.email_url(
        "EMAIL_URL", default=f"filemail:///{DATA_ROOT / 'mail'}" if not SECURE_TRANSPORT else environ.Env.NOTSET
    )
)

# --- Background work -----------------------------------------------------------------------------------------
# PostgreSQL holds every job as a row; Redis only wakes the workers, so losing a message loses no work.
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "visibility_timeout": 3600,  # longer than the time limit of a task, so that no message is given out twice
    "unacked_restore_throttle": 1,  # look for messages of dead workers every 10 seconds instead of every 100
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_QUEUES = {name: {"exchange": name, "routing_key": name} for name in ("default", "mail", "reports")}
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
JOB_ATTEMPTS = 3
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 20
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 450_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ROUTES = {
    "partnership.tasks.send_mail": {"queue": "mail"},
    "accountability.tasks.render_part": {"queue": "reports"},
    "contributions.tasks.render_document": {"queue": "reports"},
    "labs.tasks.render_certificate": {"queue": "reports"},
    "matching.tasks.render_placement_paper": {"queue": "reports"},
    "impact.tasks.render_answer_copy": {"queue": "reports"},
    "impact.tasks.render_impact_report": {"queue": "reports"},
}
CELERY_BEAT_SCHEDULE = {
    "sweep-mail": {"task": "partnership.tasks.sweep_mail", "schedule": 30.0},
    "tidy": {"task": "partnership.tasks.tidy", "schedule": 86_400.0},
    "sweep-reports": {"task": "accountability.tasks.sweep_reports", "schedule": 30.0},
    "check-duties": {"task": "accountability.tasks.check_duties", "schedule": crontab(hour="4", minute="20")},
    "tidy-files": {"task": "contributions.tasks.tidy_files", "schedule": 86_400.0},
    "tidy-reports": {"task": "accountability.tasks.tidy_reports", "schedule": 86_400.0},
    "remind": {"task": "contributions.tasks.remind", "schedule": 3_600.0},
    "sweep-sheets": {"task": "contributions.tasks.sweep_sheets", "schedule": 30.0},
    "tidy-sheets": {"task": "contributions.tasks.tidy_sheets", "schedule": 86_400.0},
    "follow-sessions": {"task": "contributions.tasks.follow_sessions", "schedule": 900.0},
    "lock-months": {"task": "contributions.tasks.lock_months", "schedule": 3600.0},
    "sweep-documents": {"task": "contributions.tasks.sweep_documents", "schedule": 30.0},
    "sweep-certificates": {"task": "labs.tasks.sweep_certificates", "schedule": 30.0},
    "follow-applications": {"task": "matching.tasks.follow_applications", "schedule": 3600.0},
    "erase-applications": {"task": "matching.tasks.erase_applications", "schedule": 86_400.0},
    "forget-contacts": {"task": "matching.tasks.forget_contacts", "schedule": 86_400.0},
    "forget-students": {"task": "matching.tasks.forget_students", "schedule": 86_400.0},
    "tidy-board-words": {"task": "matching.tasks.tidy_board_words", "schedule": 86_400.0},
    "tell-news": {"task": "matching.tasks.tell_news", "schedule": crontab(day_of_week="1", hour="5-8", minute="10")},
    "follow-memberships": {"task": "labs.tasks.follow_memberships", "schedule": 60.0},
    "forget-people": {"task": "labs.tasks.forget_people", "schedule": crontab(hour="3", minute="40")},
    "sweep-placement-papers": {"task": "matching.tasks.sweep_placement_papers", "schedule": 30.0},
    "follow-placements": {"task": "matching.tasks.follow_placements", "schedule": 3600.0},
    "forget-placements": {"task": "matching.tasks.forget_placements", "schedule": 86_400.0},
    "sweep-rounds": {"task": "matching.tasks.sweep_rounds", "schedule": 30.0},
    "tend-stories": {"task": "impact.tasks.tend_stories", "schedule": crontab(hour="0", minute="5")},
    "sweep-answer-copies": {"task": "impact.tasks.sweep_answer_copies", "schedule": 30.0},
    "empty-boxes": {"task": "impact.tasks.empty_boxes", "schedule": 600.0},
    "forget-drafts": {"task": "impact.tasks.forget_drafts", "schedule": 86_400.0},
    "sweep-mailings": {"task": "impact.tasks.sweep_mailings", "schedule": 30.0},
    "remind-campaigns": {"task": "impact.tasks.remind_campaigns", "schedule": crontab(hour="7", minute="30")},
    "tidy-contact-sheets": {"task": "impact.tasks.tidy_contact_sheets", "schedule": 86_400.0},
    "forget-surveys": {"task": "impact.tasks.forget_surveys", "schedule": crontab(hour="3", minute="50")},
    "erase-rounds": {"task": "matching.tasks.erase_rounds", "schedule": 86_400.0},
    "sweep-impact-reports": {"task": "impact.tasks.sweep_impact_reports", "schedule": 30.0},
    "tidy-impact-reports": {"task": "impact.tasks.tidy_impact_reports", "schedule": 86_400.0},
}

# --- Logs: ids only, one line of JSON each -------------------------------------------------------------------
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # Per step a line, and warnings about rules for screens that may quote text of a person.
    "loggers": {name: {"level": "ERROR"} for name in ("weasyprint", "weasyprint.progress", "fontTools", "pikepdf")},
}
