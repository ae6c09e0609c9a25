"""Addresses of which one fails."""

from typing import NoReturn

from django.http import HttpRequest
from django.urls import path

from balairung.config.urls import handler400 as handler400
from balairung.config.urls import handler500 as handler500
from balairung.config.urls import urlpatterns as whole


def fail(request: HttpRequest) -> NoReturn:
    raise RuntimeError("qzx\r\nqzx")


urlpatterns = [path("gagal/", fail, name="gagal"), *whole]
