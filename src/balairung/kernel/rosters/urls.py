"""Addresses below /kerja/jaga/: rosters, for officers."""

from django.urls import path

from balairung.kernel.rosters.views import editing, mine, now, office, swapping, year

app_name = "rosters"
urlpatterns = [
    path("", now.desk, name="desk"),
    path("saya/", mine.shifts, name="mine"),
    path("saya/cuti/", mine.leave, name="leave"),
    path("saya/cuti/<uuid:absence>/", mine.back, name="back"),
    path("saya/kalender/", mine.calendar, name="calendar"),
    path("saya/kalender/cabut/", mine.revoke, name="revoke"),
    path("tahun/", year.year, name="year"),
    path("tahun.csv", year.table, name="year_table"),
    path("tukar/", swapping.swaps, name="swaps"),
    path("tukar/baru/<str:shift>/", swapping.ask, name="ask"),
    path("tukar/<uuid:swap>/", swapping.swap, name="swap"),
    path("pengganti/<uuid:override>/", office.clear, name="clear"),
    path("<str:office>/", office.office, name="office"),
    path("<str:office>/baru/", editing.make, name="make"),
    path("<str:office>/<uuid:roster>/", office.roster, name="roster"),
    path("<str:office>/<uuid:roster>/ubah/", editing.change, name="change"),
    path("<str:office>/<uuid:roster>/akhiri/", editing.end, name="end"),
    path("<str:office>/<uuid:roster>/<str:day>/", office.day, name="day"),
]
