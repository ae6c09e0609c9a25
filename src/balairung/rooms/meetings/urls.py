"""Mounted at the root. Each subject has its own list beside its views; names of words stand before those of a number.

`/kerja/rapat/…` is the officers', `/rapat/<code>/` an invited person's own, `/rapat/` everybody's.
"""

from django.urls import include, path

app_name = "meetings"
urlpatterns = [
    path("", include("balairung.rooms.meetings.views.binding.urls")),
    path("", include("balairung.rooms.meetings.views.holding.urls")),
    path("", include("balairung.rooms.meetings.views.dialogue.urls")),
    path("", include("balairung.rooms.meetings.views.minutes.urls")),
    path("", include("balairung.rooms.meetings.views.inviting.urls")),  # last: `/kerja/rapat/<ref>/` takes the rest
]
