"""Django's settings, read from the environment; the README has the table of them."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext

from assistant import env, observability
from assistant.api_settings import *  # noqa: F403 - settings are names in this module
from assistant.api_settings import API_APPS
from assistant.signin_settings import *  # noqa: F403 - settings are names in this module
from assistant.signin_settings import SIGNIN_APPS

env.load()
django_stubs_ext.monkeypatch()

BASE_DIR = env.BASE_DIR
RUN_DIR = Path(env.text("SAYSO_RUN_DIR", str(BASE_DIR / ".run")))
(RUN_DIR / "static").mkdir(parents=True, exist_ok=True)

DEMO = env.switch("SAYSO_DEMO")
DEBUG = False

# Who we are -------------------------------------------------------------------------------------

PUBLIC_URL = env.text("SAYSO_PUBLIC_URL", "http://127.0.0.1:8000" if DEMO else None).rstrip("/")
IS_HTTPS = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = env.words("SAYSO_ALLOWED_HOSTS", "127.0.0.1,localhost" if DEMO else None)
SECRET_KEY = env.text("SAYSO_SECRET_KEY")
# The first key encrypts, all of them decrypt; `manage.py reencrypt` moves old rows to the first.
ENCRYPTION_KEYS = env.words("SAYSO_ENCRYPTION_KEYS")
# The first key signs the ledger's checkpoints, all of them verify (consent/README.md).
LEDGER_KEYS = env.signing_keys("SAYSO_LEDGER_KEYS")
# Keys the hashes of voice codes and of platforms' ids; another one means new codes for everybody.
VOICE_CODE_KEY = env.text("SAYSO_VOICE_CODE_KEY")
# How long the content of a disclosure is kept, whatever the customer erases.
DISCLOSURE_KEEP_DAYS = env.whole("SAYSO_DISCLOSURE_KEEP_DAYS", 1095)
# How long receipts are kept after their consent's end (12 CFR 1033.441: at least three years).
RECEIPT_KEEP_DAYS = env.whole("SAYSO_RECEIPT_KEEP_DAYS", 1095)
# Movements older than this are deleted; questions go back two years at the most.
TRANSACTION_KEEP_DAYS = env.whole("SAYSO_TRANSACTION_KEEP_DAYS", 760)
# The operator's history of a link's refreshes.
REFRESH_KEEP_DAYS = 90

ROOT_URLCONF = "assistant.urls"
WSGI_APPLICATION = "assistant.wsgi.application"
INSTALLED_APPS = [
    "assistant",
    "oauth2_provider",
    "consent",
    "banking",
    *SIGNIN_APPS,
    *API_APPS,
    "assistant.apps.OperatorConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "assistant.tracing.traced",
    "django.middleware.security.SecurityMiddleware",
    # Machines' URLs end here: they meet none of the middleware below (assistant/shortcut.py).
    "assistant.shortcut.platforms_first",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "banking.sessions.lifetimes",
    "banking.languages.hers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consent.pages.private_pages",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consent.pages.bank",
            ],
        },
    },
]

# Where things are kept --------------------------------------------------------------------------

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        env.text("SAYSO_DATABASE_URL", f"sqlite:///{RUN_DIR / 'sayso.sqlite3'}" if DEMO else None),
        conn_max_age=None,
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A transaction takes the write lock when it begins, so it can wait for it but never lose it.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    # Prepared from the second use on: a third to a half of a statement's time on the hot path.
    # From the first on, migrations fail: several commands cannot be prepared as one.
    DATABASES["default"]["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 1,
        "connect_timeout": 2,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.text("SAYSO_CACHE_URL", "local" if DEMO else None)
CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if CACHE_URL == "local"
    else {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL},
}

STATIC_URL = "/static/"
STATIC_ROOT = RUN_DIR / "static"
WHITENOISE_USE_FINDERS = DEMO
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

# Who may come in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "banking.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "consent:list"
# How many proxies stand before us, each adding one address to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("SAYSO_TRUSTED_PROXY_COUNT", 0)

SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_S = 30 * 60
PASSWORD_RESET_TIMEOUT = 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_HSTS_SECONDS = 365 * 86_400 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# The bank, as its customers know it: on pages, in receipts and mails.
BANK_NAME = env.text("SAYSO_BANK_NAME", "Example Bank" if DEMO else None)
BANK_ADDRESS = env.text("SAYSO_BANK_ADDRESS", "1 Example Street, New York" if DEMO else None)
BANK_EMAIL = env.text("SAYSO_BANK_EMAIL", "privacy@bank.example" if DEMO else None)
# ISO 3166-1.
BANK_COUNTRY = env.text("SAYSO_BANK_COUNTRY", "US" if DEMO else None)
# Whether its own app can approve a linking (consent/approval.py).
BANK_APP = env.switch("SAYSO_BANK_APP", default=DEMO)

# Mail -------------------------------------------------------------------------------------------

_MAIL = env.mail("SAYSO_EMAIL_URL", "file:" if DEMO else None, folder=RUN_DIR / "mail")
EMAIL_BACKEND, EMAIL_FILE_PATH = _MAIL.backend, _MAIL.folder
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.is_upgraded, _MAIL.is_tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("SAYSO_MAIL_FROM", f"no-reply@{urlsplit(PUBLIC_URL).hostname}")

# OAuth ("OAuth in numbers": consent/oauth/README.md) --------------------------------------------

OAUTH2_PROVIDER_APPLICATION_MODEL = "consent.Assistant"
ACCESS_TOKEN_SECONDS = 600
OAUTH2_PROVIDER: dict[str, Any] = {
    "OAUTH2_VALIDATOR_CLASS": "consent.oauth.validator.ConsentValidator",
    "SCOPES_BACKEND_CLASS": "consent.oauth.scopes.KindsOfFact",
    "OIDC_ISS_ENDPOINT": PUBLIC_URL,
    "OAUTH2_PROTECTED_RESOURCE_IDENTIFIER": PUBLIC_URL,
    "ACCESS_TOKEN_EXPIRE_SECONDS": ACCESS_TOKEN_SECONDS,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 366 * 86_400,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "PKCE_REQUIRED": True,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 0,
    "REQUEST_APPROVAL_PROMPT": "force",
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"] if DEMO else ["https"],
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["authorization_code", "refresh_token"],
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OAUTH2_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED": [
        "client_secret_post",
        "client_secret_basic",
        "none",
    ],
    "DCR_ENABLED": False,
    "CIMD_ENABLED": False,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": not DEMO,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
}

# Refreshes --------------------------------------------------------------------------------------

BROKER_URL = env.text("SAYSO_BROKER_URL", "filesystem://" if DEMO else None)
REFRESH_LEASE_S = env.whole("SAYSO_REFRESH_LEASE_S", 45)
# How many worker processes of each kind there are in all: of them a bank has its share.
REFRESH_SLOTS = {
    "scheduled": env.whole("SAYSO_REFRESH_SLOTS", 4),
    "interactive": env.whole("SAYSO_ASKED_SLOTS", 4),
}
SERVER_THREADS = env.whole("SAYSO_SERVER_THREADS", 16)
# What Prometheus must bring to /metrics; empty: there is no such page.
METRICS_TOKEN = env.text("SAYSO_METRICS_TOKEN", "")

# Platforms --------------------------------------------------------------------------------------

ALEXA_SKILL_IDS = env.words("SAYSO_ALEXA_SKILL_IDS")
# The demo signs its requests with a CA of its own; without the demo only the public roots count.
ALEXA_TEST_CA_DIR = RUN_DIR / "alexa-ca" if DEMO else None

# What customers hand in -------------------------------------------------------------------------

# In memory alone: nobody's statement is ever a temporary file. The server bounds a body's size.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# What people read -------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "__Host-language" if IS_HTTPS else "language"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86_400

LOGGING_CONFIG = None
observability.configure(level=env.text("SAYSO_LOG_LEVEL", "INFO"))
