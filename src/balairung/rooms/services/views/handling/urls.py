"""Addresses of officers who handle applications."""

from django.urls import path, re_path

from balairung.rooms.services.handling.deeds import VERBS
from balairung.rooms.services.views.handling import case, lists

CASE = "kerja/permohonan/<str:ref>/"
urlpatterns = [
    path("kerja/permohonan/", lists.figures, name="figures"),
    path("kerja/serempak/permohonan/", lists.bulk, name="bulk"),
    path(CASE, case.detail, name="detail"),
    path(CASE + "nomor/", case.reveal, name="reveal"),
    path(CASE + "tinjau/", case.inspect, name="inspect"),
    path(CASE + "surat.pdf", case.letter, name="letter"),
    re_path(rf"^kerja/permohonan/(?P<ref>[^/]+)/(?P<verb>{'|'.join(VERBS)})/$", case.act, name="act"),
]
