"""Offices and posts: added, changed, closed, by those who may."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import Settings

from balairung.ground.common.errors import NotAllowed, Refused
from balairung.kernel.people.actions import (
    add_office,
    add_post,
    change_office,
    change_post,
    close_office,
    close_post,
    end_holding,
    publish_account,
)
from balairung.kernel.people.actors import CITIZEN, SYSTEM
from balairung.kernel.people.models import Change, Office, Post
from tests import make
from tests.make import START

WHO: dict[str, Any] = {"by": SYSTEM, "at": START}
pytestmark = pytest.mark.django_db


def still_owes(office: Office) -> str:
    """A guard of an upper floor, named in the settings."""
    return "Masih ada tiga laporan." if office.key == "dinsos" else ""


@pytest.fixture(autouse=True)
def _regency() -> None:
    make.regency()


# --- offices -----------------------------------------------------------------------------------------------------


def test_an_office_is_added_changed_and_closed() -> None:
    pupr = make.office("pupr")
    made = add_office(
        key="uptd-jalan", name=" UPTD  Jalan ", kind="uptd", parent=pupr, calendar="6-day", order=33,
        **WHO,
    )  # fmt: skip
    assert (made.name, made.short) == ("UPTD Jalan", "UPTD Jalan")
    change_office(made, address="Jalan Pahlawan 1", **WHO)
    made.refresh_from_db()
    assert (made.address, made.parent) == ("Jalan Pahlawan 1", pupr)
    publish_account(office=made, kind="telephone", value="112", **WHO)
    close_office(made, **WHO)
    assert not made.accounts.standing().exists()
    with pytest.raises(Refused, match="sudah dihapus"):
        close_office(made, **WHO)
    with pytest.raises(Refused, match="sudah dihapus"):
        add_post(office=made, title="Kepala", role="head", **WHO)
    assert [change.verb for change in made.changes.order_by("at", "id")] == [
        "add_office",
        "change_office",
        "publish_account",
        "close_office",
    ]


@pytest.mark.parametrize("key", ["Dinas", "a b", "", "orang", "jabatan", "-x", "x" * 61, "dinas_2", "ä"])
def test_a_key_that_is_no_address_is_refused(key: str) -> None:
    with pytest.raises(Refused, match="tidak bisa dipakai"):
        add_office(key=key, name="Dinas Baru", kind="dinas", **WHO)
    assert add_office(key="dinas-2", name="Dinas Baru", kind="dinas", **WHO).key == "dinas-2"
    with pytest.raises(Refused, match="sudah dipakai kantor lain"):
        add_office(key="dinas-2", name="Dinas Baru", kind="dinas", **WHO)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "  "}, "Tuliskan namanya"),
        ({"name": "x" * 161}, "terlalu panjang"),
        ({"short": "x" * 61}, "terlalu panjang"),
    ],
)
def test_a_bad_field_of_an_office_is_refused_and_nothing_is_written(fields: dict[str, Any], sentence: str) -> None:
    office = make.office("pupr")
    with pytest.raises(Refused, match=sentence):
        change_office(office, **fields, **WHO)
    assert Office.objects.get(key="pupr").name.startswith("Dinas Pekerjaan Umum")


def test_an_office_is_never_below_itself() -> None:
    setda, bureau = make.office("setda"), make.office("bagian-hukum")
    for above in (setda, bureau):
        with pytest.raises(Refused, match="tidak bisa menjadi induknya"):
            change_office(setda, parent=above, **WHO)
    change_office(bureau, parent=make.office("dinkes"), **WHO)
    assert make.office("bagian-hukum").parent == make.office("dinkes")


def test_an_office_with_people_offices_or_debts_is_not_closed(settings: Settings) -> None:
    siti = make.holder("pupr", "head", "Siti")
    with pytest.raises(Refused, match="Siti masih memangku"):
        close_office(make.office("pupr"), **WHO)
    with pytest.raises(Refused, match="masih berada di bawah Sekretariat Daerah"):
        close_office(make.office("setda"), **WHO)
    settings.OFFICE_GUARDS = ["tests.kernel.people.test_change_offices.still_owes"]
    with pytest.raises(Refused, match="Masih ada tiga laporan"):
        close_office(make.office("dinsos"), **WHO)
    end_holding(siti.holdings.get(), until=START.date(), **WHO)
    with pytest.raises(Refused, match="Siti masih memangku"):
        close_office(make.office("pupr"), **WHO)  # today is her last day
    close_office(make.office("disdik"), **WHO)
    assert not make.office("disdik").posts.filter(closed_on__isnull=True).exists()


def test_only_administrators_change_offices_and_posts() -> None:
    rina, kadis = make.officer("kominfo", "administrator"), make.officer("pupr", "head")
    office, post = make.office("pupr"), make.post("pupr", "receptionist")
    change_office(office, address="", by=rina, at=START)
    for by in (kadis, CITIZEN):
        with pytest.raises(NotAllowed):
            change_office(office, address="", by=by, at=START)
        with pytest.raises(NotAllowed):
            add_office(key="baru", name="Baru", kind="dinas", by=by, at=START)
        with pytest.raises(NotAllowed):
            change_post(post, role="administrator", by=by, at=START)
        with pytest.raises(NotAllowed):
            add_post(office=office, title="Pengelola", role="administrator", by=by, at=START)
        with pytest.raises(NotAllowed):
            close_post(post, by=by, at=START)
    assert Change.objects.filter(by=rina.person_id).count() == 1


# --- posts -------------------------------------------------------------------------------------------------------


def test_a_post_is_added_last_changed_and_closed() -> None:
    office = make.office("pupr")
    made = add_post(office=office, title="Kepala Bidang Jembatan", role="section_head", echelon="III.b", **WHO)
    assert made.order == max(post.order for post in office.posts.all())
    with pytest.raises(Refused, match="sudah ada"):
        add_post(office=office, title="Kepala Bidang Jembatan", role="section_head", **WHO)
    change_post(made, superior=make.post("pupr", "head"), seats=2, order=5, **WHO)
    close_post(made, **WHO)
    with pytest.raises(Refused, match="sudah dihapus"):
        close_post(made, **WHO)
    assert add_post(office=office, title="Kepala Bidang Jembatan", role="section_head", **WHO).pk != made.pk


@pytest.mark.parametrize("role", ["regent", "deputy_regent", "secretary"])
def test_there_is_one_regent_one_deputy_and_one_secretary(role: str) -> None:
    with pytest.raises(Refused, match="Hanya ada satu"):
        add_post(office=make.office("pupr"), title="Satu lagi", role=role, **WHO)


def test_an_office_has_one_head_and_a_post_enough_seats() -> None:
    with pytest.raises(Refused, match="sudah mempunyai kepala"):
        add_post(office=make.office("pupr"), title="Kepala Kedua", role="head", **WHO)
    with pytest.raises(Refused, match="sudah mempunyai kepala"):
        change_post(make.post("pupr", "staff"), role="head", **WHO)
    desk = make.post("pupr", "receptionist")
    for _ in range(2):
        make.holder("pupr", "receptionist")
    with pytest.raises(Refused, match="dipangku 2 orang"):
        change_post(desk, seats=1, **WHO)
    with pytest.raises(Refused, match="satu kursi"):
        change_post(desk, seats=0, **WHO)


def test_a_post_with_a_holder_or_with_somebody_below_is_not_closed() -> None:
    make.holder("pupr", "staff", "Dewi")
    with pytest.raises(Refused, match="Dewi masih memangku"):
        close_post(make.post("pupr", "staff"), **WHO)
    with pytest.raises(Refused, match="Ganti dahulu atasannya"):
        close_post(make.post("pupr", "head"), **WHO)
    close_post(make.post("pupr", "receptionist"), **WHO)


# --- the line of command -----------------------------------------------------------------------------------------


def test_a_superior_who_is_below_is_refused() -> None:
    head, staff = make.post("pupr", "head"), make.post("pupr", "staff")
    for superior in (head, staff):
        with pytest.raises(Refused, match="tidak bisa menjadi atasannya"):
            change_post(head, superior=superior, **WHO)
    change_post(head, superior=make.post("setda", "secretary"), **WHO)


class LineOfCommand(TestCase):
    @settings(max_examples=40)
    @given(st.lists(st.tuples(st.integers(0, 7), st.none() | st.integers(0, 7)), max_size=25))
    def test_no_sequence_makes_a_circle(self, pairs: list[tuple[int, int | None]]) -> None:
        posts = list(Post.objects.filter(office__key__in=("setda", "pupr")).order_by("order", "id")[:8])
        for below, above in pairs:
            try:
                change_post(posts[below], superior=None if above is None else posts[above], **WHO)
            except Refused:
                posts[below].refresh_from_db()
        superiors = dict(Post.objects.values_list("pk", "superior_id"))
        for start in superiors:
            seen, rung = set(), start
            while rung is not None:
                assert rung not in seen
                seen.add(rung)
                rung = superiors[rung]
