"""Mounted at the root: letters prove themselves below /v/, and are signed and registered below /kerja/surat/."""

from django.urls import path, re_path

from balairung.kernel.documents.views import keys, letters, public, register, signing

app_name = "documents"
DEEDS = "|".join(letters.DEEDS)
urlpatterns = [
    path("v/", public.scanned, name="scanned"),
    path("v/akar.pem", public.root, name="root"),
    path("v/<str:code>/", public.letter, name="letter"),
    path("kerja/surat/", signing.waiting, name="waiting"),
    path("kerja/surat/tanda-tangani/", signing.sign_many, name="sign_many"),
    path("kerja/surat/agenda/", register.book, name="register"),
    path("kerja/surat/agenda/cetak/", register.sheet, name="sheet"),
    path("kerja/surat/agenda.csv", register.export, {"form": "csv"}, name="csv"),
    path("kerja/surat/agenda.xlsx", register.export, {"form": "xlsx"}, name="xlsx"),
    path("kerja/surat/sertifikat/", keys.mine, name="mine"),
    *(
        path(f"kerja/surat/sertifikat/{verb}/", keys.change_mine, {"verb": verb}, name=f"mine_{verb}")
        for verb in keys.DEEDS
    ),
    path("kerja/surat/pintu/", keys.door, name="door"),
    path("kerja/surat/pintu/coba/", keys.try_door, name="try_door"),
    path("kerja/surat/<uuid:key>/", letters.one, name="one"),
    path("kerja/surat/<uuid:key>/berkas/", letters.paper, name="paper"),
    re_path(rf"^kerja/surat/(?P<key>[0-9a-f-]{{36}})/(?P<verb>{DEEDS})/$", letters.act, name="act"),
]
