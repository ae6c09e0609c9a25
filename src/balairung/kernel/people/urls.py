"""Addresses below /organisasi/. An office's key comes last: no key may be one of the words before it."""

from django.urls import path

from balairung.kernel.people.views import badges, contacts, days, exchange, groups, offices, persons, public

app_name = "people"
urlpatterns = [
    path("", public.organisation, name="organisation"),
    path("kantor-baru/", offices.add_office, name="add_office"),
    path("jabatan/<uuid:key>/", offices.post, name="post"),
    path("jabatan/<uuid:key>/ubah/", offices.change_post, name="change_post"),
    path("jabatan/<uuid:key>/hapus/", offices.close_post, name="close_post"),
    path("jabatan/<uuid:key>/angkat/", offices.appoint, name="appoint"),
    path("pemangku/<uuid:key>/akhiri/", offices.end_holding, name="end_holding"),
    path("pemangku/<uuid:key>/batal/", offices.cancel_holding, name="cancel_holding"),
    path("orang/", persons.people, name="people"),
    path("orang/baru/", persons.add_person, name="add_person"),
    path("orang/<uuid:key>/", persons.person, name="person"),
    path("orang/<uuid:key>/ubah/", persons.change_person, name="change_person"),
    path("orang/<uuid:key>/akun/<slug:verb>/", persons.account, name="account"),
    path("orang/<uuid:key>/tidak-bertugas/", persons.record_absence, name="record_absence"),
    path("absen/<uuid:key>/kembali/", persons.end_absence, name="end_absence"),
    path("kartu/<uuid:key>/cabut/", badges.revoke, name="revoke_badge"),
    path("kelompok/", groups.groups, name="groups"),
    path("kelompok/<uuid:key>/", groups.group, name="group"),
    path("hari/", days.days, name="days"),
    path("perubahan/", days.changes, name="changes"),
    path("impor/", exchange.upload, name="import"),
    path("impor/<slug:token>/", exchange.preview, name="preview"),
    path("ekspor/<slug:sheet>.<slug:form>", exchange.export, name="export"),
    path("<slug:key>/", public.office, name="office"),
    path("<slug:key>/ubah/", offices.change_office, name="change_office"),
    path("<slug:key>/hapus/", offices.close_office, name="close_office"),
    path("<slug:key>/kontak/", contacts.keep, name="contacts"),
    path("<slug:key>/kontak/<uuid:account>/ubah/", contacts.change, name="change_contact"),
    path("<slug:key>/kontak/<uuid:account>/akhiri/", contacts.end, name="end_contact"),
    path("<slug:key>/kartu/", badges.cards, name="badges"),
    path("<slug:key>/kartu/lembar.pdf", badges.sheet, name="badge_sheet"),
    path("<slug:key>/jabatan-baru/", offices.add_post, name="add_post"),
]
