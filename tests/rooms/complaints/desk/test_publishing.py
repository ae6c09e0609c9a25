"""What everyone reads and sees of a report is an officer's decision, with a line each time and nothing told in it."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.files import disk
from balairung.kernel.files.actions import read_original, shown, store
from balairung.kernel.files.models import File
from balairung.kernel.obligations.models import Evidence
from balairung.kernel.obligations.reads import ALL, PUBLIC, office_of, timeline
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Person
from balairung.kernel.search.models import SearchText
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk import publishing
from balairung.rooms.complaints.following.timelines import titles
from balairung.rooms.complaints.models import Complaint
from balairung.rooms.complaints.public import public_view
from tests import make
from tests.kernel.files.recorded import mp4
from tests.kernel.files.samples import photo, upload
from tests.make import START

pytestmark = pytest.mark.django_db
BOXES = [(10.0, 10.0, 30.0, 40.0)]


def sent(content: bytes = b"", name: str = "Rumah Pak Budi.jpg") -> File:
    return store(upload(content or photo(), name), at=START)


def fresh(made: Complaint) -> Complaint:
    return Complaint.objects.select_related("obligation").get(pk=made.pk)


def of_reporter(made: Complaint) -> Evidence:
    return Evidence.objects.get(event__obligation=made.obligation, event__verb="open")


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison", "Siti")


@pytest.fixture
def made(siti: Actor) -> Complaint:
    return make.forwarded(make.coordinator(), files=[sent()])


def verbs(made: Complaint) -> list[str]:
    return list(made.obligation.events.order_by("seq").values_list("verb", flat=True))


# --- words -------------------------------------------------------------------------------------------------------


def test_the_office_changes_what_everyone_reads(made: Complaint, siti: Actor) -> None:
    with pytest.raises(NotAllowed):
        publishing.publish_text(made, title="A", text="B", by=make.officer("dinkes", "head"), at=START)
    publishing.publish_text(made, title="Jalan rusak", text="Lubang besar di jalan desa.", by=siti, at=START)
    view = public_view(fresh(made))
    assert (view.title, view.text) == ("Jalan rusak", "Lubang besar di jalan desa.")
    assert made.text != view.text  # the reporter's words stay as they were
    assert SearchText.objects.get(obligation=made.obligation.pk).public_words
    line = made.obligation.events.get(verb="publish")
    assert (line.facts, line.commitment) == ({}, "")
    with pytest.raises(Refused, match="tidak boleh kosong"):
        publishing.publish_text(made, title=" ", text="B", by=siti, at=START)


def test_withdrawn_it_is_nowhere_and_comes_back_as_it_was(made: Complaint, siti: Actor, client: Client) -> None:
    page = f"/pengaduan/{made.ref}/"
    assert client.get(page).status_code == 200
    with pytest.raises(Refused, match="mengapa"):
        publishing.withdraw_publication(made, words=" ", by=siti, at=START)
    publishing.withdraw_publication(made, words="Menyebut nama tetangga.", by=siti, at=START)
    assert client.get(page).status_code == 404
    assert SearchText.objects.get(obligation=made.obligation.pk).public_words == ""
    with pytest.raises(Refused, match="tidak sedang diterbitkan"):
        publishing.withdraw_publication(made, words="Lagi.", by=siti, at=START)
    publishing.publish_text(made, title="Jalan rusak", text="Lubang.", by=siti, at=START)
    assert client.get(page).status_code == 200


def test_secret_refused_and_unverified_reports_are_not_published(siti: Actor) -> None:
    rahma = make.coordinator()
    words: dict[str, Any] = {"title": "A", "text": "B", "by": rahma, "at": START}
    with pytest.raises(Refused, match="rahasia"):
        publishing.publish_text(make.forwarded(rahma, secret=True), **words)
    with pytest.raises(Refused, match="Verifikasi dahulu"):
        publishing.publish_text(make.complaint(), **words)
    gone = make.complaint()
    actions.refuse(gone, reason="not-a-report", text="Ini iklan.", by=rahma, at=START)
    with pytest.raises(Refused, match="ditolak"):
        publishing.publish_text(gone, **words)


def test_who_takes_a_report_back_takes_it_from_everyone(made: Complaint, client: Client) -> None:
    actions.withdraw(made, by=make.reporter(made), at=START)
    assert client.get(f"/pengaduan/{made.ref}/").status_code == 404


@given(st.text(max_size=80), st.text(max_size=80))
def test_differences_say_both_texts(before: str, after: str) -> None:
    pieces = publishing.differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_differences_are_words() -> None:
    pieces = publishing.differences("Rumah Pak Budi rusak", "Rumah warga rusak")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "Rumah "),
        ("gone", "Pak Budi"),
        ("new", "warga"),
        ("same", " rusak"),
    ]


# --- files -------------------------------------------------------------------------------------------------------


def test_a_photo_of_a_reporter_is_shown_only_by_an_officer(made: Complaint, siti: Actor, client: Client) -> None:
    evidence = of_reporter(made)
    assert not evidence.public
    assert public_view(fresh(made), START).before == []
    with pytest.raises(NotAllowed):
        publishing.show_photo(made, evidence=evidence.pk, by=make.officer("dinkes", "head"), at=START)
    publishing.show_photo(made, evidence=evidence.pk, by=siti, at=START)
    (link,) = public_view(fresh(made), START).before
    assert (link.name, link.family) == ("Foto", "image")
    page = client.get(f"/pengaduan/{made.ref}/").content.decode()
    assert "Budi" not in page
    assert "/berkas/" in page
    with pytest.raises(Refused, match="sudah begitu"):
        publishing.show_photo(fresh(made), evidence=evidence.pk, by=siti, at=START)
    publishing.hide_photo(fresh(made), evidence=evidence.pk, by=siti, at=START)
    assert public_view(fresh(made), START).before == []
    assert verbs(made)[-2:] == ["show", "hide"]


def test_before_and_after(made: Complaint, siti: Actor) -> None:
    publishing.show_photo(made, evidence=of_reporter(made).pk, by=siti, at=START)
    actions.answer(made, text="Kami tangani.", by=siti, at=START)
    actions.resolve(made, text="Sudah.", files=[make.photo(), sent(mp4(), "hasil.mp4")], by=siti, at=START)
    view = public_view(fresh(made), START)
    assert [len(view.before), len(view.after)] == [1, 1]  # a film is no picture to lay beside another
    lines = timeline(made.obligation, titles=titles(), sees=PUBLIC, who=office_of, now=START)
    assert [file.name for file in lines[0].files] == ["Foto", "Video"]


def test_proof_is_shown_only_where_the_box_stays_ticked(siti: Actor) -> None:
    rahma = make.coordinator()
    for show, secret, public in ((True, False, True), (False, False, False), (True, True, False)):
        made = make.forwarded(rahma, secret=secret)
        actions.answer(made, text="Kami tangani.", files=[make.photo()], show=show, by=siti, at=START)
        actions.resolve(made, text="Sudah.", files=[make.photo()], show=show, by=siti, at=START)
        found = Evidence.objects.filter(event__obligation=made.obligation)
        assert set(found.values_list("public", flat=True)) == {public}


def test_files_of_notes_and_of_other_reports_are_not_at_hand(made: Complaint, siti: Actor) -> None:
    actions.note(made, text="Untuk rekan.", files=[make.photo()], by=siti, at=START)
    inner = Evidence.objects.get(event__verb="note")
    other = of_reporter(make.forwarded(make.coordinator(), files=[sent()]))
    for evidence in (inner, other):
        with pytest.raises(Evidence.DoesNotExist):
            publishing.show_photo(fresh(made), evidence=evidence.pk, by=siti, at=START)


def test_boxes_are_painted_for_all_and_can_be_taken_back(made: Complaint, siti: Actor) -> None:
    evidence = of_reporter(made)
    publishing.show_photo(made, evidence=evidence.pk, by=siti, at=START)
    publishing.redact_photo(made, evidence=evidence.pk, boxes=BOXES, by=siti, at=START)
    file = File.objects.get(pk=evidence.file_id)
    painted = Image.open(BytesIO(disk.read(shown(file).path))).convert("L")
    assert max(painted.crop((70, 45, 250, 195)).tobytes()) < 40
    assert read_original(file) == photo()
    line = made.obligation.events.get(verb="redact")
    assert line.facts == {"file": str(file.pk), "line": 1, "boxes": 1}
    with pytest.raises(Refused, match="paling sedikit satu"):
        publishing.redact_photo(fresh(made), evidence=evidence.pk, boxes=[], by=siti, at=START)

    publishing.restore_photo(fresh(made), evidence=evidence.pk, by=siti, at=START)
    assert shown(File.objects.get(pk=file.pk)) == file
    assert not of_reporter(made).public  # nobody outside sees it before somebody looked again
    with pytest.raises(Refused, match="tidak disamarkan"):
        publishing.restore_photo(fresh(made), evidence=evidence.pk, by=siti, at=START)


def test_these_lines_are_for_officers(made: Complaint, siti: Actor) -> None:
    evidence = of_reporter(made)
    publishing.show_photo(made, evidence=evidence.pk, by=siti, at=START)
    publishing.redact_photo(made, evidence=evidence.pk, boxes=BOXES, by=siti, at=START)
    for sees, expected in ((ALL, True), (PUBLIC, False)):
        lines = timeline(fresh(made).obligation, titles=titles(), sees=sees, who=office_of, now=START)
        assert ("Gambar disamarkan" in {line.title for line in lines}) is expected


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Client, siti: Actor, settings: Settings) -> Client:
    settings.SECOND_FACTOR = "offered"
    client.force_login(make.account(Person.objects.get(name="Siti")))
    return client


def page_of(made: Complaint, *more: object) -> str:
    return f"/kerja/pengaduan/{made.ref}/" + "".join(f"{part}/" for part in more)


def test_everything_that_everyone_sees_stands_next_to_the_original(desk: Client, made: Complaint) -> None:
    words = {"title": "Jalan rusak", "text": "Lubang di jalan.", "langkah": "simpan"}
    assert desk.post(page_of(made, "terbit"), words).status_code == 302
    page = desk.get(page_of(made, "terbit")).content.decode()
    assert "dihapus:" in page
    assert "ditambahkan:" in page
    assert "Hanya petugas dan pelapor" in page
    assert "Rumah Pak Budi.jpg" in page  # officers read the name that it came under
    assert desk.get(page_of(made)).content.decode().count(page_of(made, "terbit")) == 1
    assert desk.post(page_of(made, "terbit"), {"langkah": "simpan", "title": ""}).status_code == 422
    assert desk.post(page_of(made, "terbit"), {"langkah": "tarik"}).status_code == 422
    assert desk.post(page_of(made, "terbit"), {"langkah": "tarik", "words": "Ada nama."}).status_code == 302
    assert "Tidak diterbitkan" in desk.get(page_of(made, "terbit")).content.decode()


def test_a_file_is_shown_and_hidden_by_a_button(desk: Client, made: Complaint) -> None:
    evidence = of_reporter(made)
    for step, public in (("perlihatkan", True), ("sembunyikan", False)):
        assert desk.post(page_of(made, "berkas", evidence.pk), {"langkah": step}).status_code == 302
        assert of_reporter(made).public is public


def boxes(**numbers: object) -> dict[str, object]:
    return {"kotak-TOTAL_FORMS": "20", "kotak-INITIAL_FORMS": "0"} | {
        f"kotak-{name.replace('_', '-', 1)}": value for name, value in numbers.items()
    }


def test_boxes_are_typed_looked_at_and_saved(desk: Client, made: Complaint) -> None:
    evidence = of_reporter(made)
    place = page_of(made, "berkas", evidence.pk, "samarkan")
    assert desk.get(place).content.decode().count("<legend>Kotak") == publishing.MOST_BOXES
    one = boxes(**{"0_left": "10", "0_top": "10.5", "0_width": "30", "0_height": "40"})
    looked = desk.post(place, one | {"langkah": "lihat"})
    assert looked.status_code == 200
    assert '<rect x="10.0" y="10.5" width="30.0" height="40.0"/>' in looked.content.decode()
    assert shown(File.objects.get(pk=evidence.file_id)).pk == evidence.file_id
    assert desk.post(place, one | {"langkah": "simpan"}).status_code == 302
    assert shown(File.objects.get(pk=evidence.file_id)).pk != evidence.file_id
    assert "Batalkan penyamaran terakhir" in desk.get(place).content.decode()
    assert desk.post(place, {"langkah": "batalkan"}).status_code == 302
    assert shown(File.objects.get(pk=evidence.file_id)).pk == evidence.file_id


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({}, "Gambar dahulu paling sedikit satu kotak."),
        ({"0_left": "10"}, "Isi keempat angka kotak ini, atau kosongkan semuanya."),
        ({"0_left": "-1", "0_top": "0", "0_width": "10", "0_height": "10"}, "0"),
        ({"0_left": "nan", "0_top": "0", "0_width": "10", "0_height": "10"}, "angka"),
        ({"0_left": "1", "0_top": "0", "0_width": "0", "0_height": "10"}, "0"),
    ],
)
def test_boxes_that_are_none(desk: Client, made: Complaint, numbers: dict[str, str], sentence: str) -> None:
    place = page_of(made, "berkas", of_reporter(made).pk, "samarkan")
    answer = desk.post(place, boxes(**numbers) | {"langkah": "simpan"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert desk.post(place, {"langkah": "simpan"}).status_code == 422  # not even the frame of the form


def test_a_film_is_hidden_whole(desk: Client, siti: Actor) -> None:
    made = make.forwarded(make.coordinator(), files=[sent(mp4(), "rekaman.mp4")])
    place = page_of(made, "berkas", of_reporter(made).pk, "samarkan")
    page = desk.get(place).content.decode()
    assert "<video" in page
    assert "disembunyikan seluruhnya" in page
    one = boxes(**{"0_left": "10", "0_top": "10", "0_width": "30", "0_height": "40"})
    assert desk.post(place, one | {"langkah": "simpan"}).status_code == 422


def test_these_pages_are_for_those_who_may_publish(client: Client, made: Complaint, settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    evidence = of_reporter(made)
    places = [page_of(made, "terbit"), page_of(made, "berkas", evidence.pk, "samarkan")]
    assert {client.get(place).status_code for place in places} == {302}  # to the sign-in
    client.force_login(make.account(make.holder("pimpinan", "regent")))
    assert {client.get(place).status_code for place in places} == {403}
    client.force_login(make.account(make.holder("dinkes", "liaison", "Budi")))
    assert {client.get(place).status_code for place in places} == {404}
    assert client.post(page_of(made, "berkas", evidence.pk), {"langkah": "perlihatkan"}).status_code == 404
