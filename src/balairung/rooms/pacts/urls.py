"""Mounted at the root: what everybody reads below /pakta/, one's own and the drives below /kerja/pakta/."""

from django.urls import path

from balairung.rooms.pacts.views import drives, gathering, owed, own, public

app_name = "pacts"
urlpatterns = [
    path("pakta/", public.whole, name="public"),
    path("pakta/daftar.csv", public.export, name="public_csv"),
    path("pakta/lapor/", public.breach, name="breach"),
    path("pakta/kantor/<slug:key>/", public.office, name="office"),
    path("kerja/pakta/", own.home, name="home"),
    path("kerja/pakta/saya/<uuid:key>/", own.one, name="one"),
    path("kerja/pakta/saya/<uuid:key>/tanda-tangan/", own.sign_one, name="sign_one"),
    path("kerja/pakta/saya/<uuid:key>/sasaran/", own.keep_goals, name="keep_goals"),
    path("kerja/pakta/gerakan/baru/", drives.begin, name="begin"),
    path("kerja/pakta/gerakan/<uuid:key>/", drives.drive, name="drive"),
    path("kerja/pakta/gerakan/<uuid:key>/akhiri/", drives.end, name="end"),
    path("kerja/pakta/gerakan/<uuid:key>/acara/", drives.gather, name="gather"),
    path("kerja/pakta/gerakan/<uuid:key>/cetak/", drives.sheet, name="sheet"),
    path("kerja/pakta/gerakan/<uuid:key>/daftar.csv", drives.export, name="csv"),
    path("kerja/pakta/saksi-luar/<uuid:key>/", drives.outside, name="outside"),
    path("kerja/pakta/naskah/", drives.editions, name="editions"),
    path("kerja/pakta/acara/<uuid:key>/", gathering.show, name="gathering"),
    path("kerja/pakta/acara/<uuid:key>/kemajuan/", gathering.progress, name="progress"),
    path("kerja/pakta/acara/<uuid:key>/tutup/", gathering.close, name="close"),
    path("kerja/pakta/acara/<uuid:key>/<uuid:place>/tanda-tangan/", gathering.sign_here, name="sign_here"),
    path("kerja/pakta/acara/<uuid:key>/<uuid:place>/lewati/", gathering.pass_by, name="pass_by"),
    path("kerja/pakta/acara/<uuid:key>/saksi/<uuid:person>/", gathering.witness, name="witness"),
    path("kerja/pakta/<str:ref>/", owed.detail, name="detail"),
]
