"""Mounted at the root: what everybody reads below /program/, the desk below /kerja/program/."""

from django.urls import path, re_path

from balairung.rooms.programmes.views import cascade, hundred, owed, public, sakip

app_name = "programmes"
AGENCY = "kerja/program/rencana/<uuid:key>/"
HUNDRED = "kerja/program/100-hari/<uuid:key>/"
urlpatterns = [
    path("program/", public.front, name="front"),
    path("program/susunan/<int:year>/", cascade.whole, name="tree"),
    path("program/butir/<uuid:key>/", cascade.node, name="node"),
    path("program/kinerja/", public.performance, name="performance"),
    path("program/100-hari/", public.hundred, name="public_hundred"),
    path("program/100-hari/laporan.pdf", public.report, name="report"),
    path("program/100-hari/tantangan/", public.challenge, name="challenge"),
    path("program/100-hari/suara/<uuid:key>/", public.voice, name="voice"),
    path("program/100-hari/<slug:office>/", public.office, name="public_office"),
    path("kerja/program/", cascade.desk, name="desk"),
    path("kerja/program/susunan/<int:year>/celah/", cascade.gaps, name="gaps"),
    path("kerja/program/susunan/<int:year>/impor/", cascade.upload, name="import"),
    path("kerja/program/impor/<str:token>/", cascade.preview, name="import_preview"),
    path("kerja/program/butir/<uuid:key>/bayar/", cascade.spend, name="spend"),
    path("kerja/program/indikator/<uuid:key>/", cascade.result, name="result"),
    path("kerja/program/100-hari/", hundred.latest, name="latest"),
    path("kerja/program/100-hari/mulai/", hundred.begin, name="begin"),
    path(HUNDRED, hundred.hundred, name="hundred"),
    path(f"{HUNDRED}akhir/", hundred.move_end, name="move_end"),
    path(f"{HUNDRED}paparan/", hundred.slides, name="slides"),
    path(AGENCY, hundred.agency, name="agency"),
    path(f"{AGENCY}masalah/", hundred.add_problem, name="add_problem"),
    path(f"{AGENCY}masalah/<uuid:part>/didengar/", hundred.add_hearing, name="add_hearing"),
    path(f"{AGENCY}masalah/<uuid:part>/aksi/", hundred.add_action, name="add_action"),
    path(f"{AGENCY}aksi/<uuid:part>/tonggak/", hundred.add_milestone, name="add_milestone"),
    path(f"{AGENCY}hasil/", hundred.add_outcome, name="add_outcome"),
    path(f"{AGENCY}hasil/<uuid:part>/ukur/", hundred.measure, name="measure"),
    path(f"{AGENCY}kabar/", hundred.check_in, name="check_in"),
    path(f"{AGENCY}hapus/<slug:what>/<uuid:part>/", hundred.drop, name="drop"),
    path("kerja/program/suara/<uuid:key>/", hundred.moderate, name="moderate"),
    path("kerja/program/sakip/", sakip.whole, name="sakip"),
    path("kerja/program/sakip/<slug:key>/<int:year>/", sakip.office, name="sakip_office"),
    path("kerja/program/<str:ref>/", owed.detail, name="detail"),
    path("kerja/program/<str:ref>/buka-tonggak/", owed.grant, name="grant"),
    re_path(rf"^kerja/program/(?P<ref>[^/]+)/(?P<verb>{'|'.join(owed.DEEDS)})/$", owed.act, name="act"),
]  # fmt: skip
