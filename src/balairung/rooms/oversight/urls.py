"""Mounted at the root: the Inspektorat's desk below /kerja/, and what bodies outside read below /pengawas/."""

from django.urls import path, re_path

from balairung.rooms.oversight.views import (
    desk,
    examinations,
    findings,
    follow_up,
    outside,
    overseers,
    recommendations,
)

HERE = "kerja/pengawasan/"

app_name = "oversight"
urlpatterns = [
    path("pengawas/", outside.own, name="own"),
    path("pengawas/<uuid:key>/", outside.read, name="read"),
    path("pengawas/<uuid:key>/buka/", outside.open_it, name="open"),
    path(HERE, desk.desk, name="desk"),
    path(f"{HERE}tindak-lanjut/", follow_up.table, name="follow_up"),
    path(f"{HERE}tindak-lanjut.csv", follow_up.sheet, name="sheet"),
    path(f"{HERE}tindak-lanjut.pdf", follow_up.paper, name="paper"),
    path(f"{HERE}pengawas/", overseers.overseers, name="overseers"),
    path(f"{HERE}pengawas/<uuid:key>/cabut/", overseers.revoke, name="revoke"),
    path(f"{HERE}pemeriksaan/baru/", examinations.begin, name="begin"),
    path(f"{HERE}pemeriksaan/<uuid:key>/", examinations.examination, name="examination"),
    path(f"{HERE}pemeriksaan/<uuid:key>/ubah/", examinations.change, name="change"),
    path(f"{HERE}pemeriksaan/<uuid:key>/kantor/", examinations.add_office, name="add_office"),
    path(f"{HERE}pemeriksaan/<uuid:key>/orang/", examinations.name_subject, name="name_subject"),
    path(f"{HERE}pemeriksaan/<uuid:key>/laporan/", examinations.report, name="report"),
    path(f"{HERE}pemeriksaan/<uuid:key>/kirim/", examinations.send, name="send"),
    path(f"{HERE}pemeriksaan/<uuid:key>/temuan/", findings.add_finding, name="add_finding"),
    path(f"{HERE}temuan/<uuid:finding>/ubah/", findings.change_finding, name="change_finding"),
    path(f"{HERE}temuan/<uuid:finding>/hapus/", findings.drop_finding, name="drop_finding"),
    path(f"{HERE}temuan/<uuid:finding>/rekomendasi/", findings.recommend, name="recommend"),
    path(f"{HERE}temuan/<uuid:finding>/ralat/", findings.amend, name="amend"),
    path(f"{HERE}rekomendasi/<uuid:recommendation>/hapus/", findings.drop_recommendation, name="drop_recommendation"),
    path(f"{HERE}<str:ref>/", recommendations.detail, name="detail"),
    path(f"{HERE}<str:ref>/setoran/", recommendations.pay, name="pay"),
    path(f"{HERE}<str:ref>/setoran/<uuid:payment>/batal/", recommendations.take_back, name="take_back"),
    re_path(rf"^{HERE}(?P<ref>[^/]+)/(?P<verb>{'|'.join(recommendations.DEEDS)})/$", recommendations.act, name="act"),
]
