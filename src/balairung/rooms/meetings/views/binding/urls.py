from django.urls import URLPattern, path, re_path

from balairung.rooms.meetings.views.binding import approving, deciding, matrix, public, searching, tasks

HERE = "kerja/rapat/<str:ref>/"
SERIES = "kerja/rapat/seri/<uuid:key>/tindak-lanjut/"

urlpatterns: list[URLPattern] = [
    path("kerja/rapat/cari/", searching.search, name="search"),
    path("kerja/rapat/tema/", searching.themes, name="themes"),
    path("kerja/rapat/tema/<uuid:key>/", searching.theme, name="theme"),
    path("kerja/rapat/tindak-lanjut/", matrix.of_period, name="matrix"),
    path("kerja/rapat/tindak-lanjut/tabel.csv", matrix.of_period_sheet, name="matrix_csv"),
    path("kerja/rapat/tindak-lanjut/tabel.pdf", matrix.of_period_paper, name="matrix_pdf"),
    path(SERIES, matrix.of_series, name="series_matrix"),
    path(f"{SERIES}tabel.csv", matrix.of_series_sheet, name="series_matrix_csv"),
    path(f"{SERIES}tabel.pdf", matrix.of_series_paper, name="series_matrix_pdf"),
    path("kerja/rapat/tugas/<str:ref>/", tasks.detail, name="detail"),
    re_path(rf"^kerja/rapat/tugas/(?P<ref>[^/]+)/(?P<verb>{'|'.join(tasks.FORMS)})/$", tasks.act, name="act"),
    path(f"{HERE}tugas-kami/", tasks.bound, name="bound"),
    path(f"{HERE}keputusan/", deciding.decisions, name="decisions"),
    path(f"{HERE}keputusan/baru/", deciding.create, name="decide"),
    path(f"{HERE}keputusan/<uuid:key>/", deciding.edit, name="decision"),
    path(f"{HERE}keputusan/<uuid:key>/hapus/", deciding.drop, name="drop_decision"),
    path(f"{HERE}pengesahan/", approving.approval, name="approval"),
    re_path(
        rf"^kerja/rapat/(?P<ref>[^/]+)/pengesahan/(?P<verb>{'|'.join(approving.DEEDS)})/$",
        approving.act,
        name="approval_act",
    ),
    path(f"{HERE}tindak-lanjut/", matrix.of_meeting, name="meeting_matrix"),
    path(f"{HERE}tindak-lanjut/tabel.csv", matrix.of_meeting_sheet, name="meeting_matrix_csv"),
    path(f"{HERE}tindak-lanjut/tabel.pdf", matrix.of_meeting_paper, name="meeting_matrix_pdf"),
    path(f"{HERE}acara/lanjutan/", deciding.carry, name="fill_agenda"),
    path("rapat/", public.minutes, name="public"),
    path("rapat/notulen/<str:ref>/", public.one, name="public_minutes"),
]
