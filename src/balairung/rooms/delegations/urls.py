"""Mounted at the root: what everybody reads, and the desk below /kerja/."""

from django.urls import path, re_path

from balairung.rooms.delegations.views import attention, deciding, recording, register, statements

app_name = "delegations"
DEEDS = "|".join(statements.DEEDS)
urlpatterns = [
    path("pelimpahan/", register.whole, name="register"),
    path("pelimpahan/cetak/", register.sheet, name="sheet"),
    path("pelimpahan/siapa/", deciding.who, name="who"),
    path("pelimpahan/dasar/<uuid:key>/", register.basis, name="basis"),
    path("pelimpahan/<uuid:key>/", register.row, name="row"),
    path("kerja/pelimpahan/", attention.attention, name="attention"),
    path("kerja/pelimpahan/baru/", recording.record_decree, name="record"),
    path("kerja/pelimpahan/dasar/<uuid:key>/pindaian/", recording.scan, name="scan"),
    path("kerja/pelimpahan/dasar/<uuid:key>/cabut/", recording.withdraw_decree, name="withdraw_all"),
    path("kerja/pelimpahan/<uuid:key>/cabut/", recording.withdraw_row, name="withdraw"),
    path("kerja/pelimpahan/<uuid:key>/jawab/", recording.answer, name="answer"),
    path("kerja/pelimpahan/laporan/<str:ref>/", statements.detail, name="detail"),
    re_path(
        rf"^kerja/pelimpahan/laporan/(?P<ref>[^/]+)/(?P<verb>{'|'.join(statements.DEEDS)})/$",
        statements.act,
        name="act",
    ),
]
