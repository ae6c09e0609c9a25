"""Mounted at the root: officers below /kerja/kehadiran/, kiosks below /kehadiran/."""

from django.urls import path, re_path

from balairung.rooms.learning.views import calls, days, doors, kiosks, leaves

app_name = "learning"
urlpatterns = [
    path("kehadiran/kios/<str:secret>/", doors.kiosk, name="kiosk"),
    path("kehadiran/kios/<str:secret>/kirim/", doors.kiosk_send, name="kiosk_send"),
    path("kerja/kehadiran/", days.desk, name="desk"),
    path("kerja/kehadiran/pindai/<slug:office>/", doors.scan, name="scan"),
    path("kerja/kehadiran/pindai/<slug:office>/kirim/", doors.scan_send, name="scan_send"),
    path("kerja/kehadiran/semua/", days.everything, name="everything"),
    path("kerja/kehadiran/semua.csv", days.everything_table, name="everything_table"),
    path("kerja/kehadiran/kantor/<slug:office>/", days.office, name="office"),
    path("kerja/kehadiran/kantor/<slug:office>.csv", days.office_table, name="office_table"),
    path("kerja/kehadiran/kantor/<slug:office>/kios/", kiosks.kept, name="kiosks"),
    path("kerja/kehadiran/kios/<uuid:kiosk>/cabut/", kiosks.revoke, name="revoke_kiosk"),
    path("kerja/kehadiran/orang/<uuid:person>/", days.person, name="person"),
    path("kerja/kehadiran/orang/<uuid:person>/betulkan/", days.correct, name="correct"),
    path("kerja/kehadiran/orang/<uuid:person>/hak-cuti/", leaves.allow, name="allow"),
    path("kerja/kehadiran/cuti/baru/", leaves.ask, name="ask"),
    path("kerja/kehadiran/cuti/<uuid:leave>/", leaves.leave, name="leave"),
    re_path(r"^kerja/kehadiran/cuti/(?P<leave>[0-9a-f-]{36})/(?P<verb>setujui|tolak|batalkan|kembali)/$", leaves.act,
            name="leave_act"),
    path("kerja/kehadiran/apel/", calls.calls, name="calls"),
    path("kerja/kehadiran/apel/baru/", calls.plan, name="plan_call"),
    path("kerja/kehadiran/apel/<uuid:call>/", calls.call, name="call"),
    path("kerja/kehadiran/apel/<uuid:call>/kirim/", calls.send, name="call_send"),
    re_path(r"^kerja/kehadiran/apel/(?P<call>[0-9a-f-]{36})/(?P<verb>buka|tutup)/$", calls.act, name="call_act"),
    re_path(r"^kerja/kehadiran/apel/peserta/(?P<entry>[0-9a-f-]{36})/(?P<verb>hadir|hapus|alasan)/$", calls.note,
            name="call_note"),
]  # fmt: skip
