"""The field of a form in which files are chosen."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override
from pytest_django import Settings

from balairung.kernel.files.fields import UploadsField
from balairung.kernel.files.kinds import PICTURES
from tests.kernel.files.samples import pdf, photo, upload


class Evidence(forms.Form):
    photos = UploadsField(label="Foto", most=2, kinds=PICTURES)


def sent(*uploads: SimpleUploadedFile) -> Evidence:
    return Evidence({}, MultiValueDict({"photos": list(uploads)}))


def test_the_browser_is_told_what_may_be_chosen(settings: Settings) -> None:
    settings.FILE_LIMIT = 3 * 1024 * 1024
    field = Evidence()["photos"]
    drawn = str(field)
    assert 'type="file"' in drawn
    assert 'accept="image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif"' in drawn
    assert " multiple" in drawn
    with override("id"):
        expected = "Paling banyak 2 berkas (JPEG, PNG, WebP, HEIC, AVIF), masing-masing paling besar 3 MB."
        assert str(field.help_text) == expected
    assert Evidence().is_multipart()


def test_files_come_out_as_they_came_in() -> None:
    files = [upload(photo()), upload(photo("PNG"), "denah.png")]
    form = sent(*files)
    assert form.is_valid()
    assert form.cleaned_data["photos"] == files
    assert form.has_changed()


def test_nothing_chosen() -> None:
    assert sent().errors == {"photos": ["Pilih paling sedikit satu berkas."]}
    assert not sent().has_changed()


@pytest.mark.parametrize(
    ("uploads", "sentence"),
    [
        ([upload(photo())] * 3, "Anda memilih 3 berkas. Pilih paling banyak 2 berkas."),
        (
            [upload(pdf(), "surat.pdf")],
            "Isi berkas “surat.pdf” tidak bisa diterima. Yang bisa dikirim: JPEG, PNG, WebP, HEIC, AVIF.",
        ),
    ],
)
def test_wrong_choices(uploads: list[SimpleUploadedFile], sentence: str) -> None:
    assert sent(*uploads).errors == {"photos": [sentence]}
