"""Mounted at the root: citizens' pages, and the officer's below /kerja/."""

from django.urls import path, re_path

from balairung.rooms.complaints.views import desk, filing, following, importing

app_name = "complaints"
CODE = "lacak/<str:ref>/<str:code>/"
urlpatterns = [
    path("pengaduan/", following.public, name="public"),
    path("pengaduan/baru/", filing.create, name="create"),
    path("pengaduan/baru/periksa/", filing.prepare, name="prepare"),
    path("pengaduan/baru/periksa/<str:draft>/", filing.check, name="check"),
    path("pengaduan/<str:ref>/", following.published, name="published"),
    path("lacak/", following.track, name="track"),
    path(CODE, following.own, name="own"),
    path(CODE + "tanda-terima/", following.receipt, name="receipt"),
    path(CODE + "tenggat/<uuid:clock>/", following.own_deadline, name="own_deadline"),
    re_path(
        r"^lacak/(?P<ref>[^/]+)/(?P<code>[^/]+)/(?P<verb>resume|reopen|close|withdraw)/$", following.speak, name="speak"
    ),
    path("kerja/pengaduan-impor/", importing.upload, name="import"),
    path("kerja/pengaduan-impor/pratinjau/", importing.preview, name="import_preview"),
    path("kerja/pengaduan/<str:ref>/", desk.detail, name="detail"),
    path("kerja/pengaduan/<str:ref>/<str:verb>/", desk.act, name="act"),
]
