"""The editor of services."""

from django.urls import path

from balairung.rooms.services.views.editing import form, letter, listing, parts, previews, publishing, steps

BASE = "kerja/layanan/<slug:service>/"

urlpatterns = [
    path("kerja/layanan/", listing.editor, name="editor"),
    path("kerja/layanan/baru/", listing.begin, name="begin_service"),
    path("kerja/layanan/impor/", listing.import_definition, name="import_definition"),
    path(BASE, publishing.workshop, name="workshop"),
    path(BASE + "identitas/", parts.identity, name="edit_identity"),
    path(BASE + "standar/", parts.standard, name="edit_standard"),
    path(BASE + "terjemahan/", parts.translations, name="edit_words"),
    path(BASE + "formulir/", form.whole, name="edit_form"),
    path(BASE + "formulir/<slug:page>/", form.page, name="edit_page"),
    path(BASE + "formulir/<slug:page>/<slug:question>/", form.question, name="edit_question"),
    path(BASE + "formulir/<slug:page>/<slug:question>/<slug:inner>/", form.inner, name="edit_inner"),
    path(BASE + "langkah/", steps.whole, name="edit_steps"),
    path(BASE + "langkah/<slug:step>/", steps.step, name="edit_step"),
    path(BASE + "surat/", letter.whole, name="edit_letter"),
    path(BASE + "surat/<int:part>/", letter.part, name="edit_part"),
    path(BASE + "surat/<int:part>/contoh/", letter.example, name="part_example"),
    path(BASE + "susun/", parts.arrange, name="arrange"),
    path(BASE + "coba/", previews.try_form, name="try_form"),
    path(BASE + "contoh.pdf", previews.letter_pdf, name="letter_example"),
    path(BASE + "simulasi/", previews.simulate, name="simulate"),
    path(BASE + "banding/", previews.compare, name="compare_versions"),
    path(BASE + "terbitkan/", publishing.publish_draft, name="publish_draft"),
    path(BASE + "buang/", publishing.drop, name="drop_draft"),
    path(BASE + "hentikan/", publishing.stop, name="retire_service"),
    path(BASE + "buka/", publishing.open_again, name="reopen_service"),
    path(BASE + "ekspor.yaml", publishing.export, name="export_definition"),
]
