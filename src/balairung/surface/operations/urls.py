"""Mounted below /pengelola/: for whoever keeps the server."""

from django.urls import path

from balairung.surface.operations import views

app_name = "operations"
urlpatterns = [path("mesin/", views.machine, name="machine")]
