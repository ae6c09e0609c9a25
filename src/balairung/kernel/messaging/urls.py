from django.urls import path

from balairung.kernel.messaging import views

app_name = "messaging"

urlpatterns = [
    path("<str:token>/", views.stop, name="stop"),
]
