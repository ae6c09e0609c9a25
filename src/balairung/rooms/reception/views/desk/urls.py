"""The reception of a hall, its alarm, its figures, and the guest book by the guest's own telephone."""

from django.urls import URLPattern, path, re_path

from balairung.rooms.reception.views.desk import alarms, book, own, presence
from balairung.rooms.reception.views.figures import halls, offices

urlpatterns: list[URLPattern] = [
    path("tamu/<slug:hall>/", own.write, name="guest"),
    path("tamu/<slug:hall>/tercatat/", own.written, name="guest_written"),
    path("kerja/antrean/<slug:hall>/meja/", book.desk, name="desk"),
    path("kerja/antrean/<slug:hall>/meja/duduk/", presence.sit_down, name="desk_in"),
    path("kerja/antrean/<slug:hall>/meja/selesai/", presence.leave, name="desk_out"),
    path("kerja/antrean/<slug:hall>/meja/buku/", book.today, name="desk_book"),
    path("kerja/antrean/<slug:hall>/meja/poster/", own.poster, name="desk_poster"),
    path("kerja/antrean/<slug:hall>/meja/tamu/<uuid:key>/", book.guest, name="desk_guest"),
    path("kerja/antrean/<slug:hall>/meja/tamu/<uuid:key>/pulang/", book.sign_out, name="desk_sign_out"),
    path("kerja/antrean/<slug:hall>/meja/janji/<uuid:key>/", book.expected, name="desk_expected"),
    path("kerja/antrean/<slug:hall>/angka/", halls.figures, name="figures"),
    path("kerja/antrean/<slug:hall>/angka/csv/", halls.csv, name="figures_csv"),
    path("antrean/<slug:hall>/angka/", halls.public, name="public_figures"),
    path("resepsi/", offices.public, name="receptions"),
    path("kerja/resepsi/", offices.board, name="board"),
    path("kerja/resepsi/<str:ref>/", alarms.detail, name="detail"),
    re_path(rf"^kerja/resepsi/(?P<ref>[^/]+)/(?P<verb>{'|'.join(alarms.DEEDS)})/$", alarms.act, name="act"),
]
