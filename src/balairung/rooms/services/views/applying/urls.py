"""Addresses of applying: citizens' pages, and those of whoever types for them."""

from django.urls import path

from balairung.rooms.services.views.applying import behalf, citizens, completing, own, receipts

FORM, DESK, OWN = "layanan/<slug:key>/ajukan/", "kerja/permohonan/baru/", "permohonan/<str:ref>/<str:code>/"
urlpatterns = [
    path(FORM, citizens.apply, name="apply"),
    path(FORM + "<str:draft>/", citizens.apply_resume, name="apply_resume"),
    path(FORM + "<str:draft>/tinjau-akhir/", citizens.apply_check, name="apply_check"),
    path(FORM + "<str:draft>/lanjut-nanti/", citizens.later, name="apply_later"),
    path(FORM + "<str:draft>/<str:page>/", citizens.apply_page, name="apply_page"),
    path("permohonan/lanjut/", citizens.resume, name="resume"),
    path(OWN, own.own, name="own"),
    path(OWN + "tanda-terima/", receipts.receipt, name="receipt"),
    path(OWN + "tanda-terima.pdf", receipts.pdf, name="receipt_pdf"),
    path(OWN + "lengkapi/", completing.complete, name="complete"),
    path(OWN + "cabut/", own.withdraw, name="withdraw"),
    path(OWN + "kabar/", own.contact, name="contact"),
    path(OWN + "tenggat/<uuid:clock>/", own.deadline, name="own_deadline"),
    path(DESK, behalf.desk, name="desk"),
    path("kerja/permohonan/tercatat/<str:ref>/", behalf.taken, name="taken"),
    path(DESK + "<slug:key>/", behalf.take, name="take"),
    path(DESK + "<slug:key>/<str:draft>/", behalf.take_resume, name="take_resume"),
    path(DESK + "<slug:key>/<str:draft>/tinjau-akhir/", behalf.take_check, name="take_check"),
    path(DESK + "<slug:key>/<str:draft>/<str:page>/", behalf.take_page, name="take_page"),
]
