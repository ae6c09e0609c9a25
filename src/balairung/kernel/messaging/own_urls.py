"""Mounted below /akun/kontak/: an officer's own contacts."""

from django.urls import path

from balairung.kernel.messaging.views import own

app_name = "own_contacts"
urlpatterns = [
    path("", own.contacts, name="contacts"),
    path("peramban/", own.browser, name="browser"),
    path("<uuid:key>/", own.prove, name="prove"),
    path("<uuid:key>/utama/", own.act, {"verb": "utama"}, name="first"),
    path("<uuid:key>/coba/", own.act, {"verb": "coba"}, name="try"),
    path("<uuid:key>/hapus/", own.act, {"verb": "hapus"}, name="remove"),
]
