"""Mounted at the root: what a telephone keeps of this house, for the hours without a signal."""

from django.urls import path

from balairung.kernel.people.views import device

app_name = "device"
urlpatterns = [
    path("sw.js", device.worker, name="worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("luring/", device.shelf, name="shelf"),
    path("luring/kunci/", device.key, name="key"),
]
