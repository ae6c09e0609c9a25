"""A bundle is drawn once, kept byte for byte, shown for its levels, and can be counted again."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.files import disk
from balairung.kernel.files.sweeping import drop_loose
from balairung.kernel.people.actors import SYSTEM, actor_of
from balairung.surface.maturity import actions, bundling, photographing
from balairung.surface.maturity.gathering.shape import Page
from balairung.surface.maturity.models import Bundle, Proof, ProofReason, ProofStatus, TeamSeat
from balairung.surface.maturity.reads import picture_of
from tests import make
from tests.surface.maturity.assessed import Team, given, shown, team

AT = make.moment("2026-03-02 10:00")
LATER = AT + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Team:
    make.regency()
    return team()


def made(source: str = "pengaduan", at: datetime = AT) -> Bundle:
    return bundling.make(source=source, year=2026, by=SYSTEM, at=at)


def standing(source: str = "pengaduan") -> list[Proof]:
    return list(Proof.objects.standing().filter(bundle__source=source).order_by("indicator", "level"))


# --- drawing and keeping ---------------------------------------------------------------------------------------------


def test_the_same_moment_gives_the_same_bytes(found: Team) -> None:
    first, second = made(), made()
    assert first.content == second.content
    assert first.sha256 == second.sha256
    assert made(at=LATER).sha256 != first.sha256


def test_what_is_kept_is_what_was_drawn_and_stays(found: Team) -> None:
    bundle = made()
    kept = disk.read(bundle.file.path)
    assert hashlib.sha256(kept).hexdigest() == bundle.sha256
    drop_loose(now=AT + timedelta(days=400))
    assert Bundle.objects.select_related("file").get(pk=bundle.pk).file.about_ref == "pengaduan"
    with pikepdf.open(BytesIO(kept)) as paper:
        metadata = paper.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfuaid:part"]) == ("2", "1")
        assert "Pengelolaan pengaduan" in str(metadata["dc:title"])


def test_the_digest_is_of_the_content_and_of_nothing_else(found: Team) -> None:
    content = made().content
    mixed = dict(reversed(content.items()))
    assert bundling.digest_of(mixed) == bundling.digest_of(content)
    assert bundling.digest_of({**content, "year": 2025}) != bundling.digest_of(content)


def test_who_makes_one(found: Team) -> None:
    stranger, keeper = make.officer("dukcapil", "head"), make.holder("kominfo", "head", "Pak Kominfo")
    for nobody in (stranger, found.writer, found.assessor):
        with pytest.raises(NotAllowed):
            bundling.make(source="pengaduan", year=2026, by=nobody, at=AT)
    actions.seat(found.assessment, person=keeper, seat=TeamSeat.SECRETARY, aspect=0, by=found.secretary, at=AT)
    assert bundling.make(source="pengaduan", year=2026, by=actor_of(keeper, AT), at=AT).year == 2026
    actions.close(found.assessment, by=found.secretary, at=AT)
    assert not bundling.can_make(actor_of(keeper, AT))


@pytest.mark.parametrize(("source", "year", "sentence"), [
    ("gosip", 2026, "tidak dikenal"), ("pengaduan", 0, "2018"), ("pengaduan", 2017, "2018"),
    ("pengaduan", 2027, "sampai tahun ini"),
])  # fmt: skip
def test_what_cannot_be_made(found: Team, source: str, year: int, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        bundling.make(source=source, year=year, by=SYSTEM, at=AT)


# --- as evidence -----------------------------------------------------------------------------------------------------


def test_it_stands_for_its_levels_once_and_waits_for_an_assessor(found: Team) -> None:
    _bundle, first = bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=AT)
    assert (first.assessment, first.new, first.renewed) == (found.assessment, 1, 0)
    (proof,) = standing()
    assert (proof.indicator, proof.level, proof.status) == (19, 1, ProofStatus.IN_REVIEW)
    assert proof.added_by is None
    newer, second = bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=LATER)
    assert (second.new, second.renewed) == (0, 1)
    assert [one.bundle for one in standing()] == [newer]


def test_what_was_accepted_stays(found: Team) -> None:
    bundle, _first = bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=AT)
    actions.decide(standing()[0], status=ProofStatus.ACCEPTED, by=found.assessor, at=AT)
    _newer, second = bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=LATER)
    assert (second.new, second.renewed, second.accepted) == (0, 0, 1)
    assert [one.bundle for one in standing()] == [bundle]


def test_what_was_sent_back_comes_again_only_with_other_figures(found: Team) -> None:
    bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=AT)
    actions.decide(
        standing()[0], status=ProofStatus.REVISION, reason=ProofReason.NOT_FITTING, words="Belum ada laporan.",
        by=found.assessor, at=AT,
    )  # fmt: skip
    _same, second = bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=LATER)
    assert (second.renewed, standing()[0].status) == (0, ProofStatus.REVISION)
    make.complaint(at=LATER)
    _other, third = bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=LATER + timedelta(hours=1))
    assert (third.renewed, standing()[0].status) == (1, ProofStatus.IN_REVIEW)
    assert [line.status for line in standing()[0].lines.all()] == [
        ProofStatus.IN_REVIEW, ProofStatus.REVISION, ProofStatus.IN_REVIEW
    ]  # fmt: skip


def test_what_somebody_withdrew_is_not_brought_back(found: Team) -> None:
    bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=AT)
    actions.withdraw(standing()[0], words="Diganti berkas lain.", by=found.writer, at=AT)
    _newer, second = bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=LATER)
    assert (second.new, second.renewed, standing()) == (0, 0, [])


def test_a_level_that_asks_for_a_share_is_left_out_below_it(found: Team) -> None:
    """Nothing fell due yet, so nothing says that nine of ten were in time; a kept clock does."""
    bundling.refresh("meja-layanan", year=2026, by=SYSTEM, at=AT)
    assert [(one.indicator, one.level) for one in standing("meja-layanan")] == [(2, 1), (2, 2), (19, 1)]
    make.forwarded(make.coordinator(), at=AT)
    after = AT + timedelta(days=4)  # the time to verify is up, and it was verified at once
    _bundle, told = bundling.refresh("meja-layanan", year=2026, by=SYSTEM, at=after)
    assert (told.new, told.renewed) == (1, 3)
    assert (19, 2) in [(one.indicator, one.level) for one in standing("meja-layanan")]


def test_without_a_running_assessment_it_is_made_and_stands_nowhere(found: Team) -> None:
    actions.close(found.assessment, by=found.secretary, at=AT)
    _bundle, told = bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=AT)
    assert (told.assessment, told.new, standing()) == (None, 0, [])
    assert bundling.year_now(AT) == 2026


# --- again -----------------------------------------------------------------------------------------------------------


def test_a_file_is_ours_or_not_and_what_differs_is_named(found: Team) -> None:
    bundle = made(at=LATER)
    whole = disk.read(bundle.file.path)
    assert bundling.bundle_of(whole) == bundle
    assert bundling.bundle_of(whole + b" ") is None
    make.complaint(at=LATER + timedelta(hours=1))  # after its moment: it stays true
    assert bundling.again(bundle) == []
    make.complaint(at=AT)
    differing = {one.words: (one.before, one.now) for one in bundling.again(bundle)}
    assert differing["Laporan masuk"] == ("0", "1")
    assert differing["Menurut saluran"] == ("", "")
    assert "Jawaban pertama tepat waktu" not in differing


# --- pictures --------------------------------------------------------------------------------------------------------


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Something that takes one fixed picture, and keeps the page that it was shown."""
    script, seen = tmp_path / "peramban", tmp_path / "dilihat.html"
    picture = tmp_path / "gambar.png"
    picture.write_bytes(make.PNG)
    script.write_text(
        "#!/bin/sh\n"
        f'for word; do case "$word" in --screenshot=*) cp {picture} "${{word#--screenshot=}}";; '
        f'file://*) cp "${{word#file://}}" {seen};; esac; done\n'
    )
    script.chmod(0o700)
    monkeypatch.setattr(photographing, "BROWSERS", (str(script),))
    return seen


