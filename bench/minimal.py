"""The smallest Django that answers and the smallest that writes: what the house's figures are held against.

No middleware, no session, no template: `/` says hello, `/satu/` inserts one row and commits. Served by the same granian
with the same workers and threads, on the same PostgreSQL.
"""

from __future__ import annotations

import os

from django.conf import settings

settings.configure(
    SECRET_KEY="minimal",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    LOGGING_CONFIG=None,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["MINIMAL_NAME"],
            "USER": os.environ["MINIMAL_USER"],
            "PASSWORD": os.environ["MINIMAL_PASSWORD"],
            "HOST": "127.0.0.1",
            "PORT": os.environ["MINIMAL_PORT"],
            "CONN_MAX_AGE": 60,
        }
    },
)

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from balairung.ground.common.ids import new_id

TABLE = "CREATE TABLE IF NOT EXISTS minimal_row (id uuid PRIMARY KEY, said text NOT NULL, at timestamptz NOT NULL)"


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"hello", headers={"Content-Length": "5"})


def one(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO minimal_row VALUES (%s, %s, now())", [new_id(), "one row"])
    return HttpResponse(b"one", headers={"Content-Length": "3"})


urlpatterns = [path("", hello), path("satu/", one)]
application = get_wsgi_application()
