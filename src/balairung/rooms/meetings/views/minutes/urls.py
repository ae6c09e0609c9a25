from django.urls import URLPattern, path, re_path

from balairung.rooms.meetings.views.minutes import writing

ITEM = r"^kerja/rapat/(?P<ref>[-\w]+)/notulen/butir/(?P<item>[0-9a-f-]{36})"
urlpatterns: list[URLPattern] = [
    path("kerja/rapat/<slug:ref>/notulen/", writing.minutes, name="minutes"),
    path("kerja/rapat/<slug:ref>/notulen/aliran/", writing.stream, name="minutes_stream"),
    path("kerja/rapat/<slug:ref>/notulen/isi/", writing.content, name="minutes_content"),
    path("kerja/rapat/<slug:ref>/notulen/tambah/", writing.add, name="add_item"),
    path("kerja/rapat/<slug:ref>/notulen/dari-acara/", writing.fill, name="fill_minutes"),
    re_path(rf"{ITEM}/simpan/$", writing.keep, name="keep_item"),
    re_path(rf"{ITEM}/(?P<verb>hold|let_go)/$", writing.hand, name="hold_item"),
    re_path(rf"{ITEM}/(?P<verb>{'|'.join(writing.DEEDS)})/$", writing.arrange, name="arrange_item"),
    re_path(rf"{ITEM}/terdahulu/$", writing.former, name="former_item"),
    re_path(
        rf"{ITEM}/tertinggal/(?P<left>[0-9a-f-]{{36}})/(?P<verb>merge|set_aside)/$", writing.settle, name="settle_left"
    ),
]
