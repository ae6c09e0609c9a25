from django.urls import path, re_path

from balairung.surface.openness import views

app_name = "openness"
SIDE = "(?P<side>kantor|wilayah|jenis|topik|kanal)"
KEY = "(?P<key>[A-Za-z0-9_.:-]{1,80})"
urlpatterns = [
    path("", views.front, name="front"),
    path("sematkan/", views.frames["front"], name="front_frame"),
    path("sunyi/", views.silent, name="silent"),
    path("sunyi/sematkan/", views.frames["silent"], name="silent_frame"),
    re_path(f"^{SIDE}/$", views.listing, name="listing"),
    re_path(f"^{SIDE}/sematkan/$", views.frames["listing"], name="listing_frame"),
    re_path(f"^{SIDE}/{KEY}/$", views.part, name="part"),
    re_path(f"^{SIDE}/{KEY}/sematkan/$", views.frames["part"], name="part_frame"),
]
