"""Mounted below /akun/perangkat/: the browsers in which one is signed in."""

from django.urls import path

from balairung.kernel.messaging.views import devices

app_name = "devices"
urlpatterns = [
    path("", devices.listed, name="list"),
    path("lain/", devices.end_others, name="end_others"),
    path("<uuid:key>/keluarkan/", devices.end, name="end"),
    path("bukan-saya/<str:token>/", devices.deny, name="deny"),
]
