"""Mounted at the root: what everybody reads and asks below /informasi/, the desk below /kerja/informasi/."""

from django.urls import path, re_path

from balairung.rooms.disclosure.views import asking, desk, keeping, lists, own, registers, reports

app_name = "disclosure"
OWN = "informasi/<str:ref>/<str:code>/"
ONE = "kerja/informasi/<str:ref>/"
urlpatterns = [
    path("informasi/", lists.front, name="front"),
    path("informasi/daftar/", lists.listed, name="listed"),
    path("informasi/daftar.csv", lists.table, name="table"),
    path("informasi/daftar/<uuid:key>/", lists.listing, name="listing"),
    path("informasi/dikecualikan/", lists.withheld, name="withheld"),
    path("informasi/aturan/", lists.basis, name="basis"),
    path("informasi/jawaban/", lists.answered, name="answered"),
    path("informasi/jawaban/<str:ref>/", lists.answer, name="answer"),
    path("informasi/laporan/", reports.latest, name="reports"),
    path("informasi/laporan/<int:year>/", reports.report, name="report"),
    path("informasi/laporan/<int:year>.pdf", reports.paper, name="report_pdf"),
    path("informasi/laporan/<int:year>.csv", reports.table, name="report_csv"),
    re_path(rf"^informasi/minta/(?P<step>{'|'.join(asking.PAGES)})/$", asking.first, name="ask_first"),
    re_path(rf"^informasi/minta/(?P<step>{'|'.join(asking.PAGES)})/(?P<draft>\w+)/$", asking.step, name="ask_step"),
    path("informasi/minta/", asking.begin, name="ask"),
    path("informasi/minta/periksa/<str:draft>/", asking.check, name="check"),
    path(OWN, own.own, name="own"),
    path(f"{OWN}tanda-terima.pdf", own.receipt, name="receipt"),
    path(f"{OWN}tenggat/<uuid:clock>/", own.deadline, name="own_deadline"),
    re_path(rf"^informasi/(?P<ref>[^/]+)/(?P<code>[^/]+)/(?P<step>{'|'.join(own.SPEAK)})/$", own.speak, name="speak"),
    path(f"{OWN}tanggapan/", own.respond, name="respond"),
    path("kerja/informasi/", desk.home, name="desk"),
    path("kerja/informasi/register/", registers.requests, name="register"),
    path("kerja/informasi/register.csv", registers.requests_table, name="register_csv"),
    path("kerja/informasi/keberatan/", registers.objections, name="objections"),
    path("kerja/informasi/keberatan.csv", registers.objections_table, name="objections_csv"),
    path("kerja/informasi/daftar/", keeping.shelf, name="shelf"),
    path("kerja/informasi/daftar/baru/", keeping.add, name="add"),
    path("kerja/informasi/daftar/<uuid:key>/", keeping.change, name="change"),
    path("kerja/informasi/daftar/<uuid:key>/tarik/", keeping.withdraw, name="withdraw_listing"),
    path("kerja/informasi/dikecualikan/baru/", keeping.withhold, name="withhold"),
    path("kerja/informasi/dikecualikan/<uuid:key>/buka/", keeping.lift, name="lift"),
    path("kerja/informasi/laporan/<int:year>/", keeping.year, name="year"),
    path(ONE, desk.detail, name="detail"),
    path(f"{ONE}identitas/", desk.reveal, name="reveal"),
    path(f"{ONE}terbitkan/", desk.publish, name="publish"),
    path(f"{ONE}tarik-terbitan/", desk.unpublish, name="unpublish"),
    re_path(rf"^kerja/informasi/(?P<ref>[^/]+)/(?P<verb>{'|'.join(desk.VERBS)})/$", desk.act, name="act"),
]
