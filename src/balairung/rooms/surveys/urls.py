"""Mounted at the root: what citizens answer and read below /survei/, the desk below /kerja/survei/."""

from django.urls import path, re_path

from balairung.rooms.surveys.views import asking, desk, follow_ups, results

app_name = "surveys"
ONE = "survei/<slug:key>/<str:period>/"
urlpatterns = [
    path("survei/", results.results, name="results"),
    path("survei/<str:code>/", asking.invited, name="invited"),
    path("survei/di/<slug:key>/", asking.of_office, name="of_office"),
    path("survei/di/<slug:key>/<int:number>/", asking.at_stand, name="at_stand"),
    path("survei/di/<slug:key>/poster-<str:form>", results.poster, name="poster"),
    path("survei/di/<slug:key>/<int:number>/poster-<str:form>", results.poster, name="stand_poster"),
    path("survei/layar/<str:secret>/", asking.on_screen, name="on_screen"),
    path(ONE, results.result, name="result"),
    path(f"{ONE}publikasi.pdf", results.publication, name="publication"),
    path(f"{ONE}angka.csv", results.export, name="export"),
    path("kerja/survei/", desk.desk, name="desk"),
    path("kerja/survei/kantor/<slug:key>/", desk.office, name="office"),
    path("kerja/survei/kantor/<slug:key>/rencana/", desk.plan, name="plan"),
    path("kerja/survei/kantor/<slug:key>/tempat/", desk.add_stand, name="add_stand"),
    path("kerja/survei/kantor/<slug:key>/tempat/<int:number>/tutup/", desk.close_stand, name="close_stand"),
    path("kerja/survei/kantor/<slug:key>/formulir/", desk.paper, name="paper"),
    path("kerja/survei/kantor/<slug:key>/angka.csv", desk.export, name="desk_export"),
    path("kerja/survei/kantor/<slug:key>/<str:period>/", desk.period, name="period"),
    path("kerja/survei/kantor/<slug:key>/<str:period>/dilayani/", desk.population, name="population"),
    path("kerja/survei/kantor/<slug:key>/<str:period>/umumkan/", desk.publish, name="publish"),
    path("kerja/survei/<str:ref>/", follow_ups.detail, name="detail"),
    re_path(rf"^kerja/survei/(?P<ref>[^/]+)/(?P<verb>{'|'.join(follow_ups.DEEDS)})/$", follow_ups.act, name="act"),
]
