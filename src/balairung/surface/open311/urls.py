"""Below /open311/. Programs join addresses carelessly: slashes may be doubled, and stand at the end."""

from django.urls import re_path

from balairung.surface.open311 import views

app_name = "open311"
PLACE, END = r"^(?:/*)(?P<place>v2|test/v2)/+", r"\.(?P<form>xml|json)/*$"
urlpatterns = [
    re_path(PLACE + "discovery" + END, views.discovery, name="discovery"),
    re_path(PLACE + "services" + END, views.services, name="services"),
    re_path(PLACE + r"services/+(?P<service>[^/]+)" + END, views.definition, name="service"),
    re_path(PLACE + "requests" + END, views.requests, name="requests"),
    re_path(PLACE + r"requests/+(?P<ref>[^/]+)" + END, views.one_request, name="request"),
    re_path(PLACE + r"tokens/+(?P<token>[^/]+)" + END, views.token, name="token"),
    re_path(PLACE + "servicerequestupdates" + END, views.updates, name="updates"),
    re_path(r"^(?P<rest>.*)$", views.lost, name="lost"),
]
