from django.urls import path, re_path

from balairung.kernel.obligations import views
from balairung.kernel.obligations.deeds import DEEDS
from balairung.kernel.obligations.unsealing_views import unseal

app_name = "obligations"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("daftar/simpan/", views.save, name="save"),
    path("daftar/hapus/", views.drop, name="drop"),
    path("serempak/", views.bulk, name="bulk"),
    path("tenggat/<uuid:clock>/", views.deadline, name="deadline"),
    path("bukti-eskalasi/", views.proof, name="proof"),
    path("bukti-eskalasi/pdf/", views.proof_file, name="proof_file"),
    path("buka/<str:kind>/<str:ref>/", unseal, name="unseal"),
    path("kasus/<str:ref>/hadir/", views.here, name="here"),
    re_path(rf"^kasus/(?P<ref>[^/]+)/(?P<verb>{'|'.join(DEEDS)})/$", views.act, name="act"),
]