def test_pages_are_photographed_as_a_stranger_sees_them(found: Team, browser: Path) -> None:
    pages = [Page("Melacak", "/lacak/"), Page("Laporan warga", "/pengaduan/"), Page("Tidak ada", "/pengawas/")]
    assert [one.words for one in photographing.photograph(pages)] == ["Melacak"]
    html = browser.read_text()
    assert "Lacak" in html
    assert "file://" in html
    assert '"/static/' not in html


def test_a_bundle_with_pictures_differs_only_on_paper(found: Team, browser: Path) -> None:
    bare = made()
    shots = photographing.photograph(bundling.pages_of("pengaduan", 2026, AT))
    assert [one.words for one in shots][:1] == ["Membuat laporan"]
    pictured = bundling.make(source="pengaduan", year=2026, by=SYSTEM, at=AT, shots=shots)
    assert pictured.content == bare.content
    with pikepdf.open(BytesIO(disk.read(pictured.file.path))) as paper:
        assert len(paper.pages) > 2


def test_without_a_browser_nothing_is_photographed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photographing, "BROWSERS", ("peramban-yang-tidak-ada",))
    assert photographing.photograph([Page("Melacak", "/lacak/")]) == []


def test_what_the_house_offers_takes_nothing_away_while_it_waits(found: Team) -> None:
    given(found, {19: Decimal(1)})
    shown(found, 19, 1)
    before = picture_of(found.assessment).lines[19]
    bundling.refresh("pengaduan", year=2026, by=SYSTEM, at=AT)
    offered = standing()[0]
    assert (offered.indicator, offered.level, offered.status) == (19, 1, ProofStatus.IN_REVIEW)
    assert picture_of(found.assessment).lines[19].shown == before.shown
    actions.decide(offered, status=ProofStatus.ACCEPTED, by=found.assessor, at=AT)
    assert picture_of(found.assessment).lines[19].accepted_proofs == before.accepted_proofs + 1
