"""Addresses below /wilayah/: for the map in a form, open to everyone."""

from django.urls import path

from balairung.kernel.people.views import places

app_name = "places"
urlpatterns = [
    path("di/", places.at, name="at"),
    path("batas/", places.outlines, name="outlines"),
]
