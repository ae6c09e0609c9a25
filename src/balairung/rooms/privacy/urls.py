"""Mounted at the root: what people ask about their own data below /data-saya/, the desk below /kerja/data-pribadi/."""

from django.urls import path, re_path

from balairung.rooms.privacy.models.requests import RIGHTS
from balairung.rooms.privacy.views import asking, desk, incidents, own

app_name = "privacy"
OWN = "data-saya/<str:ref>/<str:code>/"
ONE = "kerja/data-pribadi/<str:ref>/"
urlpatterns = [
    path("data-saya/", asking.front, name="front"),
    re_path(rf"^data-saya/minta/(?P<right>{'|'.join(RIGHTS)})/$", asking.ask, name="ask"),
    path("data-saya/kode/<uuid:key>/", asking.prove, name="prove"),
    path("data-saya/unduh/<str:token>/", own.download, name="download"),
    path(OWN, own.own, name="own"),
    path(f"{OWN}cabut/", own.take_back, name="take_back"),
    path(f"{OWN}tenggat/<uuid:clock>/", own.deadline, name="own_deadline"),
    path("kerja/data-pribadi/", desk.home, name="desk"),
    path("kerja/data-pribadi/pembukaan/", desk.log, name="log"),
    path("kerja/data-pribadi/loket/", desk.take, name="take"),
    path("kerja/data-pribadi/insiden/", incidents.register, name="register"),
    path("kerja/data-pribadi/insiden/baru/", incidents.begin, name="begin"),
    path(f"{ONE}isi/", incidents.describe, name="describe"),
    path(f"{ONE}cari/", incidents.search, name="search"),
    path(f"{ONE}terdampak/", incidents.affected, name="affected"),
    path(f"{ONE}surat.pdf", incidents.agency_letter, name="agency_letter"),
    path(ONE, desk.detail, name="detail"),
    re_path(rf"^kerja/data-pribadi/(?P<ref>[^/]+)/(?P<verb>{'|'.join(desk.VERBS)})/$", desk.act, name="act"),
]
