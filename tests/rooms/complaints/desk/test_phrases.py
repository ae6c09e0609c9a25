"""Words kept ready: who keeps them, how their variables are filled in, with which a step begins."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Change, Person
from balairung.rooms.complaints.desk.phrases import (
    KNOWN,
    check_blanks,
    check_variables,
    drop_phrase,
    fill,
    keep_phrase,
    template_for,
)
from balairung.rooms.complaints.models import Complaint, Phrase, Topic
from tests import make
from tests.make import START

pytestmark = pytest.mark.django_db


def kept(by: Actor, title: str = "Salam", text: str = "Halo {sapaan}", **more: object) -> Phrase:
    return keep_phrase(None, **{"title": title, "text": text, "office": None, "by": by, "at": START, **more})  # type: ignore[arg-type]


def test_who_keeps_which() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    staff, budi = make.officer("pupr", "staff"), make.officer("dinkes", "liaison", "Budi")
    pupr = make.office("pupr")
    ours, all_ = kept(siti, "Milik kami", office=pupr), kept(rahma)
    for actor, office in [(siti, None), (staff, pupr), (budi, pupr), (rahma, pupr)]:
        with pytest.raises(NotAllowed):
            kept(actor, "Bukan hak saya", office=office)
    with pytest.raises(NotAllowed):
        keep_phrase(all_, title="Diambil", text="x", office=pupr, by=siti, at=START)
    with pytest.raises(NotAllowed):
        drop_phrase(ours, by=budi, at=START)
    with pytest.raises(Refused, match="Sudah ada"):
        kept(siti, "Milik kami", office=pupr)
    assert set(Phrase.objects.offered_to(staff)) == {ours, all_} | set(Phrase.objects.filter(office=None))
    assert ours not in Phrase.objects.offered_to(budi)
    keep_phrase(ours, title="Milik kami", text="lain", office=pupr, by=siti, at=START)
    drop_phrase(ours, by=siti, at=START)
    lines = Change.objects.filter(verb=Change.Verb.CHANGE_WORDS, office=pupr).order_by("id")
    assert [line.note for line in lines] == [
        "Teks “Milik kami”: ditambahkan", "Teks “Milik kami”: isi", "Teks “Milik kami”: dihapus",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Halo {siapa}", "Halo {nomor.secret}", "{}", "{0}", "tanpa pasangan {", "}", "{{nomor}"]
)
def test_an_unknown_variable_is_a_sentence(text: str) -> None:
    make.regency()
    with pytest.raises(Refused, match="nomor"):
        kept(make.coordinator(), text=text)
    check_variables("".join(f"{{{key}}}" for key in KNOWN))


def test_names_go_only_where_nobody_else_reads_them() -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    open_one = make.forwarded(rahma, name="Wulan Ayu", contact="wulan@contoh.id")
    hidden = make.forwarded(rahma, name="Wulan Ayu", contact="wulan@contoh.id", anonymous=True)
    secret = make.forwarded(rahma, name="Wulan Ayu", contact="wulan@contoh.id", secret=True)

    def greeted(made: Complaint, verb: str, by: Actor) -> str:
        return fill("{sapaan}", made, verb=verb, by=by, at=START)

    assert greeted(open_one, "ask", siti) == greeted(secret, "answer", siti) == "Bapak/Ibu Wulan Ayu"
    for made, verb in [(open_one, "answer"), (open_one, "note"), (hidden, "ask"), (hidden, "answer"), (secret, "note")]:
        assert greeted(made, verb, siti) == "Bapak/Ibu"


def test_what_a_citizen_wrote_is_never_a_variable() -> None:
    make.regency()
    made = make.forwarded(make.coordinator(), text="{petugas} {sapaan} jalan rusak parah di depan pasar besar")
    siti = make.officer("pupr", "liaison", "Siti")
    filled = fill("{judul}|{Nomor}|{tempat}|{tidak}", made, verb="ask", by=siti, at=START)
    assert "Siti" not in filled
    assert filled.endswith(f"|{made.ref}|tempat yang dilaporkan|{{tidak}}")


def test_a_public_answer_quotes_no_telephone_number() -> None:
    make.regency()
    made = make.forwarded(make.coordinator(), text="Hubungi saya di 081234567890, jalan rusak di depan rumah.")
    filled = fill("{judul}", made, verb="answer", by=make.officer("pupr", "liaison"), at=START)
    assert "081234567890" not in filled


class Filling(TestCase):
    """Whatever is typed around them, variables are replaced once and nothing else is touched."""

    made: Complaint
    siti: Actor

    @classmethod
    def setUpTestData(cls) -> None:
        make.regency()
        cls.made = make.forwarded(make.coordinator())
        cls.siti = make.officer("pupr", "liaison", "Siti")

    @given(st.lists(st.one_of(st.text(max_size=20), st.sampled_from([f"{{{key}}}" for key in KNOWN])), max_size=12))
    def test_replaces_what_it_knows_and_leaves_the_rest(self, parts: list[str]) -> None:
        made = Complaint.objects.select_related("obligation__owner_office", "region").get(pk=self.made.pk)
        filled = fill("".join(parts), made, verb="answer", by=self.siti, at=START)
        if not any(sign in part for part in parts for sign in "{}" if part[1:-1] not in KNOWN):
            whole = [KNOWN[part[1:-1]] if part[1:-1] in KNOWN and part[:1] == "{" else None for part in parts]
            wanted = [fill(part, made, verb="answer", by=self.siti, at=START) if known else part
                      for part, known in zip(parts, whole, strict=True)]  # fmt: skip
            assert filled == "".join(wanted)
            assert not set("{}") & set(filled)
        assert all(f"{{{key}}}" not in filled for key in KNOWN)


def test_a_step_begins_with_the_words_of_its_topic_and_office() -> None:
    make.regency()
    Phrase.objects.all().delete()
    rahma, siti, budi = make.coordinator(), make.officer("pupr", "liaison"), make.officer("dinkes", "liaison")
    made = make.forwarded(rahma)
    assert template_for(siti, made, "answer") is None
    general = kept(rahma, "Umum", verb="answer")
    other = Topic.objects.exclude(pk=made.topic_id).order_by("code")[0]
    kept(rahma, "Topik lain", verb="answer", topic=other)
    assert template_for(siti, made, "answer") == general
    ours = kept(siti, "Kantor kami", verb="answer", office=make.office("pupr"))
    assert template_for(siti, made, "answer") == ours
    assert template_for(budi, made, "answer") == general
    exact = kept(rahma, "Topik ini", verb="answer", topic=made.topic)
    assert template_for(siti, made, "answer") == exact
    assert template_for(siti, made, "resolve") is None


def test_a_blank_is_filled_in_before_it_leaves() -> None:
    with pytest.raises(Refused, match="isi tanggal"):
        check_blanks("Kami datang pada [isi tanggal].")
    check_blanks("Kami datang [besok] pada hari Senin.")


@pytest.fixture
def enter(client: Client, settings: Settings) -> Callable[[Actor], Client]:
    settings.SECOND_FACTOR = "offered"

    def signed_in(actor: Actor) -> Client:
        who = Person.objects.get(pk=str(actor.person_id))
        client.force_login(who.user or make.account(who))
        return client

    return signed_in


def test_pages_of_texts(enter: Callable[[Actor], Client]) -> None:
    make.regency()
    siti, staff = make.officer("pupr", "liaison", "Siti"), make.officer("pupr", "staff")
    pupr = str(make.office("pupr").pk)
    client = enter(siti)
    sent = {"title": "Tim datang", "text": "Tim {kantor} datang.", "verb": "answer", "topic": "", "office": pupr}
    wrong = client.post("/kerja/teks/baru/", {**sent, "text": "{apa}"})
    assert wrong.status_code == 422
    assert "{apa} tidak dikenal" in wrong.content.decode()
    assert client.post("/kerja/teks/baru/", {**sent, "office": ""}).status_code == 422  # not hers to keep for all
    assert client.post("/kerja/teks/baru/", sent).status_code == 302
    phrase = Phrase.objects.get(title="Tim datang")
    page = client.get("/kerja/teks/").content.decode()
    assert f"/kerja/teks/{phrase.pk}/" in page
    assert client.post(f"/kerja/teks/{phrase.pk}/", {**sent, "title": "Tim berangkat"}).status_code == 302
    assert enter(staff).get(f"/kerja/teks/{phrase.pk}/").status_code == 403
    assert client.post(f"/kerja/teks/{phrase.pk}/hapus/").status_code == 403
    assert client.get("/kerja/teks/").status_code == 200
    assert enter(siti).get(f"/kerja/teks/{phrase.pk}/hapus/").status_code == 200
    client.post(f"/kerja/teks/{phrase.pk}/hapus/")
    assert not Phrase.objects.filter(pk=phrase.pk).exists()


def test_inserting_without_scripts_and_with(enter: Callable[[Actor], Client]) -> None:
    make.regency()
    rahma, siti = make.coordinator(), make.officer("pupr", "liaison", "Siti")
    made = make.forwarded(rahma)
    phrase = kept(rahma, "Nomor", "Nomor {nomor} ada di {kantor}.")
    client = enter(siti)
    url = f"/kerja/pengaduan/{made.ref}/answer/"
    sent = {"answer-text": "Sudah kami baca.", "answer-phrase": str(phrase.pk), "sisipkan": "answer"}
    page = client.post(url, sent).content.decode()
    assert f"Sudah kami baca.\n\nNomor {made.ref} ada di {make.office('pupr').name}." in page
    assert made.obligation.events.count() == 3  # nothing was sent
    assert client.post(url, {**sent, "answer-phrase": "bukan-kunci"}).status_code == 200
    words = client.get(f"/kerja/pengaduan/{made.ref}/teks/{phrase.pk}/?langkah=answer")
    assert words.content.decode() == f"Nomor {made.ref} ada di {make.office('pupr').name}."
    assert words.headers["Content-Type"].startswith("text/plain")
    blank = client.post(url, {"answer-text": "Datang [isi tanggal]"})
    assert blank.status_code == 422
    assert "Datang [isi tanggal]" in blank.content.decode()
