"""Mounted below /akun/pemulihan/: accounts that two people give back."""

from django.urls import path

from balairung.kernel.messaging.views import recovery

app_name = "recovery"
urlpatterns = [
    path("", recovery.running, name="list"),
    path("mulai/<uuid:person>/", recovery.ask, name="ask"),
    path("<uuid:key>/", recovery.detail, name="detail"),
    path("<uuid:key>/pastikan/", recovery.confirm, name="confirm"),
    path("<uuid:key>/hentikan/", recovery.stop, name="stop"),
    path("hentikan/<str:token>/", recovery.stop_here, name="stop_here"),
]
