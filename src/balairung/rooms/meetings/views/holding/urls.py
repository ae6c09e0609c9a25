from django.urls import URLPattern, path, re_path

from balairung.rooms.meetings.views.holding import (
    agenda,
    attendance,
    devices,
    doors,
    kiosk,
    scanning,
    seats,
    sessions,
    showing,
    speakers,
)

HERE = "kerja/rapat/<str:ref>/"
KEY = "[0-9a-f-]{36}"


urlpatterns: list[URLPattern] = [
    path(f"{HERE}hadir/", attendance.attendance, name="attendance"),
    path(f"{HERE}hadir/pindai/", scanning.scan, name="scan"),
    path(f"{HERE}hadir/pindai/kirim/", scanning.send, name="scan_send"),
    path(f"{HERE}hadir/tambahan/", attendance.extra, name="extra"),
    path(f"{HERE}hadir/daftar.pdf", doors.paper, name="sheet"),
    path(f"{HERE}hadir/daftar.csv", doors.table, name="sheet_csv"),
    path(f"{HERE}hadir/perkenalan/", showing.introductions, name="introductions"),
    path(f"{HERE}hadir/perkenalan/isi/", showing.introductions_content, name="introductions_content"),
    path(f"{HERE}hadir/perkenalan/alir/", showing.introductions_stream, name="introductions_stream"),
    path(f"{HERE}hadir/hitungan/isi/", showing.tally_content, name="tally_content"),
    path(f"{HERE}hadir/hitungan/alir/", showing.tally_stream, name="tally_stream"),
    path(f"{HERE}hadir/kursi/", seats.seats, name="seats"),
    path(f"{HERE}hadir/kursi/cetak/", seats.paper, name="seats_paper"),
    path(f"{HERE}hadir/kios/", devices.kiosks, name="kiosks"),
    path(f"{HERE}hadir/kios/<uuid:key>/cabut/", devices.revoke, name="kiosk_revoke"),
    path(f"{HERE}hadir/<uuid:key>/", attendance.one, name="attendee"),
    re_path(
        rf"^kerja/rapat/(?P<ref>[^/]+)/hadir/(?P<key>{KEY})/(?P<verb>{'|'.join(attendance.DEEDS)})/$",
        attendance.act,
        name="attend",
    ),
    path(f"{HERE}sesi/<uuid:key>/buka/", sessions.begin, name="session_open"),
    path(f"{HERE}sesi/<uuid:key>/tutup/", sessions.close, name="session_close"),
    path(f"{HERE}akhiri/", sessions.finish, name="end"),
    path(f"{HERE}acara/", agenda.agenda, name="agenda"),
    path(f"{HERE}acara/isi/", showing.agenda_content, name="agenda_content"),
    path(f"{HERE}acara/alir/", showing.agenda_stream, name="agenda_stream"),
    path(f"{HERE}acara/<uuid:key>/", agenda.edit, name="agenda_item"),
    re_path(
        rf"^kerja/rapat/(?P<ref>[^/]+)/acara/(?P<key>{KEY})/(?P<verb>{'|'.join(agenda.DEEDS)})/$",
        agenda.act,
        name="agenda_act",
    ),
    path(f"{HERE}narasumber/", speakers.speakers, name="speakers"),
    path(f"{HERE}narasumber/<uuid:key>/", speakers.speaker, name="speaker"),
    path(f"{HERE}narasumber/<uuid:key>/bahan/", speakers.material, name="speaker_material"),
    re_path(
        rf"^kerja/rapat/(?P<ref>[^/]+)/narasumber/(?P<key>{KEY})/(?P<verb>{'|'.join(speakers.DEEDS)})/$",
        speakers.act,
        name="speaker_act",
    ),
    path(f"{HERE}layar/", showing.screen, name="screen"),
    path(f"{HERE}layar/isi/", showing.screen_content, name="screen_content"),
    path(f"{HERE}layar/alir/", showing.screen_stream, name="screen_stream"),
    path("rapat/kios/<str:token>/", kiosk.ask, name="attendance_kiosk"),
    path("rapat/kios/<str:token>/kirim/", kiosk.send, name="attendance_kiosk_send"),
]
