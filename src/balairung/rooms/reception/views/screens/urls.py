from django.urls import URLPattern, path

from balairung.rooms.reception.views.screens import display, kiosk

urlpatterns: list[URLPattern] = [
    path("antrean/layar/<str:token>/", display.show, name="display"),
    path("antrean/layar/<str:token>/alir/", display.stream, name="display_stream"),
    path("antrean/layar/<str:token>/isi/", display.content, name="display_content"),
    path("antrean/layar/<str:token>/ada/", display.seen, name="display_seen"),
    path("antrean/kios/<str:token>/", kiosk.ask, name="kiosk"),
    path("antrean/kios/<str:token>/<str:code>/", kiosk.ticket, name="kiosk_ticket"),
    path("antrean/nomor/<str:code>/cetak/", kiosk.slip, name="slip"),
]
