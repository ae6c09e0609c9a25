from django.urls import path

from balairung.kernel.obligations import views

app_name = "obligations"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("cari/", views.search, name="search"),
    path("tenggat/<uuid:clock>/", views.deadline, name="deadline"),
]
