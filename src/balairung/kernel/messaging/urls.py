"""Mounted below /kabar/: what the links in messages open."""

from django.urls import path

from balairung.kernel.messaging.views import proving, stopping

app_name = "messaging"

urlpatterns = [
    path("nomor/<uuid:key>/", proving.prove, name="prove"),
    path("<str:token>/", stopping.stop, name="stop"),
]
