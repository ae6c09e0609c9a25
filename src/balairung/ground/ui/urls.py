"""The style page, for those who build pages; the root mounts it in development only."""

from django.urls import path

from balairung.ground.ui import views

app_name = "ui"
urlpatterns = [path("", views.styleguide, name="styleguide")]
