"""Mounted below /pintu/: what vendors call."""

from django.urls import path

from balairung.kernel.messaging.hooks import called

app_name = "doors"
urlpatterns = [
    path("<slug:channel>/<str:hook>/", called, name="called"),
]
