"""Addresses below /kerja/kunci/."""

from django.urls import path

from balairung.kernel.people.views import keys

app_name = "keys"
urlpatterns = [
    path("", keys.keys, name="list"),
    path("baru/", keys.make, name="make"),
    path("<uuid:key>/cabut/", keys.revoke, name="revoke"),
]
