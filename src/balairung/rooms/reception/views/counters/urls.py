from django.urls import URLPattern, path, re_path

from balairung.rooms.reception.views.counters import counter

urlpatterns: list[URLPattern] = [
    path("kerja/antrean/", counter.mine, name="mine"),
    path("kerja/antrean/<slug:hall>/loket/<uuid:counter>/", counter.counter, name="counter"),
    re_path(
        rf"^kerja/antrean/(?P<hall>[-\w]+)/loket/(?P<counter>[0-9a-f-]{{36}})/(?P<verb>{'|'.join(counter.DEEDS)})/$",
        counter.act,
        name="turn",
    ),
]
