"""Mounted at the root: each subject's addresses stand beside its views."""

from django.urls import path, re_path

from balairung.rooms.innovations.views import awards, cards, field, index, proposals, public, reviews

app_name = "innovations"
CARD = "kerja/inovasi/kartu/<str:ref>/"
INDEX = "kerja/inovasi/indeks/"
urlpatterns = [
    path("inovasi/", public.whole, name="register"),
    path("inovasi/peta/", public.public_map, name="map"),
    path("inovasi/peringkat/", public.league_table, name="league"),
    path("inovasi/pita/", public.strips, name="strip"),
    path("inovasi/usul/", proposals.propose, name="propose"),
    path("inovasi/usul/pekerjaan/", proposals.challenge, name="challenge"),
    path("inovasi/usul/<str:ref>/", proposals.proposed, name="proposed"),
    path("inovasi/<str:ref>/", public.innovation, name="innovation"),
    path("kerja/inovasi/", cards.desk, name="desk"),
    path("kerja/inovasi/baru/", field.field, name="field"),
    path("kerja/inovasi/baru/simpan/", field.record, name="record"),
    path("kerja/inovasi/baru/kirim/", field.send, name="send"),
    path("kerja/inovasi/baru/foto/", field.shot, name="shot"),
    path("kerja/inovasi/baru/kunci/", field.key, name="key"),
    path("kerja/inovasi/penghargaan/", awards.awards, name="awards"),
    path(INDEX, index.whole, name="index"),
    path(INDEX + "<int:year>/bukti.zip", index.bundle, name="bundle"),
    path(INDEX + "<int:year>/daerah/<slug:indicator>/", index.mark_regency, name="mark_regency"),
    path(INDEX + "<int:year>/<str:ref>/", index.entry, name="entry"),
    path(INDEX + "<int:year>/<str:ref>/<slug:indicator>/", index.mark_entry, name="mark_entry"),
    path(CARD, cards.file, name="file"),
    path(CARD + "ubah/", cards.change, name="change"),
    path(CARD + "hapus/", cards.drop, name="drop"),
    path(CARD + "tahap/", cards.claim, name="claim"),
    path(CARD + "bukti/", cards.prove, name="prove"),
    path(CARD + "tiru/", cards.adopt, name="adopt"),
    path("kerja/inovasi/<str:ref>/", reviews.detail, name="detail"),
    re_path(rf"^kerja/inovasi/(?P<ref>[^/]+)/(?P<verb>{'|'.join(reviews.DEEDS)})/$", reviews.act, name="act"),
]
