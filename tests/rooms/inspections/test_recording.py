"""A check becomes a row once, with its photographs whole and its findings."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.files.actions import read_original
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import State
from balairung.kernel.people.actors import SYSTEM
from balairung.kernel.people.offices import close_office
from balairung.rooms.inspections import actions, recording
from balairung.rooms.inspections.models import FieldFinding, Inspection, Look, Shot
from balairung.rooms.inspections.timing import Times
from tests import make
from tests.kernel.files.samples import photo, upload
from tests.rooms.inspections import spots

pytestmark = pytest.mark.django_db
TOKEN = "token-cek-yang-panjang"
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _city() -> None:
    make.regency()


def test_a_check_opens_a_finding_for_each_no() -> None:
    auditor, pupr = make.officer("inspektorat", "auditor"), make.office("pupr")
    head = make.holder("pupr", "head", "Joko")
    made = spots.checked(pupr, {"poster": "no", "toilet": "no"}, by=auditor, notes={"poster": "Tidak ada di dinding."})
    found = FieldFinding.objects.for_list().order_by("item")
    assert [one.item for one in found] == ["poster", "toilet"]
    assert {one.obligation.owner_office for one in found} == {pupr}
    assert {one.obligation.ref[0] for one in found} == {"T"}
    assert made.looks.get(item="poster").finding == found[0]
    assert made.score == Decimal("85.71")  # 24 of 28: poster and toilet weigh two each
    clock = found[0].obligation.clocks.get()
    assert (clock.name, clock.due_at.date()) == ("repair", (make.START + 3 * A_DAY).date())
    assert Notice.objects.filter(person=head).count() == 1


def test_whoever_checks_decides_what_becomes_a_finding() -> None:
    auditor = make.officer("inspektorat", "auditor")
    spots.checked(make.office("pupr"), {"poster": "no", "kepala": "no"}, by=auditor, owes=False)
    assert not FieldFinding.objects.exists()


def test_the_same_again_is_counted_and_not_doubled() -> None:
    auditor, pupr = make.officer("inspektorat", "auditor"), make.office("pupr")
    spots.checked(pupr, {"poster": "no"}, by=auditor)
    spots.checked(pupr, {"poster": "no"}, by=auditor, at=make.START + A_DAY)
    finding = FieldFinding.objects.get()
    assert finding.looks.count() == 2
    assert [one.verb for one in finding.obligation.events.order_by("seq")] == ["open", "repeat"]


def test_what_is_seen_in_order_ends_its_finding() -> None:
    auditor, pupr = make.officer("inspektorat", "auditor"), make.office("pupr")
    spots.checked(pupr, {"poster": "no"}, by=auditor)
    spots.checked(pupr, by=auditor, at=make.START + A_DAY)
    assert FieldFinding.objects.get().obligation.state == State.DONE


def test_a_repair_that_the_next_check_does_not_see_goes_back() -> None:
    auditor, pupr = make.officer("inspektorat", "auditor"), make.office("pupr")
    spots.checked(pupr, {"poster": "no"}, by=auditor)
    siti = make.officer("pupr", "liaison", "Siti")
    actions.fulfil(FieldFinding.objects.get(), text="Sudah.", files=[make.photo()], by=siti, at=make.START + A_DAY)
    spots.checked(pupr, {"poster": "no"}, by=auditor, at=make.START + 2 * A_DAY)
    assert FieldFinding.objects.get().obligation.state == State.ACTIVE
    assert FieldFinding.objects.get().obligation.step == "repair"


def test_sent_twice_it_is_one_check() -> None:
    auditor, pupr = make.officer("inspektorat", "auditor"), make.office("pupr")
    first = spots.checked(pupr, {"poster": "no"}, by=auditor, token=TOKEN)
    again = spots.checked(pupr, {"toilet": "no"}, by=auditor, token=TOKEN, at=make.START + A_DAY)
    assert first == again
    assert (Inspection.objects.count(), FieldFinding.objects.count()) == (1, 1)
    other = make.officer("pimpinan", "regent")
    with pytest.raises(NotAllowed):
        spots.checked(pupr, by=other, token=TOKEN)


def test_photographs_come_before_the_check_and_are_whole() -> None:
    auditor, content = make.officer("inspektorat", "auditor"), photo()
    sent = upload(content, "foto.jpg")
    sha256 = recording.fingerprint(sent)
    assert recording.missing_shots(TOKEN, [sha256, sha256], by=auditor) == [sha256]
    kept = [
        recording.keep_shot(
            upload(content, "foto.jpg"), token=TOKEN, sha256=sha256, taken_at=None, spot=spots.HERE, by=auditor,
            at=make.START,
        )
        for _again in range(2)
    ]  # fmt: skip
    assert kept[0] == kept[1]
    assert recording.missing_shots(TOKEN, [sha256], by=auditor) == []
    made = spots.checked(make.office("pupr"), {"poster": "no"}, by=auditor, token=TOKEN, shots={"poster": (sha256,)})
    shot = Shot.objects.select_related("file").get()
    assert shot.look == made.looks.get(item="poster")
    assert shot.file.about_ref == made.ref
    assert shot.file.original_sha256 == sha256
    assert read_original(shot.file) == content
    line = FieldFinding.objects.get().obligation.events.get(verb="open")
    assert line.evidence.get().file == shot.file


def test_a_broken_photograph_is_refused_and_kept_nowhere() -> None:
    auditor = make.officer("inspektorat", "auditor")
    with pytest.raises(Refused, match="tidak sampai utuh"):
        recording.keep_shot(
            upload(photo(), "foto.jpg"), token=TOKEN, sha256="0" * 64, taken_at=None, spot=spots.HERE, by=auditor,
            at=make.START,
        )  # fmt: skip
    assert not Shot.objects.exists()


def test_a_check_without_all_its_photographs_waits() -> None:
    auditor = make.officer("inspektorat", "auditor")
    with pytest.raises(Refused, match="belum sampai"):
        spots.checked(make.office("pupr"), by=auditor, shots={"poster": ("0" * 64,)})
    assert not Inspection.objects.exists()


def test_an_office_that_is_closed_is_not_judged_for_nobody_being_there() -> None:
    auditor, sunday = make.officer("inspektorat", "auditor"), make.moment("2026-03-01 10:00")
    made = spots.checked(make.office("pupr"), {"resepsionis": "no", "poster": "no"}, by=auditor, at=sunday)
    assert made.shut == "Minggu"
    assert made.looks.get(item="resepsionis").says == Look.Says.SHUT
    assert [one.item for one in FieldFinding.objects.all()] == ["poster"]
    evening = spots.checked(make.office("dinkes"), by=auditor, at=make.moment("2026-03-02 20:00"))
    assert evening.shut == "di luar jam kerja"


def test_an_office_that_was_abolished() -> None:
    auditor, code = make.officer("inspektorat", "auditor"), make.office("pariwisata")
    close_office(code, by=SYSTEM, at=make.START)
    later = make.START + 3 * A_DAY
    with pytest.raises(Refused, match="sudah dihapus"):
        spots.checked(code, {"poster": "no"}, by=auditor, at=later)
    before = Times(make.START - timedelta(minutes=9), make.START, make.START - timedelta(minutes=9), make.START)
    made = spots.checked(code, {"poster": "no"}, by=auditor, at=later, times=before)
    assert made.office == code
    assert not FieldFinding.objects.exists()  # nobody is left who could put it right


def test_who_checks_which_office() -> None:
    camat, elsewhere = make.officer("kecamatan-357701", "head"), make.officer("kecamatan-357702", "head")
    village = make.village().office
    spots.checked(village, by=camat)
    for stranger in (elsewhere, make.officer("dinkes", "head"), make.officer("inspektorat", "receptionist")):
        with pytest.raises(NotAllowed):
            spots.checked(village, by=stranger)
    with pytest.raises(NotAllowed):
        spots.checked(make.office("pupr"), by=camat)
    with pytest.raises(NotAllowed):
        spots.checked(make.office("inspektorat"), by=make.officer("inspektorat", "auditor"))
    spots.checked(make.office("inspektorat"), by=make.officer("pimpinan", "deputy_regent"))
    assert Inspection.objects.count() == 2
