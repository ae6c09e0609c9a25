"""Mounted at the root: what everybody reads and asks for, and the desk below /kerja/."""

from django.urls import path, re_path

from balairung.rooms.announcements.views import choosing, desk, feeds, novelties, reading

app_name = "announcements"
urlpatterns = [
    path("pengumuman/", reading.listing, name="listing"),
    path("pengumuman/umpan/", feeds.feed, name="feed"),
    path("pengumuman/langganan/", choosing.subscribe, name="subscribe"),
    path("pengumuman/langganan/peramban/", choosing.browser, name="browser"),
    path("pengumuman/langganan/kode/<uuid:key>/", choosing.prove, name="prove"),
    path("pengumuman/langganan/<str:token>/", choosing.choices, name="choices"),
    path("pengumuman/langganan/<str:token>/berhenti/", choosing.leave, name="leave"),
    path("pengumuman/<str:code>/", reading.article, name="article"),
    path("pengumuman/<str:code>/dibuka/", reading.opened, name="opened"),
    path("pengumuman/<str:code>/membantu/", reading.helped, name="helped"),
    path("pengumuman/<str:code>/lapor/", reading.report, name="report"),
    path("pengumuman/<str:code>/poster/", reading.poster, name="poster"),
    path("apa-yang-baru/", novelties.public, name="novelties"),
    path("catatan-perubahan/", novelties.changes, name="changes"),
    path("kerja/apa-yang-baru/", novelties.own, name="own_novelties"),
    path("kerja/pengumuman/", desk.desk, name="desk"),
    path("kerja/pengumuman/baru/", desk.begin, name="begin"),
    path("kerja/pengumuman/<str:code>/", desk.kept, name="kept"),
    path("kerja/pengumuman/<str:code>/baca/", desk.told, name="told"),
    path("kerja/pengumuman/<str:code>/ubah/", desk.revise, name="revise"),
    path("kerja/pengumuman/<str:code>/perbaiki/", desk.correct, name="correct"),
    path("kerja/pengumuman/<str:code>/foto/", desk.photograph, name="photograph"),
    re_path(rf"^kerja/pengumuman/(?P<code>[^/]+)/(?P<verb>{'|'.join(desk.DEEDS)})/$", desk.act, name="act"),
]
