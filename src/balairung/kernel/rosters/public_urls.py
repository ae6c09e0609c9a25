"""Addresses below /jaga/: who is on duty now, and the secret address of a calendar."""

from django.urls import path

from balairung.kernel.rosters.views import feed, now

app_name = "on_duty"
urlpatterns = [
    path("", now.public, name="now"),
    path("<str:token>.ics", feed.feed, name="feed"),
]
