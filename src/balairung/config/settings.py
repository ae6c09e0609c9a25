"""Settings, read from the environment and complete without any.

Without BALAIRUNG_HOSTS the server answers this machine only and keeps its keys in the data folder. With it the
keys must be given: a server that others reach never runs on keys that it made up. Any value may come as
NAME_FILE, a path whose content is the value.
"""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from balairung.config.keys import local_keys
from balairung.config.seams import *  # noqa: F403  (where the floors meet, named in one place)


def env(name: str, default: str = "") -> str:
    """The value of `name`, or the content of the file that `name_FILE` points to."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in env(name, default).split(",") if word.strip()]


PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env("BALAIRUNG_DATA", "var")).resolve()
DEBUG = flag("BALAIRUNG_DEBUG")

# --- who may reach it, and with which keys -----------------------------------------------------------------------

HOSTS = words("BALAIRUNG_HOSTS")
ALLOWED_HOSTS = HOSTS or ["localhost", "127.0.0.1", "[::1]"]
BASE_URL = env("BALAIRUNG_URL", f"http://127.0.0.1:{env('PORT', '8000')}").rstrip("/")
SECURE = BASE_URL.startswith("https://")

KEYS = {name: env(f"BALAIRUNG_{name}") for name in ("SECRET_KEY", "SEAL_KEYS", "HASH_KEY")}
if missing := [f"BALAIRUNG_{name}" for name, value in KEYS.items() if not value]:
    if HOSTS:
        raise ImproperlyConfigured(f"BALAIRUNG_HOSTS is set, so these must be too: {', '.join(missing)}")
    KEYS = local_keys(DATA, KEYS)
SECRET_KEY = KEYS["SECRET_KEY"]
SEAL_KEYS = KEYS["SEAL_KEYS"].split(",")  # Fernet keys, newest first: the first seals, all open
HASH_KEY = KEYS["HASH_KEY"].encode()

# --- database ----------------------------------------------------------------------------------------------------

TENANTS = flag("BALAIRUNG_TENANTS")


def sqlite(path: str) -> dict[str, Any]:
    """One file. FULL sync: what was acknowledged survives a power cut, not only a killed process."""
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}


def postgresql(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?host=/socket/folder`."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    statement = env("BALAIRUNG_STATEMENT_TIMEOUT", "10s")
    # In a house of many regencies nothing is found until a regency's schema was set for the transaction.
    path = "-c search_path=nowhere" if TENANTS else ""
    # A page's joins follow its foreign keys: the planner need not try all their orders, nor compile anything.
    limits = f"-c statement_timeout={statement} -c lock_timeout=5s -c join_collapse_limit=3 -c jit=off {path}"
    # A connection that is kept learns what it is asked often: planning is more than half of the database's work on a
    # page (2026-11). A pooler keeps none for us, and plans of one regency are of no use to the next.
    kept = int(env("BALAIRUNG_CONN_MAX_AGE", "60"))
    learns = bool(kept) and not TENANTS
    return {
        "ENGINE": "balairung.ground.postgresql",
        "NAME": parts.path.lstrip("/") or query.get("dbname", "balairung"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        "OPTIONS": {"options": limits, "server_side_binding": learns, "prepare_threshold": 3 if learns else None},
        "CONN_MAX_AGE": kept,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


DATABASE_URL = env("DATABASE_URL")
if TENANTS and not DATABASE_URL:
    raise ImproperlyConfigured("BALAIRUNG_TENANTS needs PostgreSQL: set DATABASE_URL")
DATABASES = {"default": postgresql(DATABASE_URL) if DATABASE_URL else sqlite(str(DATA / "balairung.sqlite3"))}
DATABASE_ROUTERS = ["balairung.surface.tenants.router.DirectoryRouter"] if TENANTS else []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the house ---------------------------------------------------------------------------------------------------

ROOMS = [
    "balairung.rooms.agreements",
    "balairung.rooms.announcements",
    "balairung.rooms.complaints",
    "balairung.rooms.delegations",
    "balairung.rooms.disclosure",
    "balairung.rooms.duty",
    "balairung.rooms.innovations",
    "balairung.rooms.inspections",
    "balairung.rooms.instructions",
    "balairung.rooms.learning",
    "balairung.rooms.meetings",
    "balairung.rooms.oversight",
    "balairung.rooms.pacts",
    "balairung.rooms.participation",
    "balairung.rooms.programmes",
    "balairung.rooms.projects",
    "balairung.rooms.reception",
    "balairung.rooms.services",
    "balairung.rooms.surveys",
]
INSTALLED_APPS = [
    "balairung.config",
    "balairung.surface.api",
    "balairung.surface.dashboards",
    "balairung.surface.maturity",
    "balairung.surface.open311",
    "balairung.surface.opendata",
    "balairung.surface.openness",
    *(["balairung.surface.tenants"] if TENANTS else []),
    *ROOMS,
    "balairung.kernel.search",
    "balairung.kernel.documents",
    "balairung.kernel.obligations",
    "balairung.kernel.receipts",
    "balairung.kernel.rosters",
    "balairung.kernel.messaging",
    "balairung.kernel.files",
    "balairung.kernel.people",
    "balairung.ground.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *(["balairung.surface.tenants.middleware.RegencyMiddleware"] if TENANTS else []),
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "balairung.kernel.people.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "balairung.kernel.people.middleware.HouseMiddleware",
]

ROOT_URLCONF = "balairung.config.urls"
WSGI_APPLICATION = "balairung.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "balairung.kernel.people.context.house",
                "balairung.rooms.complaints.views.dialogue.waiting",
                "balairung.kernel.documents.views.signing.count_waiting",
            ],
        },
    }
]
FORM_RENDERER = "balairung.ground.ui.renderer.Renderer"

# --- languages and time ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("BALAIRUNG_ZONE", "Asia/Jakarta")

# --- accounts ----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "obligations:inbox"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "balairung.kernel.messaging.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an operator gives the account; nobody signs up
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "balairung.kernel.people.account_forms.SignInForm",
    "reauthenticate": "balairung.kernel.people.account_forms.SureForm",
    "reset_password": "balairung.kernel.people.account_forms.ForgottenForm",
}
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/15m/key", "login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the operator
MFA_FORMS = {
    "authenticate": "balairung.kernel.people.account_forms.FactorForm",
    "reauthenticate": "balairung.kernel.people.account_forms.SureFactorForm",
    "activate_totp": "balairung.kernel.people.account_forms.FirstCodeForm",
    "add_webauthn": "balairung.kernel.people.account_forms.KeyForm",
    "edit_webauthn": "balairung.kernel.people.account_forms.KeyNameForm",
}
MFA_TOTP_ISSUER = "Balairung"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
SECOND_FACTOR = env("BALAIRUNG_SECOND_FACTOR", "required")  # "offered" only for a demonstration

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-sesi" if SECURE else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []
CSRF_FAILURE_VIEW = "balairung.ground.ui.views.csrf_failure"

# --- the wire ----------------------------------------------------------------------------------------------------

#: A map behind the outlines, for instance a tile server of the province: the operator's choice, and no default.
TILES = env("BALAIRUNG_TILES")  # https://{s}.tiles.example.go.id/{z}/{x}/{y}.png
TILES_CREDIT = env("BALAIRUNG_TILES_CREDIT", "© OpenStreetMap")
TILES_URL = urlsplit(TILES.replace("{s}", "*"))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *([f"{TILES_URL.scheme}://{TILES_URL.netloc}"] if TILES_URL.netloc else [])],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_SSL_REDIRECT = False  # the web server in front does that
if PROXY_HEADER := env("BALAIRUNG_PROXY_PROTO_HEADER"):
    SECURE_PROXY_SSL_HEADER = (PROXY_HEADER, "https")
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("BALAIRUNG_PROXIES", "0"))

# --- displays of halls -------------------------------------------------------------------------------------------

#: How many streams one web process carries; `serve` makes a thread for each. What comes after them asks by itself.
STREAMS = int(env("BALAIRUNG_STREAMS", "240"))

# --- without a signal --------------------------------------------------------------------------------------------

# Whether a telephone keeps what was typed, and the pages to type it on. Switched off, those who have it lose it.
OFFLINE = flag("BALAIRUNG_OFFLINE", default=not DEBUG)
OFFLINE_PAGE, OFFLINE_QUERY = "complaints:create", "?halaman=satu"  # where it is typed, and sent
# A check on the spot: the page that officers' telephones keep, and where what they sealed on it goes.
OFFLINE_FIELD = {name: f"inspections:{view}" for name, view in
                 {"page": "field", "send": "send", "shot": "shot", "key": "key"}.items()}  # fmt: skip
# The card of an innovation: the same.
OFFLINE_CARD = {name: f"innovations:{view}" for name, view in
                {"page": "field", "send": "send", "shot": "shot", "key": "key"}.items()}  # fmt: skip
OFFLINE_PROOF = "documents:scanned"  # where a letter proves itself; what lies below it shows this page instead

# --- files -------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
FILES_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(FILES_ROOT)}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_HANDLERS = ["balairung.kernel.files.upload.LimitedUploadHandler"]
FILE_LIMIT = int(env("BALAIRUNG_FILE_LIMIT_MB", "10")) * 1024 * 1024  # bytes for each picture or document
SOUND_LIMIT = int(env("BALAIRUNG_SOUND_LIMIT_MB", "10")) * 1024 * 1024
FILM_LIMIT = int(env("BALAIRUNG_FILM_LIMIT_MB", "40")) * 1024 * 1024
SOUND_SECONDS, FILM_SECONDS = 300, 90
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024  # text fields of one form, bytes

# --- messages ----------------------------------------------------------------------------------------------------

EMAIL_URL = urlsplit(env("BALAIRUNG_SMTP"))  # smtp://user:password@host:587?tls=1
MAIL_SERVER = bool(EMAIL_URL.hostname)
if MAIL_SERVER:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = EMAIL_URL.hostname, EMAIL_URL.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(EMAIL_URL.username or ""), unquote(EMAIL_URL.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_URL.scheme == "smtps", "tls=1" in EMAIL_URL.query
    EMAIL_TIMEOUT = 20
MAIL_DIRECTORY = DATA / "mail"
DEFAULT_FROM_EMAIL = env("BALAIRUNG_FROM", "Balairung <balairung@localhost>")
# Every door there is; which of them a regency opened, and with which account, is a row (messaging.Gateway).
CHANNELS = {
    "email": "balairung.kernel.messaging.doors.mail.Mail",
    "whatsapp": "balairung.kernel.messaging.doors.whatsapp.WhatsApp",
    "telegram": "balairung.kernel.messaging.doors.telegram.Telegram",
    "sms": "balairung.kernel.messaging.doors.sms.Sms",
    "push": "balairung.kernel.messaging.doors.push.Push",
    "voice": "balairung.kernel.messaging.doors.voice.Voice",
}

# What a message costs in rupiah, told before an announcement is sent: sms=350,whatsapp=420
MESSAGE_PRICES = dict(word.split("=", 1) for word in words("BALAIRUNG_MESSAGE_PRICES"))

# Networks, such as 10.20.30.40/32, where addresses that strangers give us may lie though none of the public internet.
OUTBOUND_ALLOW = words("BALAIRUNG_OUTBOUND_ALLOW")

# --- who else watches the public log ------------------------------------------------------------------------------

#: Witnesses that co-sign its checkpoints (c2sp.org/tlog-witness): one a line, the key as they publish it, and where
#: they are asked.
RECEIPT_WITNESSES = [line.split() for line in env("BALAIRUNG_RECEIPT_WITNESSES").splitlines() if line.strip()]

# --- throttles: how many a visitor may send; 0 is no limit -----------------------------------------------------------

FILING_LIMIT = env("BALAIRUNG_FILING_LIMIT", "30/h")  # what comes after them is filed, and waits for a person
UNPROVED_LIMIT = env("BALAIRUNG_UNPROVED_LIMIT", "12/h")  # the same for browsers that did no work for it
FLOOD = int(env("BALAIRUNG_FLOOD", "20"))  # so many times the limit is no family and no village hall
UPLOAD_LIMIT = env("BALAIRUNG_UPLOAD_LIMIT", "60/h")  # forms with files
PLACE_LIMIT = env("BALAIRUNG_PLACE_LIMIT", "120/h")  # points whose village is looked up
QUEUE_LIMIT = env("BALAIRUNG_QUEUE_LIMIT", "40/h")  # numbers and appointments taken from home by one network
TRACKING_LIMIT = env("BALAIRUNG_TRACKING_LIMIT", "20/h")  # wrong codes
API_LIMIT = env("BALAIRUNG_API_LIMIT", "300/m")  # requests with one key
FOLLOWING_LIMIT = env("BALAIRUNG_FOLLOWING_LIMIT", "10/h")  # addresses left by passers-by: to follow, to find a code
OPEN311_LIMIT = env("BALAIRUNG_OPEN311_LIMIT", "600/h")  # lists of requests that one address reads
OPEN311_KEY_LIMIT = env("BALAIRUNG_OPEN311_KEY_LIMIT", "600/h")  # what one key sends
OPEN_DATA_LIMIT = env("BALAIRUNG_OPEN_DATA_LIMIT", "60/h")  # whole tables for one address
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # Pages of figures as they were shown to strangers, for a minute in each process.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 60,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

# --- open data ---------------------------------------------------------------------------------------------------

SMALLEST_GROUP = int(env("BALAIRUNG_SMALLEST_GROUP", "5"))  # fewer than these are not told in public figures
DATA_LICENCE = env("BALAIRUNG_DATA_LICENCE", "https://creativecommons.org/licenses/by/4.0/deed.id")

# --- where a report about the regent goes when the Inspektorat may not see it either ---------------------------------

OUTSIDE_ADDRESS = env("BALAIRUNG_OUTSIDE_ADDRESS")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "root": {"handlers": ["stderr"], "level": env("BALAIRUNG_LOG", "WARNING")},
}
