"""All addresses of the house."""

from django.conf import settings
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from balairung.surface.dashboards.safety import found_a_hole, security_txt
from balairung.surface.dashboards.views import everything, home

handler500 = "balairung.surface.operations.failing.failed"
handler400 = "balairung.ground.ui.views.unreadable"
urlpatterns = [
    path("", home, name="home"),
    path("semua/", everything, name="everything"),
    path("keamanan/", found_a_hole, name="found_a_hole"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("", include("balairung.kernel.people.device_urls")),
    path("", include("balairung.rooms.complaints.urls")),
    path("", include("balairung.rooms.services.urls")),
    path("", include("balairung.rooms.duty.urls")),
    path("", include("balairung.rooms.delegations.urls")),
    path("", include("balairung.kernel.documents.urls")),
    path("log/", include("balairung.kernel.receipts.urls")),
    path("", include("balairung.kernel.receipts.page_urls")),
    path("", include("balairung.rooms.agreements.urls")),
    path("", include("balairung.rooms.disclosure.urls")),
    path("", include("balairung.rooms.announcements.urls")),
    path("", include("balairung.rooms.reception.urls")),
    path("", include("balairung.rooms.inspections.urls")),
    path("", include("balairung.rooms.projects.urls")),
    path("", include("balairung.rooms.oversight.urls")),
    path("", include("balairung.rooms.surveys.urls")),
    path("", include("balairung.rooms.meetings.urls")),
    path("", include("balairung.rooms.pacts.urls")),
    path("", include("balairung.rooms.learning.urls")),
    path("", include("balairung.rooms.programmes.urls")),
    path("", include("balairung.rooms.innovations.urls")),
    path("", include("balairung.rooms.participation.urls")),
    path("", include("balairung.rooms.privacy.urls")),
    path("", include("balairung.surface.maturity.urls")),
    path("", include("balairung.surface.records.urls")),
    path("kinerja/", include("balairung.surface.openness.urls")),
    path("instruksi/", include("balairung.rooms.instructions.urls")),
    path("pimpinan/", include("balairung.surface.dashboards.urls")),
    path("kerja/cari/", include("balairung.kernel.search.urls")),
    path("api/v1/", include("balairung.surface.api.urls")),
    path("kerja/webhook/", include("balairung.surface.api.webhook_urls")),
    path("kerja/kunci/", include("balairung.kernel.people.key_urls")),
    path("kerja/pintu/", include("balairung.kernel.messaging.desk_urls")),
    path("kerja/jaga/", include("balairung.kernel.rosters.urls")),
    path("kerja/", include("balairung.kernel.obligations.urls")),
    path("berkas/", include("balairung.kernel.files.urls")),
    path("pintu/", include("balairung.kernel.messaging.door_urls")),
    path("kabar/", include("balairung.kernel.messaging.urls")),
    path("jaga/", include("balairung.kernel.rosters.public_urls")),
    path("kontak/", include("balairung.kernel.people.contact_urls")),
    path("pengelola/", include("balairung.surface.operations.urls")),
    path("organisasi/", include("balairung.kernel.people.urls")),
    path("wilayah/", include("balairung.kernel.people.place_urls")),
    path("saya/qr/", include("balairung.kernel.people.pass_urls")),
    path("open311/", include("balairung.surface.open311.urls")),
    path("data/", include("balairung.surface.opendata.urls")),
    path("akun/kontak/", include("balairung.kernel.messaging.own_urls")),
    path("akun/perangkat/", include("balairung.kernel.messaging.device_urls")),
    path("akun/pemulihan/", include("balairung.kernel.messaging.recovery_urls")),
    path("akun/", include("allauth.account.urls")),
    path("akun/pengaman/", include("allauth.mfa.urls")),
    # Without a token: a page that is only read sets no cookie, and is the same for everybody.
    path("bahasa/setlang/", csrf_exempt(set_language), name="set_language"),
]
if settings.DEBUG:
    urlpatterns.append(path("gaya/", include("balairung.ground.ui.urls")))
