"""Mounted at the root: the policy for everybody, and what stands behind it below /kerja/."""

from django.urls import path

from balairung.surface.records import views

app_name = "records"
urlpatterns = [
    path("privasi/", views.privacy, name="privacy"),
    path("kerja/catatan-pemrosesan/", views.register, name="register"),
    path("kerja/catatan-pemrosesan/unduh/", views.register_table, name="register_table"),
    path("kerja/masa-simpan/", views.keeping, name="keeping"),
    path("kerja/masa-simpan/tahan/<uuid:key>/lepas/", views.lift, name="lift"),
    path("kerja/masa-simpan/aturan/<slug:rule>/", views.switch, name="switch"),
]
