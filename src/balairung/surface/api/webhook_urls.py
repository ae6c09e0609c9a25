"""Addresses below /kerja/webhook/."""

from django.urls import path, re_path

from balairung.surface.api import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhooks, name="list"),
    path("baru/", views.add, name="add"),
    path("<uuid:key>/", views.detail, name="detail"),
    re_path(rf"^(?P<key>[0-9a-f-]{{36}})/(?P<verb>{'|'.join(views.DEEDS)})/$", views.act, name="act"),
]
