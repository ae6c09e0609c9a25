from django.urls import URLPattern, path, re_path

from balairung.rooms.meetings.views.dialogue import board, own, question

urlpatterns: list[URLPattern] = [
    path("kerja/rapat/<slug:ref>/dialog/", board.dialogue, name="dialogue"),
    path("kerja/rapat/<slug:ref>/dialog/aliran/", board.stream, name="dialogue_stream"),
    path("kerja/rapat/<slug:ref>/dialog/isi/", board.content, name="dialogue_content"),
    path("kerja/rapat/<slug:ref>/dialog/<uuid:key>/", question.question, name="question"),
    re_path(
        rf"^kerja/rapat/(?P<ref>[-\w]+)/dialog/(?P<key>[0-9a-f-]{{36}})/(?P<verb>{'|'.join(question.DEEDS)})/$",
        question.act,
        name="question_turn",
    ),
    path("rapat/<slug:code>/tanya/", own.ask, name="ask"),
    path("rapat/<slug:code>/tanya/<uuid:key>/tarik/", own.withdraw, name="withdraw_question"),
]
