"""What was said is found in everyday words, by whoever may read it, and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from balairung.kernel.people.actors import Actor
from balairung.kernel.search.stemming import EDITION
from balairung.rooms.meetings import finding
from balairung.rooms.meetings.dialogue import answering
from balairung.rooms.meetings.models import Decision, Meeting, MeetingText, Theme
from tests import make
from tests.rooms.meetings.binding import held
from tests.rooms.meetings.binding.held import LATER, approved, asked, chair, decided, ended, head, write, writer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regency() -> None:
    make.regency()


def spoken(**fields: object) -> Meeting:
    """Somebody asked about a change of domicile, and something was decided about land of the village."""
    meeting = held.running(**fields)  # type: ignore[arg-type]
    question = asked(meeting, "Warga kami mau pindah domisili ke desa sebelah, suratnya apa saja?")
    heard = answering.Heard(
        text=question.text, answer="Cukup surat pengantar.", answered_by="Dinas Dukcapil", asker_name="Bu Lastri",
        origin="Desa Sumberejo", themes=["pindah penduduk"],
    )  # fmt: skip
    answering.write_down(question, heard, turn=question.turn, settled=True, by=writer(meeting), at=held.DAY)
    held.end(meeting, by=writer(meeting), at=meeting.starts_at + timedelta(hours=4))
    meeting.refresh_from_db()
    write(meeting)
    decided(meeting, "Setiap desa mendata tanah bengkok.", ["pupr"], themes=["aset desa"])
    return approved(meeting)


def texts(query: str, actor: Actor | None) -> list[str]:
    return [one.text for one in finding.find(query, actor).hits]


def test_everyday_words_find_what_was_said_otherwise() -> None:
    meeting = spoken()
    sekda = chair(meeting)
    assert texts("pindah rumah", sekda)[0].startswith("Warga kami mau pindah domisili")
    assert texts("aset desa", sekda) == ["Setiap desa mendata tanah bengkok."]
    assert texts("poros kecamatan", sekda) == [held.TEXTS["bahas"]]
    assert texts("memperbaiki poros musim", sekda) == [held.TEXTS["simpul"]], "perbaikan, memperbaiki: one word"
    assert texts("dan yang di", sekda) == []
    some = finding.find("domisili gajah", sekda)
    assert some.some
    assert len(some.hits) == 1


def test_only_what_one_may_read_is_found() -> None:
    meeting = spoken()
    assert texts("pindah rumah", head("pupr")), "who was invited"
    assert texts("pindah rumah", make.officer("bkpsdm", "head")) == []
    assert texts("pindah rumah", None) == []
    secret = spoken(title="Rapat rahasia", openness="rahasia")
    assert not MeetingText.objects.filter(meeting=secret).exists()
    assert len(texts("pindah rumah", chair(meeting))) == 1
    spoken(title="Rapat terbuka", openness="terbuka")
    assert len(texts("pindah rumah", None)) == 1
    assert len(texts("pindah rumah", make.officer("bkpsdm", "staff"))) == 1


def test_what_is_not_approved_is_not_found() -> None:
    meeting = ended()
    write(meeting)
    decided(meeting)
    assert texts("jalan", chair(meeting)) == []


def test_pages_go_on_where_they_ended() -> None:
    meeting = spoken()
    sekda = chair(meeting)
    first = finding.find("desa", sekda, most=1)
    assert first.older
    second = finding.find("desa", sekda, after=first.older, most=1)
    assert second.hits[0].source != first.hits[0].source


def test_a_theme_over_time() -> None:
    meeting = spoken()
    theme = Theme.objects.get(name="aset desa")
    assert [one.kind for one in finding.of_theme(theme, chair(meeting))] == ["putus"]
    assert finding.of_theme(theme, None) == []
    assert Decision.objects.filter(themes=theme).count() == 1


def test_an_older_stemming_is_written_anew() -> None:
    spoken()
    MeetingText.objects.update(edition=0, words="usang")
    assert finding.restem(now=LATER) == 5
    assert finding.restem(now=LATER) == 0
    assert set(MeetingText.objects.values_list("edition", flat=True)) == {EDITION}


def test_as_many_statements_for_few_as_for_many() -> None:
    sekda = chair(spoken())
    with CaptureQueriesContext(connection) as one:
        finding.find("desa", sekda)
    for number in range(4):
        spoken(title=f"Rapat {number}")
    with CaptureQueriesContext(connection) as many:
        finding.find("desa", sekda)
    assert len(many) == len(one)
