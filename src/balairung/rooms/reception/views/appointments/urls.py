"""Appointments: made by citizens under the hall, kept under their code, seen by the desk."""

from django.urls import path

from balairung.rooms.reception.views.appointments import desk, kiosk, making, own

urlpatterns = [
    path("antrean/janji/<str:code>/", own.own, name="appointment"),
    path("antrean/janji/<str:code>/janji-temu.ics", own.calendar, name="appointment_calendar"),
    path("antrean/janji/<str:code>/batal/", own.cancel, name="appointment_cancel"),
    path("antrean/janji/<str:code>/datang/", own.report, name="appointment_report"),
    path("antrean/janji/<str:code>/pindah/", own.move, name="appointment_move"),
    path("antrean/kios/<str:token>/janji/lapor/", kiosk.report, name="kiosk_appointment"),
    path("antrean/<slug:hall>/janji/", making.making, name="book"),
    path("kerja/antrean/<slug:hall>/janji/", desk.expected, name="expected"),
    path("kerja/antrean/<slug:hall>/janji/tamu-pejabat/", desk.hosts, name="hosts"),
    path("kerja/antrean/<slug:hall>/janji/<uuid:key>/datang/", desk.arrive, name="appointment_arrive"),
    path("kerja/antrean/<slug:hall>/janji/<uuid:key>/batal/", desk.take_back, name="appointment_take_back"),
]
