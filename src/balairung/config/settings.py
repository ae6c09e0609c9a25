"""Settings, read from the environment and complete without any.

Without BALAIRUNG_HOSTS the server answers this machine only and keeps its keys in the data folder. With it the
keys must be given: a server that others reach never runs on keys that it made up. Any value may come as
NAME_FILE, a path whose content is the value.
"""

import os
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from balairung.config.databases import postgresql, sqlite
from balairung.config.environment import env, flag, words
from balairung.config.keys import local_keys, ring_file
from balairung.config.seams import *  # noqa: F403  (where the floors meet, named in one place)
from balairung.config.signing_in import *  # noqa: F403  (how people sign in)
from balairung.config.weak import weaknesses
from balairung.ground.common.keyring import parsed

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
SECOND_FACTOR = env("BALAIRUNG_SECOND_FACTOR", "required")  # "offered" only for a demonstration
METRICS_TOKEN = env("BALAIRUNG_METRICS_TOKEN")  # whoever shows this reads /metrik
PASSWORDED = {name: env(name) for name in ("DATABASE_URL", "BALAIRUNG_SMTP")}
GUARDING = {**KEYS, **({"METRICS_TOKEN": METRICS_TOKEN} if METRICS_TOKEN else {})}
WEAK = [*weaknesses(GUARDING, PASSWORDED, hosts=HOSTS, debug=DEBUG, second_factor=SECOND_FACTOR)] if HOSTS else []
if WEAK:
    raise ImproperlyConfigured(f"BALAIRUNG_HOSTS is set, so this must not stand: {'; '.join(WEAK)}")
SECRET_KEY = KEYS["SECRET_KEY"]
SEAL_KEYS = parsed(KEYS["SEAL_KEYS"])  # Fernet keys, newest first: the first seals, all open
SEAL_RING = ring_file(DATA, os.environ)  # their file, read again when it changes; None: they stand in the environment
HASH_KEY = KEYS["HASH_KEY"].encode()

# --- database ----------------------------------------------------------------------------------------------------

TENANTS = flag("BALAIRUNG_TENANTS")
DATABASE_URL = env("DATABASE_URL")
if TENANTS and not DATABASE_URL:
    raise ImproperlyConfigured("BALAIRUNG_TENANTS needs PostgreSQL: set DATABASE_URL")
_DATABASE = postgresql(DATABASE_URL, many=TENANTS) if DATABASE_URL else sqlite(DATA / "balairung.sqlite3")
DATABASES = {"default": _DATABASE}
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
    "balairung.rooms.privacy",
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
    "balairung.surface.operations",
    "balairung.surface.records",
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
    "balairung.ground.ui.headers.HeadersMiddleware",
    "balairung.surface.operations.middleware.MachineMiddleware",
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
    "balairung.kernel.people.account_seen.DeviceMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "balairung.kernel.people.middleware.HouseMiddleware",
    "balairung.surface.operations.middleware.ReadOnlyMiddleware",
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
USE_TZ = True
TIME_ZONE = env("BALAIRUNG_ZONE", "Asia/Jakarta")

# --- accounts ----------------------------------------------------------------------------------------------------

# The published list of Pwned Passwords, one sorted file or a folder of its ranges; nothing is asked of anybody.
BREACHED_PASSWORDS = env("BALAIRUNG_BREACHED_PASSWORDS")
if BREACHED_PASSWORDS and not Path(BREACHED_PASSWORDS).exists():
    raise ImproperlyConfigured(f"BALAIRUNG_BREACHED_PASSWORDS names what is not there: {BREACHED_PASSWORDS}")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

SESSION_COOKIE_NAME = "__Host-sesi" if SECURE else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
DEVICE_COOKIE_NAME = "__Host-perangkat" if SECURE else "perangkat"  # a browser that signed in before
LANGUAGE_COOKIE_NAME = "__Host-bahasa" if SECURE else "django_language"
SENTENCE_COOKIE_NAME = "__Host-pesan" if SECURE else "messages"  # what a page says after a deed
MESSAGE_STORAGE = "balairung.ground.ui.sentences.Storage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True  # no script of ours reads a cookie
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []

# --- the wire ----------------------------------------------------------------------------------------------------

#: A map behind the outlines, for instance a tile server of the province: the operator's choice, and no default.
TILES = env("BALAIRUNG_TILES")  # https://{s}.tiles.example.go.id/{z}/{x}/{y}.png
TILES_CREDIT = env("BALAIRUNG_TILES_CREDIT", "© OpenStreetMap")
TILES_URL = urlsplit(TILES.replace("{s}", "*"))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
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

# --- backups -----------------------------------------------------------------------------------------------------

#: Who can read them: public keys of age, whose identities lie elsewhere; and where they go when nothing else is said.
BACKUP_RECIPIENTS = words("BALAIRUNG_BACKUP_RECIPIENT")
BACKUP_FOLDER = env("BALAIRUNG_BACKUP_FOLDER")

# --- where a report about the regent goes when the Inspektorat may not see it either ---------------------------------

OUTSIDE_ADDRESS = env("BALAIRUNG_OUTSIDE_ADDRESS")

# --- what the operator's programs ask (docs/operate.md) -------------------------------------------------------------

DISK_RESERVE = int(env("BALAIRUNG_DISK_RESERVE_MB", "200")) * 1024 * 1024  # left for the ledger, worker and tidying
SEAT_WAIT = float(env("BALAIRUNG_SEAT_WAIT", "10"))  # seconds that a request waits for a seat
BODY_LIMIT = int(env("BALAIRUNG_BODY_LIMIT_MB", "64")) * 1024 * 1024  # of one request, with all its files
ADDRESS_LIMIT = 8192  # signs of an address with its query
METRICS_ALLOW = words("BALAIRUNG_METRICS_ALLOW")  # networks that read /metrik
LOG_ADDRESSES = flag("BALAIRUNG_LOG_ADDRESSES")  # network addresses of visitors in the log of requests

LOG = [word.upper() for word in words("BALAIRUNG_LOG", "WARNING")]  # a level; "json" for programs, with every request
LOG_LEVEL = next((word for word in LOG if word != "JSON"), "WARNING")

# --- whom to tell of a hole in the house: an address of mail, or of a page; /.well-known/security.txt ----------------

SECURITY_CONTACTS = [word if ":" in word else f"mailto:{word}" for word in words("BALAIRUNG_SECURITY_CONTACT")]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"balairung.surface.operations.lines.{'Json' if 'JSON' in LOG else 'Text'}Line"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": sys.stderr}},
    "loggers": {"balairung.request": {"level": "INFO" if "JSON" in LOG else LOG_LEVEL}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
