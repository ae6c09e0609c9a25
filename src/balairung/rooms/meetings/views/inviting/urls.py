from django.urls import path

from balairung.rooms.meetings.views.inviting import desk, own, preparing, sending, series

urlpatterns = [
    path("kerja/rapat/", desk.meetings, name="mine"),
    path("kerja/rapat/baru/", preparing.create, name="create"),
    path("kerja/rapat/seri/", series.all_series, name="series"),
    path("kerja/rapat/seri/<uuid:key>/", series.one, name="one_series"),
    path("kerja/rapat/seri/<uuid:key>/akhiri/", series.close, name="close_series"),
    path("kerja/rapat/<str:ref>/", desk.meeting, name="meeting"),
    path("kerja/rapat/<str:ref>/ubah/", preparing.change, name="change"),
    path("kerja/rapat/<str:ref>/batal/", sending.cancel, name="cancel"),
    path("kerja/rapat/<str:ref>/kalender.ics", desk.calendar, name="calendar"),
    path("kerja/rapat/<str:ref>/undangan/", sending.invitations, name="invitations"),
    path("kerja/rapat/<str:ref>/undangan/surat.pdf", sending.preview, name="preview"),
    path("kerja/rapat/<str:ref>/undangan/kirim/", sending.send, name="send"),
    path("kerja/rapat/<str:ref>/undangan/surat-baru/", sending.new_letter, name="new_letter"),
    path("kerja/rapat/<str:ref>/undangan/aturan/", sending.add_rule, name="add_rule"),
    path("kerja/rapat/<str:ref>/undangan/aturan/<uuid:key>/hapus/", sending.drop_rule, name="drop_rule"),
    path("kerja/rapat/<str:ref>/undangan/daftar/", sending.listed, name="invited"),
    path("kerja/rapat/<str:ref>/sesi/baru/", preparing.add_session, name="add_session"),
    path("kerja/rapat/<str:ref>/sesi/<uuid:key>/", preparing.change_session, name="change_session"),
    path("kerja/rapat/<str:ref>/sesi/<uuid:key>/hapus/", preparing.drop_session, name="drop_session"),
    path("kerja/rapat/<str:ref>/jawab/<uuid:key>/", desk.reply, name="reply"),
    path("rapat/<slug:code>/", own.page, name="own"),
    path("rapat/<slug:code>/jawab/", own.reply, name="own_reply"),
    path("rapat/<slug:code>/surat.pdf", own.letter, name="own_letter"),
    path("rapat/<slug:code>/kalender.ics", own.calendar, name="own_calendar"),
]
