"""Mounted below /kerja/pintu/: what operators keep."""

from django.urls import path

from balairung.kernel.messaging.views import keeping

app_name = "gateways"
urlpatterns = [
    path("", keeping.doors, name="doors"),
    path("<slug:channel>/", keeping.door, name="door"),
    path("<slug:channel>/coba/", keeping.act, {"verb": "coba"}, name="try"),
    path("<slug:channel>/buka/", keeping.act, {"verb": "buka"}, name="open"),
    path("<slug:channel>/tutup/", keeping.act, {"verb": "tutup"}, name="shut"),
]
