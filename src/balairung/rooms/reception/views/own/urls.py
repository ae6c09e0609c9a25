"""Citizens: the halls, one of them, my number. A hall's key stands last: the words before it are never keys."""

from django.urls import path

from balairung.rooms.reception.views.own import halls, number

urlpatterns = [
    path("antrean/", halls.halls, name="halls"),
    path("antrean/tantangan/", halls.challenge, name="challenge"),
    path("antrean/nomor/<str:code>/", number.number, name="number"),
    path("antrean/nomor/<str:code>/<uuid:ticket>/batal/", number.leave, name="leave"),
    path("antrean/nomor/<str:code>/<uuid:ticket>/survei/", number.survey, name="survey"),
    path("antrean/<slug:hall>/", halls.hall, name="hall"),
]
