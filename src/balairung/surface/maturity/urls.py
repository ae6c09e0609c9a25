"""Mounted at the root: what everybody reads, and the desk below /kerja/."""

from django.urls import path, re_path

from balairung.surface.maturity.views import (
    assessments,
    bundles,
    climbing,
    comparing,
    indicators,
    keys,
    papers,
    publishing,
    team,
)

app_name = "maturity"
DESK = "kerja/kematangan/"
ONE = f"{DESK}<int:year>/<slug:instrument>/"
INDICATOR = f"{ONE}indikator/<int:number>/"
urlpatterns = [
    path("kematangan/", publishing.public, name="public"),
    path(DESK, assessments.desk, name="desk"),
    path(f"{DESK}buka/", assessments.begin, name="begin"),
    path(f"{DESK}banding/", comparing.compare, name="compare"),
    path(f"{DESK}banding/impor/", comparing.bring, name="bring"),
    path(f"{DESK}kunci/", keys.three, name="keys"),
    path(f"{DESK}bukti/", bundles.sources, name="bundles"),
    path(f"{DESK}bukti/<slug:source>/", bundles.source, name="source"),
    path(f"{DESK}bukti/<slug:source>/buat/", bundles.make, name="make_bundle"),
    path(ONE, assessments.overview, name="assessment"),
    path(f"{ONE}catatan/", assessments.note, name="note"),
    path(f"{ONE}tutup/", assessments.shut, name="close"),
    path(f"{ONE}laporan.pdf", papers.report, name="report"),
    path(f"{ONE}tim/", team.team, name="team"),
    path(f"{ONE}tim/tugas/", team.charge, name="charge_part"),
    path(f"{ONE}tim/<uuid:key>/lepas/", team.leave, name="leave_team"),
    path(f"{ONE}jalan/", climbing.way, name="way"),
    path(f"{ONE}jalan/harga/", climbing.prices, name="prices"),
    path(f"{ONE}jalan/langkah/", climbing.charge, name="charge_step"),
    path(INDICATOR, indicators.indicator, name="indicator"),
    path(f"{INDICATOR}nilai/", indicators.give, name="give_level"),
    path(f"{INDICATOR}bukti/", indicators.show, name="show_proof"),
    re_path(
        r"^kerja/kematangan/bukti-dukung/(?P<key>[0-9a-f-]{36})/(?P<verb>terima|revisi|tarik)/$",
        indicators.act, name="act_proof",
    ),
]  # fmt: skip
