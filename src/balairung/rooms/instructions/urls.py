from django.urls import path, re_path

from balairung.rooms.instructions import views
from balairung.rooms.instructions.views import DEEDS

app_name = "instructions"
urlpatterns = [
    path("baru/", views.create, name="create"),
    path("kontak/", views.require_contacts, name="require_contacts"),
    path("<str:ref>/", views.detail, name="detail"),
    re_path(rf"^(?P<ref>[^/]+)/(?P<verb>{'|'.join(DEEDS)})/$", views.act, name="act"),
]
