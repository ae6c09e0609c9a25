"""`balairung evidence`: one line for each source; `--check` tells true from changed from unknown."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from balairung.kernel.files import disk
from balairung.surface.maturity.gathering.subjects import SUBJECTS
from balairung.surface.maturity.models import Bundle, Proof
from tests import make
from tests.surface.maturity.assessed import team

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    out = StringIO()
    call_command("evidence", *words, "--no-pictures", stdout=out)
    return out.getvalue()


@pytest.fixture
def house() -> None:
    make.regency()
    team()


def test_all_sources_become_bundles_and_evidence(house: None) -> None:
    lines = run("--year", "2026").splitlines()
    assert [line.split()[0] for line in lines] == list(SUBJECTS)
    assert Bundle.objects.count() == len(SUBJECTS)
    assert "Indeks Pemdi 2026, tahun 2026: 1 baru, 0 diperbarui, 0 tetap." in lines[0]
    before = Proof.objects.count()
    assert "0 baru" in run("--source", "pengaduan")
    assert Proof.objects.count() == before


def test_what_it_does_not_know_is_a_sentence(house: None, tmp_path: Path) -> None:
    for words, sentence in (
        (("--source", "gosip"), "tidak dikenal"), (("--year", "1999"), "2018"),
        (("--check", str(tmp_path / "tidak-ada.pdf")), "tidak terbaca"),
        (("--host", "x.contoh.id"), "Tidak ada daerah"),
    ):  # fmt: skip
        with pytest.raises(CommandError, match=sentence) as told:
            run(*words)
        assert told.value.returncode == 2


def test_without_a_regency_there_is_nothing_to_count() -> None:
    with pytest.raises(CommandError, match="balairung init"):
        run()


def test_a_file_is_checked(house: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("--source", "pengaduan")
    paper = tmp_path / "bukti.pdf"
    paper.write_bytes(disk.read(Bundle.objects.select_related("file").get().file.path))
    assert "semua angkanya tetap" in run("--check", str(paper))
    make.complaint(at=timezone.now() - timedelta(hours=1))
    with pytest.raises(SystemExit) as changed:
        run("--check", str(paper))
    assert changed.value.code == 1
    paper.write_bytes(paper.read_bytes() + b"\n")
    with pytest.raises(SystemExit) as foreign:
        run("--check", str(paper))
    assert foreign.value.code == 2
