"""Mounted at the root. Each subject has its own list beside its views: `/antrean/`, `/tamu/`, `/kerja/antrean/…`."""

from django.urls import include, path

app_name = "reception"
urlpatterns = [
    path("", include("balairung.rooms.reception.views.counters.urls")),
    path("", include("balairung.rooms.reception.views.setup.urls")),
    path("", include("balairung.rooms.reception.views.screens.urls")),
    path("", include("balairung.rooms.reception.views.appointments.urls")),
    path("", include("balairung.rooms.reception.views.own.urls")),
    path("", include("balairung.rooms.reception.views.desk.urls")),
    path("", include("balairung.rooms.reception.views.malls.urls")),
]
