"""Addresses of the public catalogue: `/layanan/`."""

from django.urls import path

from balairung.rooms.services.views.catalogue import pages

urlpatterns = [
    path("layanan/", pages.catalogue, name="catalogue"),
    path("layanan/standar/", pages.standards, name="standards"),
    path("layanan/<slug:key>/", pages.service, name="service"),
    path("layanan/<slug:key>/standar/", pages.standard, name="standard"),
]
