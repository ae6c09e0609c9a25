from django.urls import URLPattern, path

from balairung.rooms.reception.views.setup import halls, parts

urlpatterns: list[URLPattern] = [
    path("kerja/antrean/buka/", halls.open_hall, name="open_hall"),
    path("kerja/antrean/<slug:hall>/atur/", halls.overview, name="set_up"),
    path("kerja/antrean/<slug:hall>/atur/tempat/", halls.change, name="change_hall"),
    path("kerja/antrean/<slug:hall>/atur/jam/", halls.hours, name="change_hours"),
    path("kerja/antrean/<slug:hall>/atur/tutup/", halls.close, name="close_hall"),
    path("kerja/antrean/<slug:hall>/atur/gerai/", parts.add_booth, name="add_booth"),
    path("kerja/antrean/<slug:hall>/atur/gerai/<uuid:booth>/tutup/", parts.close_booth, name="close_booth"),
    path("kerja/antrean/<slug:hall>/atur/layanan/", parts.add_line, name="add_line"),
    path("kerja/antrean/<slug:hall>/atur/layanan/<uuid:line>/", parts.change_line, name="change_line"),
    path("kerja/antrean/<slug:hall>/atur/layanan/<uuid:line>/jeda/", parts.pause_line, name="pause_line"),
    path("kerja/antrean/<slug:hall>/atur/layanan/<uuid:line>/tutup/", parts.close_line, name="close_line"),
    path("kerja/antrean/<slug:hall>/atur/loket/", parts.add_counter, name="add_counter"),
    path("kerja/antrean/<slug:hall>/atur/loket/<uuid:counter>/", parts.change_counter, name="change_counter"),
    path("kerja/antrean/<slug:hall>/atur/loket/<uuid:counter>/tutup/", parts.close_counter, name="close_counter"),
    path("kerja/antrean/<slug:hall>/atur/layar/", parts.add_screen, name="add_screen"),
    path("kerja/antrean/<slug:hall>/atur/layar/<uuid:screen>/cabut/", parts.revoke_screen, name="revoke_screen"),
]
