"""Mounted at the root. Each subject has its own list beside its views: `/layanan/`, `/permohonan/`, `/kerja/…`."""

from django.urls import include, path

app_name = "services"
urlpatterns = [
    path("", include("balairung.rooms.services.views.catalogue.urls")),
    path("", include("balairung.rooms.services.views.applying.urls")),
    path("", include("balairung.rooms.services.views.handling.urls")),
    path("", include("balairung.rooms.services.views.packages.urls")),
    path("", include("balairung.rooms.services.views.editing.urls")),
]
