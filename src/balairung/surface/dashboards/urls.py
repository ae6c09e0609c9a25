from django.urls import path

from balairung.surface.dashboards import views

app_name = "dashboards"
urlpatterns = [path("", views.leader, name="leader"), path("laporan/", views.behind, name="behind")]
