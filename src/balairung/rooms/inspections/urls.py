"""Mounted at the root: each subject's addresses stand beside its views."""

from django.urls import path, re_path

from balairung.rooms.inspections.views import checks, editing, field, findings, matrices
from balairung.rooms.inspections.views.findings import DEEDS

app_name = "inspections"
urlpatterns = [
    path("cek-lapangan/", matrices.public, name="public"),
    path("kerja/cek/", checks.desk, name="desk"),
    path("kerja/cek/lapangan/", field.field, name="field"),
    path("kerja/cek/lapangan/simpan/", field.record, name="record"),
    path("kerja/cek/lapangan/kirim/", field.send, name="send"),
    path("kerja/cek/lapangan/foto/", field.shot, name="shot"),
    path("kerja/cek/lapangan/kunci/", field.key, name="key"),
    path("kerja/cek/matriks/", matrices.whole, name="matrix"),
    path("kerja/cek/matriks.csv", matrices.table, name="table"),
    path("kerja/cek/daftar-periksa/", editing.sheet, name="sheet"),
    path("kerja/cek/kantor/<slug:office>/", checks.office, name="office"),
    path("kerja/cek/hasil/<str:ref>/", checks.report_page, name="report"),
    path("kerja/cek/hasil/<str:ref>/laporan.pdf", checks.report_file, name="report_file"),
    path("kerja/cek/temuan/<str:ref>/", findings.detail, name="detail"),
    re_path(rf"^kerja/cek/temuan/(?P<ref>[^/]+)/(?P<verb>{'|'.join(DEEDS)})/$", findings.act, name="act"),
]
