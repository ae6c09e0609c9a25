"""Mounted at the root: citizens' pages, and the officer's below /kerja/."""

from django.urls import path, re_path

from balairung.rooms.complaints.feeds import feed
from balairung.rooms.complaints.views import (
    deeds,
    desk,
    filing,
    following,
    importing,
    macros,
    merging,
    offices,
    phrases,
    proposals,
    publication,
    published,
    receipts,
    steps,
    topics,
)

app_name = "complaints"
STEP = r"^pengaduan/baru/(?P<step>tempat|serupa|kejadian|pelapor)/"
CODE = "lacak/<str:ref>/<str:code>/"
urlpatterns = [
    path("pengaduan/", published.public, name="public"),
    path("pengaduan/umpan/", feed, name="feed"),
    path("pengaduan/peta/", published.public_map, name="map"),
    path("pengaduan/kantor/<str:key>/", offices.office, name="office"),
    path("pengaduan/baru/", filing.create, name="create"),
    path("pengaduan/baru/periksa/", filing.prepare, name="prepare"),
    path("pengaduan/baru/periksa/<str:draft>/", filing.check, name="check"),
    path("pengaduan/baru/topik/", steps.topics, name="topics"),
    path("pengaduan/baru/tantangan/", filing.challenge, name="challenge"),
    re_path(STEP + "$", steps.step, name="step"),
    re_path(STEP + r"(?P<draft>[\w-]+)/$", steps.step, name="step"),
    path("pengaduan/<str:ref>/", published.published, name="published"),
    path("pengaduan/<str:ref>/ikuti/", published.follow_page, name="follow"),
    path("pengaduan/<str:ref>/tidak-pantas/", published.improper, name="improper"),
    path("ikuti/<str:token>/", published.follower, name="follower"),
    path("lacak/", following.track, name="track"),
    path("lacak/hilang/", following.lost, name="lost"),
    path(CODE, following.own, name="own"),
    path(CODE + "kabar/", following.contact, name="contact"),
    path(CODE + "benar-beres/", following.outcome, name="outcome"),
    path(CODE + "tanda-terima/", receipts.receipt, name="receipt"),
    path(CODE + "tanda-terima.pdf", receipts.pdf, name="receipt_pdf"),
    path(CODE + "tenggat/<uuid:clock>/", following.own_deadline, name="own_deadline"),
    re_path(
        r"^lacak/(?P<ref>[^/]+)/(?P<code>[^/]+)/(?P<verb>resume|reopen|close|withdraw)/$", following.speak, name="speak"
    ),
    path("kerja/tautan/", offices.links, name="links"),
    path("kerja/pengaduan-impor/", importing.upload, name="import"),
    path("kerja/pengaduan-impor/pratinjau/", importing.preview, name="import_preview"),
    path("kerja/teks/", phrases.texts, name="texts"),
    path("kerja/teks/baru/", phrases.add_text, name="add_text"),
    path("kerja/teks/<uuid:key>/", phrases.change_text, name="change_text"),
    path("kerja/teks/<uuid:key>/hapus/", phrases.drop_text, name="drop_text"),
    path("kerja/makro/", macros.all_macros, name="macros"),
    path("kerja/makro/baru/", macros.add_macro, name="add_macro"),
    path("kerja/makro/<uuid:key>/", macros.macro, name="macro"),
    path("kerja/makro/<uuid:key>/hapus/", macros.drop_macro, name="drop_macro"),
    path("kerja/serempak/pengaduan/", macros.bulk, name="bulk"),
    path("kerja/topik/", topics.all_topics, name="topics_kept"),
    path("kerja/topik/baru/", topics.add_topic, name="add_topic"),
    path("kerja/topik/<slug:topic>/", topics.change_topic, name="change_topic"),
    path("kerja/pengaduan/<str:ref>/", desk.detail, name="detail"),
    path("kerja/pengaduan/<str:ref>/makro/", deeds.run_macro, name="run_macro"),
    path("kerja/pengaduan/<str:ref>/nama-pelapor/", deeds.reveal, name="reveal"),
    path("kerja/pengaduan/<str:ref>/periksa/<uuid:item>/", deeds.check, name="check_item"),
    path("kerja/pengaduan/<str:ref>/teks/<uuid:text>/", deeds.phrase, name="words"),
    path("kerja/pengaduan/<str:ref>/konsep/", proposals.draft, name="draft"),
    re_path(
        r"^kerja/pengaduan/(?P<ref>[^/]+)/konsep/(?P<key>[0-9a-f-]{36})/(?P<verb>setujui|kembalikan|lanjutkan|batalkan)/$",
        proposals.decide, name="decide",
    ),
    path("kerja/pengaduan/<str:ref>/terkabari/", proposals.tell, name="tell"),
    path("kerja/pengaduan/<str:ref>/bersama/", merging.together, name="together"),
    re_path(
        r"^kerja/pengaduan/(?P<ref>[^/]+)/bersama/(?P<verb>kumpulkan|gabung|pisah|bagi|kait|lepas)/$",
        merging.act, name="merge",
    ),
    path("kerja/pengaduan/<str:ref>/terbit/", publication.publication, name="publication"),
    path("kerja/pengaduan/<str:ref>/berkas/<uuid:evidence>/", publication.show_file, name="show_file"),
    path("kerja/pengaduan/<str:ref>/berkas/<uuid:evidence>/samarkan/", publication.redact_file, name="redact_file"),
    path("kerja/pengaduan/<str:ref>/<str:verb>/", deeds.act, name="act"),
]
