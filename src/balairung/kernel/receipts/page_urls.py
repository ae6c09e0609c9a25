"""Mounted at the root: what citizens see of the log. The log itself, for programs, is `urls` below /log/."""

from django.urls import path

from balairung.kernel.receipts.views import pages

app_name = "proofs"
urlpatterns = [
    path("buku-besar/", pages.book, name="book"),
    path("tanda-terima/periksa/", pages.check, name="check"),
    path("tanda-terima/<slug:code>/", pages.receipt, name="receipt"),
    path("tanda-terima/<slug:code>.json", pages.receipt_file, name="file"),
    path("tanda-terima/<slug:code>.pdf", pages.receipt_paper, name="paper"),
]
