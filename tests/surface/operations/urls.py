"""The addresses of the house, and before them one whose page fails and quotes what it was given."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from balairung.config.urls import handler500 as handler500
from balairung.config.urls import urlpatterns as house


def broken(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    raise ValueError(f"cannot do this with {request.GET['kata']!r} of {ref} {code}")


urlpatterns = [path("lacak/<str:ref>/<str:code>/rusak/", broken, name="broken"), *house]
