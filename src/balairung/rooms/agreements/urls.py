"""Mounted at the root: what everybody reads, and the desk below /kerja/."""

from django.urls import path, re_path

from balairung.rooms.agreements.views import duties, keeping, register

app_name = "agreements"
urlpatterns = [
    path("kerja-sama/", register.whole, name="register"),
    path("kerja-sama/<str:ref>/", register.agreement, name="agreement"),
    path("kerja/kerja-sama/", keeping.desk, name="desk"),
    path("kerja/kerja-sama/baru/", keeping.record, name="record"),
    path("kerja/kerja-sama/naskah/<str:ref>/kewajiban/", keeping.add_duty, name="add_duty"),
    path("kerja/kerja-sama/naskah/<str:ref>/pindaian/", keeping.scan, name="scan"),
    path("kerja/kerja-sama/naskah/<str:ref>/akhiri/", keeping.end, name="end"),
    path("kerja/kerja-sama/<str:ref>/", duties.detail, name="detail"),
    re_path(rf"^kerja/kerja-sama/(?P<ref>[^/]+)/(?P<verb>{'|'.join(duties.DEEDS)})/$", duties.act, name="act"),
]
