"""Addresses below /saya/qr/: one's own code, shown to whoever asks who one is."""

from django.urls import path

from balairung.kernel.people.views import badges

app_name = "passes"
urlpatterns = [
    path("", badges.mine, name="mine"),
    path("kode/", badges.fresh, name="fresh"),
]
