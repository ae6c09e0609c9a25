from django.urls import path, re_path

from balairung.rooms.duty.views import alarms, answering, board, drills, league, mine, offices, summons

app_name = "duty"
urlpatterns = [
    path("siaga/", league.latest, name="league"),
    re_path(r"^siaga/(?P<period>[0-9]{4}-[0-9]{2})/$", league.month, name="month"),
    re_path(r"^siaga/(?P<period>[0-9]{4}-[0-9]{2})\.csv$", league.table, name="table"),
    path("siaga/jawab/<slug:token>/", answering.answer, name="answer"),
    path("kerja/siaga/", board.board, name="board"),
    path("kerja/siaga/rencana/", drills.plan, name="plan"),
    path("kerja/siaga/bulanan/", drills.switch, name="switch"),
    path("kerja/siaga/latihan/<uuid:drill>/", drills.drill, name="drill"),
    path("kerja/siaga/latihan/<uuid:drill>/batal/", drills.cancel, name="cancel_drill"),
    path("kerja/siaga/latihan/<uuid:drill>/undian.csv", drills.pool, name="pool"),
    path("kerja/siaga/panggil/", summons.summon, name="summon"),
    path("kerja/siaga/panggil/jabatan/<uuid:post>/", summons.summon_post, name="summon_post"),
    path("kerja/siaga/panggil/<uuid:call>/", summons.call, name="call"),
    path("kerja/siaga/panggil/<uuid:call>/henti/", summons.stop, name="stop"),
    path("kerja/siaga/panggil/<uuid:call>/jawab/", answering.answer_here, name="answer_here"),
    path("kerja/siaga/saya/", mine.mine, name="mine"),
    path("kerja/siaga/kantor/<slug:office>/", offices.office, name="office"),
    path("kerja/siaga/alarm/", alarms.alarms, name="alarms"),
    path("kerja/siaga/alarm/<str:ref>/", alarms.detail, name="detail"),
    re_path(rf"^kerja/siaga/alarm/(?P<ref>[^/]+)/(?P<verb>{'|'.join(alarms.DEEDS)})/$", alarms.act, name="act"),
]
