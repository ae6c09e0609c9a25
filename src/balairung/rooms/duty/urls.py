from django.urls import path

from balairung.rooms.duty.views import league

app_name = "duty"
urlpatterns = [
    path("siaga/", league.latest, name="league"),
    path("siaga/<int:year>-<int:month>/", league.month, name="month"),
    path("siaga/<int:year>-<int:month>.csv", league.table, name="table"),
]
