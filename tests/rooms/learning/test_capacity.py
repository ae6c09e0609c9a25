"""Competences asked and recorded, declarations, trainings, readings; and one agency counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from balairung.ground.common.errors import NotAllowed, Refused, Stale
from balairung.kernel.messaging.models import Notice
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.rooms.learning.capacity import (
    access,
    catalogue,
    overviews,
    readings,
    reads,
    recording,
    rules,
    trainings,
    wanting,
)
from balairung.rooms.learning.capacity.figures import of_regency
from balairung.rooms.learning.capacity.gaps import summed, together
from balairung.rooms.learning.models import (
    Book,
    Competence,
    Declaration,
    PersonCompetence,
    PostCompetence,
    Reading,
    TrainingPlace,
)
from tests import make
from tests.rooms.learning import capable
from tests.rooms.learning.capable import DAY, Agency, competence

AT = make.START
ONE_DAY = timedelta(days=1)


@pytest.fixture
def pupr(db: None) -> Agency:
    make.regency()
    return capable.agency()


# --- counted by hand ---------------------------------------------------------------------------------------------


def test_the_gaps_of_an_agency_agree_with_a_count_by_hand(pupr: Agency) -> None:
    """What is asked, less what there is; never below nothing.

                        keputusan   literasi data   pelayanan publik   keamanan informasi   gap
        Pak Kadis       4 − 4 = 0   3 − 0 = 3       –                  –                      3
        Budi            3 − 2 = 1   3 − 3 = 0       –                  –                      1
        Rina            –           3 − 1 = 2       4 − 3 = 1          2 − 3 → 0              3
        Siti            –           –               3 − 3 = 0          2 − 1 = 1              1
        Joko            –           –               3 − 0 = 3          2 − 0 = 2              5
                        1           5               4                  3                     13

    Joko's 4 in pelayanan publik ran out yesterday. The second section has nobody but Budi as Plt.: it is vacant.
    Eleven pairs (2 + 2 + 3 + 2 + 2), of which four are met: 4 ÷ 11 = 36,36… %.
    """
    picture = reads.look(AT, [make.office("pupr").pk]).picture
    whole = together(picture.pairs)
    assert (whole.pairs, whole.met, whole.gap, whole.share) == (11, 4, 13, Decimal("36.4"))
    by_person = summed(picture.pairs, lambda pair: pair.person)
    people = {"kadis": 3, "budi": 1, "rina": 3, "siti": 1, "joko": 5}
    assert {name: by_person[getattr(pupr, name).pk].gap for name in people} == people
    by_competence = summed(picture.pairs, lambda pair: pair.competence)
    told = {"keputusan": 1, "literasi-data": 5, "pelayanan-publik": 4, "keamanan-informasi": 3}
    assert {key: by_competence[competence(key).pk].gap for key in told} == told
    assert [post.title for post in overviews.of_office(make.office("pupr"), AT).vacant] == [
        "Kepala Bidang Pembinaan dan Pengawasan"
    ]


def test_the_day_before_only_what_was_known_counts(pupr: Agency) -> None:
    """Asked altogether: 7 + 6 + 9 + 5 + 5 = 32; of it Joko had his 3 of pelayanan publik, so 29 were missing."""
    pairs = reads.look(AT - ONE_DAY, [make.office("pupr").pk]).picture.pairs
    assert sum(pair.wanted for pair in pairs) == 32
    assert together(pairs).gap == 29


def test_who_learns_first_by_hand(pupr: Agency) -> None:
    """A structural post counts twice: data 3×2 + 2×2 = 10, layanan 1×2 + 3 = 5, keamanan 1 + 2 = 3, keputusan 2."""
    view = overviews.of_office(make.office("pupr"), AT)
    told = [(one.competence.key, one.advice.weight, one.advice.closes) for one in view.teachings]
    assert told == [
        ("literasi-data", 10, 5), ("pelayanan-publik", 5, 4), ("keamanan-informasi", 3, 3), ("keputusan", 2, 1)
    ]  # fmt: skip
    assert [person.name for person in view.teachings[0].learners] == ["Pak Kadis", "Rina"]
    assert [person.name for person in view.teachings[0].teachers] == ["Budi"]
    assert {row.person.name: [one.key for one in row.steps] for row in view.rows}["Joko"] == [
        "pelayanan-publik", "keamanan-informasi"
    ]  # fmt: skip
    capable.training(since=DAY + ONE_DAY)
    assert [aim.training.title for aim in overviews.of_office(make.office("pupr"), AT).teachings[0].trainings] == [
        "Membaca data"
    ]


def test_what_is_closed_or_not_asked_counts_no_more(pupr: Agency) -> None:
    catalogue.close(competence("literasi-data"), by=SYSTEM, at=AT)
    assert together(reads.look(AT).picture.pairs).gap == 13 - 5
    catalogue.reopen(competence("literasi-data"), by=SYSTEM, at=AT)
    wanting.ask([make.post("pupr", "staff")], levels={competence("pelayanan-publik"): 0}, by=SYSTEM, at=AT)
    assert together(reads.look(AT).picture.pairs).gap == 13 - 3


def test_the_figures_of_the_regency_cost_as_much_for_few_as_for_many(
    pupr: Agency, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    finished = capable.place(capable.training(since=DAY - 9 * ONE_DAY, hours=20), pupr.siti)
    trainings.finish(finished, hours=20, by=pupr.head, at=AT)
    capable.place(capable.training(), pupr.joko)  # only planned
    last_year = capable.place(capable.training(since=date(2025, 12, 1)), pupr.rina)
    trainings.finish(last_year, hours=12, by=pupr.head, at=AT)
    capable.reading(pupr.siti, None, title="Kota yang ramah")
    capable.reading(pupr.siti, None, DAY - 40 * ONE_DAY, title="Data untuk semua")
    capable.reading(pupr.rina, None, date(2025, 12, 31), title="Tahun lalu")
    make.holder("pimpinan", "regent", "Ibu Bupati")  # elected: not counted
    with django_assert_max_num_queries(5):
        found = of_regency(AT)
    assert (found.people, found.assessed) == (5, 4)  # what was found about Joko ran out
    assert (found.wanted_pairs, found.met_pairs, found.share_met) == (11, 4, Decimal("36.4"))
    assert (found.hours_total, found.hours_per_person) == (20, Decimal("4.0"))
    assert (found.hours_wanted, found.people_at_hours) == (20, 1)
    assert (found.readings, found.readers) == (2, 1)


def test_an_empty_house_has_figures(db: None) -> None:
    make.regency()
    found = of_regency(AT)
    assert (found.people, found.share_met, found.hours_per_person, found.readings) == (0, None, None, 0)
    assert overviews.of_regency(AT).lines == []


# --- the catalogue and what posts ask ----------------------------------------------------------------------------


def test_the_shipped_list_is_loaded_once_and_overwrites_nothing(db: None) -> None:
    make.regency()
    count = catalogue.load(by=SYSTEM, at=AT)
    groups = set(Competence.objects.values_list("group", flat=True))
    assert (count >= 15, groups) == (True, set(Competence.Group.values))
    data = competence("literasi-data")
    words: dict[str, Any] = {"group": "digital", "description": "Membaca data."}
    catalogue.change(data, title="Membaca data", **words, by=SYSTEM, at=AT)
    assert catalogue.load(by=SYSTEM, at=AT) == 0
    assert competence("literasi-data").title == "Membaca data"
    secretary = make.officer("setda", "secretary")
    assert catalogue.add(title="Membaca peta!", **words, by=secretary, at=AT).key == "membaca-peta"
    with pytest.raises(Refused, match="sudah ada"):
        catalogue.add(title="membaca PETA!", **words, by=secretary, at=AT)
    with pytest.raises(Refused, match="kelima"):
        catalogue.add(title="Lain", level_words=["satu", "dua"], **words, by=secretary, at=AT)
    with pytest.raises(NotAllowed):
        catalogue.add(title="Lain", **words, by=make.officer("pupr", "head"), at=AT)


def test_the_shipped_list_is_whole() -> None:
    rows = rules.first_list()
    keys = [row["key"] for row in rows]
    assert len(set(keys)) == len(keys)
    assert [row["key"] for row in rows if len(row.get("levels", [])) not in {0, 5}] == []
    assert [row["key"] for row in rows if not row["description"].endswith(".")] == []
    assert [level.number for level in rules.levels()] == [1, 2, 3, 4, 5]
    assert (rules.weight("head"), rules.weight("staff")) == (2, 1)


def test_all_posts_of_a_role_at_once_by_whoever_may(pupr: Agency) -> None:
    data = competence("integritas")
    office, everywhere = make.office("pupr"), list(wanting.posts_of_role("staff", None))
    assert len(everywhere) > len(wanting.posts_of_role("staff", office)) == 1
    assert wanting.ask(list(wanting.posts_of_role("staff", office)), levels={data: 2}, by=pupr.head, at=AT) == 1
    with pytest.raises(NotAllowed):
        wanting.ask(everywhere, levels={data: 3}, by=pupr.head, at=AT)
    administrator = make.officer("kominfo", "administrator")
    assert wanting.ask(everywhere, levels={data: 3}, by=administrator, at=AT) == len(everywhere)
    rows = PostCompetence.objects.filter(competence=data)
    assert set(rows.values_list("level", flat=True)) == {3}  # the head's 2 is 3 now, and no post has two
    assert rows.count() == len(everywhere)
    assert wanting.levels_of_post(everywhere[0])[data.pk] == 3
    for levels, sentence in (({}, "Pilih tingkat"), ({data: 6}, "1 sampai 5")):
        with pytest.raises(Refused, match=sentence):
            wanting.ask(everywhere, levels=levels, by=administrator, at=AT)
    assert not wanting.posts_of_role("regent", None)  # elected: nothing is asked of them


# --- what people can ---------------------------------------------------------------------------------------------


def test_the_head_records_and_nobody_for_themselves(pupr: Agency) -> None:
    data = competence("literasi-data")
    said: dict[str, Any] = {"competence": data, "level": 3, "assessed_on": DAY, "how": "supervisor", "at": AT}
    made = recording.record(pupr.siti, **said, words="Menyusun rekap jalan.", by=pupr.head)
    assert (made.recorded_by, made.words) == (pupr.kadis, "Menyusun rekap jalan.")
    with pytest.raises(Refused, match="Tingkat Anda sendiri"):
        recording.record(pupr.kadis, **said, by=pupr.head)
    strangers = [make.officer("dinkes", "head"), actor_of(pupr.budi, AT), actor_of(pupr.joko, AT)]
    for stranger in strangers:
        with pytest.raises(NotAllowed):
            recording.record(pupr.siti, **said, by=stranger)
    regent = make.officer("pimpinan", "regent")
    recording.record(pupr.kadis, **said, by=regent)  # a head's own level
    with pytest.raises(NotAllowed):
        recording.record(pupr.siti, **said, by=regent)  # her head does that
    for wrong, sentence in (
        ({"level": 6}, "1 sampai 5"), ({"assessed_on": DAY + ONE_DAY}, "belum tiba"), ({"how": "kira-kira"}, "Pilih"),
        ({"valid_until": DAY - ONE_DAY}, "Masa berlakunya"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            recording.record(pupr.siti, **said | wrong, by=pupr.head)
    catalogue.close(data, by=SYSTEM, at=AT)
    with pytest.raises(Refused, match="tidak dipakai"):
        recording.record(pupr.siti, **said | {"competence": competence("literasi-data")}, by=pupr.head)


def test_rows_are_added_and_the_last_of_a_day_counts(pupr: Agency) -> None:
    before = PersonCompetence.objects.count()
    for seconds, level in enumerate((5, 2)):
        recording.record(
            pupr.siti, competence=competence("keamanan-informasi"), level=level, assessed_on=DAY, how="assessment",
            by=pupr.head, at=AT + timedelta(seconds=seconds + 1),
        )  # fmt: skip
    assert PersonCompetence.objects.count() == before + 2
    assert reads.levels_of([pupr.siti.pk], DAY)[pupr.siti.pk, competence("keamanan-informasi").pk] == 2
    assert reads.records_of(pupr.siti, DAY)[competence("keamanan-informasi").pk].level == 2


def declared(pupr: Agency) -> Declaration:
    return recording.declare(
        pupr.joko, competence=competence("keamanan-informasi"), level=3, words="Saya mengelola akun kantor.",
        by=actor_of(pupr.joko, AT), at=AT,
    )  # fmt: skip


def test_what_is_declared_counts_when_somebody_else_confirms_it(pupr: Agency) -> None:
    made = declared(pupr)
    key = (pupr.joko.pk, competence("keamanan-informasi").pk)
    assert key not in reads.levels_of([pupr.joko.pk], DAY)
    assert {notice.key.rsplit(":", 1)[-1] for notice in Notice.objects.all()} == {str(pupr.kadis.pk)}
    with pytest.raises(Refused, match="masih menunggu"):
        declared(pupr)
    with pytest.raises(Refused, match="Tingkat Anda sendiri"):
        recording.confirm(made, level=3, by=actor_of(pupr.joko, AT), at=AT)
    with pytest.raises(NotAllowed):
        recording.confirm(made, level=3, by=make.officer("dinkes", "head"), at=AT)
    with pytest.raises(NotAllowed):  # nobody declares for another
        recording.declare(
            pupr.siti, competence=made.competence, level=5, words="Dia bisa.", by=actor_of(pupr.joko, AT), at=AT
        )
    row = recording.confirm(made, level=2, answer="Dua dahulu.", by=pupr.head, at=AT)
    assert (row.level, row.how, row.recorded_by) == (2, "supervisor", pupr.kadis)
    assert reads.levels_of([pupr.joko.pk], DAY)[key] == 2
    with pytest.raises(Stale):
        recording.refuse(made, answer="Terlambat", by=pupr.head, at=AT)


def test_what_is_not_confirmed_is_told_why_and_may_be_declared_again(pupr: Agency) -> None:
    made = declared(pupr)
    with pytest.raises(Refused, match="Tuliskan apa"):
        recording.refuse(made, answer=" ", by=pupr.head, at=AT)
    recording.refuse(made, answer="Tunjukkan dahulu catatannya.", by=pupr.head, at=AT)
    assert Declaration.objects.get().answer == "Tunjukkan dahulu catatannya."
    assert reads.levels_of([pupr.joko.pk], DAY) == {}
    declared(pupr)
    assert Declaration.objects.waiting().count() == 1


def test_a_head_declares_to_the_secretary(pupr: Agency) -> None:
    secretary = make.holder("setda", "secretary", "Bu Sekda")
    made = recording.declare(
        pupr.kadis, competence=competence("literasi-data"), level=3, words="Saya mengajar.", by=pupr.head, at=AT
    )
    assert {notice.key.rsplit(":", 1)[-1] for notice in Notice.objects.all()} == {str(secretary.pk)}
    recording.confirm(made, level=3, by=actor_of(secretary, AT), at=AT)
    assert together(reads.look(AT, person=pupr.kadis.pk).picture.pairs).gap == 0


def test_levels_are_seen_by_oneself_the_head_leaders_and_administrators(pupr: Agency) -> None:
    def sees(who: Actor) -> bool:
        return access.can_read_person(who, pupr.siti.pk, AT)

    seeing = [
        actor_of(pupr.siti, AT), pupr.head, make.officer("pimpinan", "regent"), make.officer("setda", "secretary"),
        make.officer("kominfo", "administrator"),
    ]  # fmt: skip
    blind = [
        actor_of(pupr.budi, AT), actor_of(pupr.rina, AT), actor_of(pupr.joko, AT), make.officer("dinkes", "head"),
        make.officer("inspektorat", "auditor"), make.coordinator(),
    ]  # fmt: skip
    assert [sees(who) for who in seeing] == [True] * len(seeing)
    assert [sees(who) for who in blind] == [False] * len(blind)


# --- trainings ---------------------------------------------------------------------------------------------------


def test_a_training_from_plan_to_hours_and_levels(pupr: Agency) -> None:
    course = capable.training(pupr.head, since=DAY - 2 * ONE_DAY, hours=12, literasi_data=3, integritas=2)
    assert trainings.give_places(course, people=[pupr.rina, pupr.siti], by=pupr.head, at=AT) == 2
    assert trainings.give_places(course, people=[pupr.rina, pupr.joko], by=pupr.head, at=AT) == 1  # she has hers
    places = {one.person_id: one for one in course.places.select_related("training", "person")}
    rina, siti, joko = (places[one.pk] for one in (pupr.rina, pupr.siti, pupr.joko))
    with pytest.raises(Refused, match="1 sampai 12"):
        trainings.finish(rina, hours=13, by=pupr.head, at=AT)
    trainings.finish(rina, hours=12, gained=True, by=pupr.head, at=AT)
    with pytest.raises(Stale):
        trainings.finish(rina, hours=12, by=pupr.head, at=AT)
    trainings.finish(siti, hours=6, by=pupr.head, at=AT)
    trainings.miss(joko, by=pupr.head, at=AT)
    assert reads.hours_by_person([pupr.rina.pk, pupr.siti.pk, pupr.joko.pk], 2026) == {
        pupr.rina.pk: 12, pupr.siti.pk: 6
    }  # fmt: skip
    rows = reads.levels_of([pupr.rina.pk, pupr.siti.pk], DAY)
    assert rows[pupr.rina.pk, competence("integritas").pk] == 2
    assert rows[pupr.rina.pk, competence("literasi-data").pk] == 1  # what was found today is newer than the training
    assert reads.levels_of([pupr.rina.pk], DAY - ONE_DAY)[pupr.rina.pk, competence("literasi-data").pk] == 3
    assert (pupr.siti.pk, competence("literasi-data").pk) not in rows  # hours alone prove nothing
    with pytest.raises(Refused, match="menyelesaikan"):
        trainings.cancel(course, by=pupr.head, at=AT)


def test_a_training_below_what_somebody_can_takes_nothing_from_them(pupr: Agency) -> None:
    course = capable.training(pupr.head, since=DAY - ONE_DAY, keputusan=2)
    trainings.finish(capable.place(course, pupr.budi), hours=12, gained=True, by=pupr.head, at=AT)
    capable.has(pupr.siti, "keputusan", 4, on=DAY - 9 * ONE_DAY)
    trainings.finish(capable.place(course, pupr.siti), hours=12, gained=True, by=pupr.head, at=AT)
    rows = reads.levels_of([pupr.budi.pk, pupr.siti.pk], DAY)
    key = competence("keputusan").pk
    assert (rows[pupr.budi.pk, key], rows[pupr.siti.pk, key]) == (2, 4)


def test_what_a_training_refuses(pupr: Agency) -> None:
    with pytest.raises(NotAllowed):
        capable.training(actor_of(pupr.siti, AT))
    said: dict[str, Any] = {
        "title": "A", "provider": "B", "form": "class", "hours": 8, "since": DAY, "until": DAY, "aims": {}, "at": AT,
        "by": pupr.head,
    }  # fmt: skip
    for wrong, sentence in (
        ({"until": DAY - ONE_DAY}, "berakhir sebelum"), ({"hours": 0}, "Jam pelajaran"), ({"title": " "}, "Tuliskan"),
        ({"aims": {competence("integritas"): 7}}, "1 sampai 5"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            trainings.plan(**said | wrong)
    course = capable.training(pupr.head, since=DAY + ONE_DAY)
    with pytest.raises(NotAllowed):
        trainings.give_places(course, people=[pupr.siti], by=make.officer("dinkes", "head"), at=AT)
    with pytest.raises(Refused, match="belum mulai"):
        trainings.finish(capable.place(course, pupr.siti), hours=1, by=pupr.head, at=AT)
    own = capable.place(course, pupr.kadis)
    with pytest.raises(Refused, match="Jam pelajaran Anda"):
        trainings.miss(own, by=pupr.head, at=AT)
    trainings.drop(own, by=pupr.head, at=AT)
    assert TrainingPlace.objects.count() == 1
    trainings.cancel(course, by=pupr.head, at=AT)
    course.refresh_from_db()
    with pytest.raises(Refused, match="dibatalkan"):
        trainings.give_places(course, people=[pupr.joko], by=pupr.head, at=AT)
    assert overviews.offered(DAY, [competence("literasi-data").pk]) == {}


# --- readings ----------------------------------------------------------------------------------------------------


def test_a_list_that_is_read_and_recommended(pupr: Agency) -> None:
    siti = actor_of(pupr.siti, AT)
    made = capable.book(siti)
    with pytest.raises(Refused, match="sudah ada"):
        capable.book(pupr.head, "melayani dengan HATI")
    with pytest.raises(Refused, match="https"):
        readings.add_book(title="X", author="Y", why="Z", link="javascript:alert(1)", by=siti, at=AT)
    with pytest.raises(NotAllowed):
        readings.recommend(made, words="Baca.", by=siti, at=AT)
    for words in ("Baca dua bab pertama.", "Bab tiga paling berguna."):
        readings.recommend(made, words=words, by=pupr.head, at=AT)
    assert [one.words for one in made.advice.all()] == ["Bab tiga paling berguna."]
    note = capable.reading(pupr.joko, made)
    with pytest.raises(Refused, match="sudah Anda catat"):
        capable.reading(pupr.joko, made)
    with pytest.raises(Refused, match="Pilih bacaan"):
        capable.reading(pupr.joko, None)
    with pytest.raises(Refused, match="belum tiba"):
        capable.reading(pupr.joko, made, DAY + ONE_DAY)
    with pytest.raises(NotAllowed):
        readings.take_back(note, by=siti, at=AT)
    with pytest.raises(NotAllowed):
        readings.close_book(made, by=actor_of(pupr.joko, AT), at=AT)
    readings.close_book(made, by=siti, at=AT)
    assert not Book.objects.open_on(DAY).exists()
    assert Reading.objects.get().name == "Melayani dengan hati"  # what was read stays
    readings.take_back(note, by=actor_of(pupr.joko, AT), at=AT)
    assert not Reading.objects.exists()
