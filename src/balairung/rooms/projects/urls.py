"""Mounted at the root: what everybody reads, and the desk below /kerja/."""

from django.urls import path, re_path

from balairung.rooms.projects.views import desk, duties, importing, keeping, public, reporting

app_name = "projects"
FILE = "kerja/proyek/berkas/<str:ref>/"
urlpatterns = [
    path("proyek/", public.whole, name="register"),
    path("proyek/peta/", public.public_map, name="map"),
    path("proyek/data.csv", public.table, name="table"),
    path("proyek/<str:ref>/", public.project, name="project"),
    path("proyek/<str:ref>/papan.pdf", public.sign, name="sign"),
    path("kerja/proyek/", desk.desk, name="desk"),
    path("kerja/proyek/baru/", keeping.record, name="record"),
    path("kerja/proyek/impor/", importing.upload, name="import"),
    path("kerja/proyek/impor/<str:token>/", importing.preview, name="import_preview"),
    path(FILE, desk.file, name="file"),
    path(FILE + "ubah/", keeping.change, name="change"),
    path(FILE + "tahap/", keeping.parts, name="parts"),
    path(FILE + "tahap/<uuid:key>/", keeping.reach, name="reach"),
    path(FILE + "henti/", keeping.stop, name="stop"),
    path(FILE + "lanjut/", keeping.go_on, name="go_on"),
    path(FILE + "kemajuan/", reporting.report, name="report"),
    path(FILE + "foto/", reporting.photos, name="photos"),
    path(FILE + "foto/<uuid:key>/", reporting.show, name="show"),
    path(FILE + "kunjungan/", reporting.visit, name="visit"),
    path(FILE + "serah-terima/", reporting.hand_over, name="hand_over"),
    path(FILE + "serah-terima/<uuid:key>/", reporting.people, name="people"),
    path(FILE + "serah-terima/<uuid:key>/ketua/", reporting.reveal, name="reveal"),
    path("kerja/proyek/<str:ref>/", duties.detail, name="detail"),
    re_path(rf"^kerja/proyek/(?P<ref>[^/]+)/(?P<verb>{'|'.join(duties.DEEDS)})/$", duties.act, name="act"),
]
