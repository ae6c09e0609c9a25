"""What happened here goes back to SP4N-LAPOR! as a file: each thing once, never a formula, never what is not theirs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import CITIZEN, Actor
from balairung.kernel.people.models import Post
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.lapor.dispositions import keep_dispositions
from balairung.rooms.complaints.lapor.exporting import COLUMNS, Row, export, file_of, rows
from balairung.rooms.complaints.models import Complaint, LaporRun
from tests import make
from tests.make import START, moment
from tests.rooms.complaints.intake.sheets import bring, write_sp4n

pytestmark = pytest.mark.django_db
LATER = moment("2026-03-04 10:00")


@pytest.fixture(autouse=True)
def _regency(settings: Settings) -> None:
    settings.SECOND_FACTOR = "offered"
    make.regency()


@pytest.fixture
def rahma() -> Actor:
    return make.coordinator()


@pytest.fixture
def siti(rahma: Actor) -> Actor:
    return make.officer("pupr", "liaison", "Siti")


@pytest.fixture
def theirs(rahma: Actor, tmp_path: Path) -> Complaint:
    """An open report that came from there and was forwarded here."""
    return brought(rahma, tmp_path, "7001")


def brought(rahma: Actor, folder: Path, number: str, **more: str) -> Complaint:
    bring(write_sp4n(folder / f"{number}.csv", {"Tracking ID": number, "Status Laporan": "Terdisposisi", **more}))
    made = Complaint.objects.select_related("obligation__owner_office", "topic").get(legacy=f"sp4n:{number}")
    actions.verify(made, klass=made.klass, topic=made.topic, by=rahma, at=START)
    actions.forward(made, office=make.office("pupr"), by=rahma, at=START)
    return made


def cells(run: LaporRun, who: Actor) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file_of(who, run).removeprefix("\ufeff"), newline="")))


def named(found: list[Row]) -> list[str]:
    return [row.complaint.ref for row in found]


def test_what_was_said_to_the_reporter_goes_back_once(rahma: Actor, siti: Actor, theirs: Complaint) -> None:
    assert rows(rahma) == []  # nothing was done that they ask for
    keep_dispositions({"Dinas PU": make.office("pupr")}, by=rahma, at=START)
    actions.answer(theirs, text="Kami mulai besok.", by=siti, at=LATER)
    actions.note(theirs, text="Catatan dalam.", by=siti, at=LATER)
    run = export(rahma, at=LATER)
    (row,) = cells(run, rahma)
    assert tuple(row) == COLUMNS
    assert tuple(row.values()) == (
        "7001", theirs.ref, "Jalan berlubang di dekat pasar", "Proses", "04-03-2026: Kami mulai besok.",
        "04-03-2026 10:00", "Dinas PU",
    )  # fmt: skip
    assert "Catatan dalam" not in file_of(rahma, run)
    assert (run.kind, run.rows, run.by_person_id) == ("out", 1, rahma.person_id)
    assert rows(rahma) == []
    with pytest.raises(Refused, match="Tidak ada kabar baru"):
        export(rahma, at=LATER)
    actions.note(theirs, text="Catatan lagi.", by=siti, at=LATER)
    assert rows(rahma) == []  # a note of officers is no news for them
    actions.resolve(theirs, text="Sudah ditutup.", files=[make.photo()], by=siti, at=LATER)
    (again,) = rows(rahma)
    assert again.named["status"] == "Selesai"
    assert again.named["words"] == "04-03-2026: Sudah ditutup."


def test_only_the_last_file_is_kept_and_sealed(rahma: Actor, siti: Actor, theirs: Complaint) -> None:
    actions.answer(theirs, text="Kami mulai besok.", by=siti, at=LATER)
    first = export(rahma, at=LATER)
    assert file_of(rahma, LaporRun.objects.get(pk=first.pk)) == file_of(rahma, LaporRun.objects.get(pk=first.pk))
    actions.resolve(theirs, text="Sudah ditutup.", files=[make.photo()], by=siti, at=LATER)
    second = export(rahma, at=LATER)
    with pytest.raises(Refused, match="lebih baru"):
        file_of(rahma, LaporRun.objects.get(pk=first.pk))
    assert cells(second, rahma)[0]["Status Laporan"] == "Selesai"


def test_no_cell_is_a_formula(rahma: Actor, siti: Actor, tmp_path: Path) -> None:
    made = brought(rahma, tmp_path, "7001", **{"Judul Laporan": "=HYPERLINK(1)"})
    actions.answer(made, text="@SUM(1)", by=siti, at=LATER)
    (row,) = cells(export(rahma, at=LATER), rahma)
    assert row["Judul Laporan"].startswith("'=")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


def test_other_doors_only_when_asked_and_never_what_is_secret(rahma: Actor, siti: Actor, theirs: Complaint) -> None:
    ours, secret = make.forwarded(rahma), make.forwarded(rahma, secret=True)
    for one in (theirs, ours, secret):
        actions.answer(one, text="Kami mulai besok.", by=siti, at=LATER)
    assert named(rows(rahma)) == [theirs.ref]
    assert set(named(rows(rahma, everything=True))) == {theirs.ref, ours.ref}
    (row,) = [row for row in rows(rahma, everything=True) if row.complaint.pk == ours.pk]
    assert row.named["tracking"] == ""


def test_what_is_secret_there_comes_back_there(rahma: Actor, siti: Actor, tmp_path: Path) -> None:
    made = brought(rahma, tmp_path, "7009", **{"Tipe Laporan (Anonim/Rahasia)": "Rahasia"})
    actions.answer(made, text="Kami mulai besok.", by=siti, at=LATER)
    assert rows(rahma)[0].named["words"].endswith("Kami mulai besok.")


def test_what_ended_there_before_it_came_is_no_news(rahma: Actor, tmp_path: Path) -> None:
    bring(write_sp4n(tmp_path / "a.csv", {}))
    assert rows(rahma) == []


def test_nobody_else_exports(rahma: Actor, siti: Actor, theirs: Complaint) -> None:
    actions.answer(theirs, text="Kami mulai besok.", by=siti, at=LATER)
    run = export(rahma, at=LATER)
    for stranger in (CITIZEN, siti):
        with pytest.raises(NotAllowed):
            export(stranger, at=LATER)
        with pytest.raises(NotAllowed):
            file_of(stranger, run)


def test_the_page_shows_writes_and_gives(rahma: Actor, siti: Actor, theirs: Complaint) -> None:
    seat = Post.objects.filter(role=Post.Role.COORDINATOR)[0]
    desk, other = Client(), Client()
    desk.force_login(make.account(seat.holdings.get().person))
    other.force_login(make.account(make.holder("dinkes", "head")))
    assert "Semua tindak lanjut sudah disampaikan" in desk.get("/kerja/lapor/").content.decode()
    actions.answer(theirs, text="Kami mulai besok.", by=siti, at=LATER)
    page = desk.get("/kerja/lapor/").content.decode()
    assert "1 laporan mempunyai tindak lanjut" in page
    assert not LaporRun.objects.filter(kind="out").exists()  # looking writes nothing
    assert desk.post("/kerja/lapor/ekspor/")["Location"] == "/kerja/lapor/"
    run = LaporRun.objects.get(kind="out")
    assert f"/kerja/lapor/{run.pk}.csv" in desk.get("/kerja/lapor/").content.decode()
    answer = desk.get(f"/kerja/lapor/{run.pk}.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="sp4n-lapor-')
    assert "7001" in answer.content.decode()
    assert "Tidak ada kabar baru" in desk.post("/kerja/lapor/ekspor/", follow=True).content.decode()
    for path in ("/kerja/lapor/", "/kerja/lapor/instansi/", f"/kerja/lapor/{run.pk}.csv"):
        assert other.get(path).status_code == 403
    assert other.post("/kerja/lapor/ekspor/").status_code == 403
