"""Addresses of services that leave as a file, and of those that come as one."""

from django.urls import path

from balairung.rooms.services.views.packages import giving, register, taking

urlpatterns = [
    path("kerja/layanan/paket/", register.packages, name="packages"),
    path("kerja/layanan/paket/terima/", taking.take, name="take_package"),
    path("kerja/layanan/paket/periksa/<slug:token>/", taking.check, name="check_package"),
    path("kerja/layanan/paket/beri/<slug:key>/", giving.give, name="give_package"),
    path("kerja/layanan/paket/<uuid:package>/", register.package, name="package"),
    path("kerja/layanan/paket/<uuid:package>/berkas/", register.file, name="package_file"),
]
