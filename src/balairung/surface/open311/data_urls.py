from django.urls import path, re_path

from balairung.surface.open311 import data_views

app_name = "data"
urlpatterns = [
    path("", data_views.about, name="about"),
    re_path(r"^pengaduan\.(?P<form>csv|json|xml)$", data_views.table, name="reports"),
]
