from django.urls import path

from balairung.kernel.files import views

app_name = "files"

urlpatterns = [
    path("<str:signed>/<str:name>", views.give, name="give"),
]
