"""Invented people for the posts of the demonstration regency, and the accounts that the README names."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password

from balairung.config.demo.texts import person_name
from balairung.kernel.people import published
from balairung.kernel.people.actions import add_person, appoint, give_account
from balairung.kernel.people.actors import SYSTEM, Actor, actor_of
from balairung.kernel.people.models import Holding, Person, Post, User

PASSWORD = published.PASSWORD
FILLED = (
    Post.Role.REGENT, Post.Role.DEPUTY_REGENT, Post.Role.SECRETARY, Post.Role.ASSISTANT, Post.Role.STAFF_EXPERT,
    Post.Role.HEAD, Post.Role.COORDINATOR, Post.Role.LIAISON, Post.Role.ADJUTANT, Post.Role.ADMINISTRATOR,
)  # fmt: skip
COLLEAGUES = (Post.Role.SECTION_HEAD, Post.Role.STAFF)
VACANT = {"dinas-perikanan", "perikanan"}  # one agency without a head, led by a Plt.


@dataclass(frozen=True)
class Account:
    """A door into the demonstration."""

    email: str
    office: str
    role: str
    who: str
    crew: bool = True  # colleagues of that office are appointed too


ACCOUNTS = (
    Account("koordinator@contoh.id", "", Post.Role.COORDINATOR, "memeriksa dan meneruskan laporan"),
    Account("pupr@contoh.id", "pupr", Post.Role.LIAISON, "menjawab untuk Dinas PUPR"),
    Account("kadis@contoh.id", "pupr", Post.Role.HEAD, "kepala Dinas PUPR"),
    Account("kesehatan@contoh.id", "dinkes", Post.Role.LIAISON, "menjawab untuk Dinas Kesehatan"),
    Account("lurah@contoh.id", "kelurahan-3510161003", Post.Role.HEAD, "lurah: memeriksa dan menandatangani surat"),
    Account("camat@contoh.id", "kecamatan-351016", Post.Role.HEAD, "camat: menandatangani surat dengan pelimpahan"),
    Account("bupati@contoh.id", "", Post.Role.REGENT, "melihat yang terlambat, memberi instruksi"),
    Account("sekda@contoh.id", "", Post.Role.SECRETARY, "sekretaris daerah"),
    Account("pengelola@contoh.id", "", Post.Role.ADMINISTRATOR, "mengubah organisasi"),
    Account("inspektur@contoh.id", "inspektorat", Post.Role.HEAD, "cek lapangan, pemeriksaan, rekomendasi", crew=False),
    Account(
        "resepsionis@contoh.id", "dpmptsp", Post.Role.RECEPTIONIST, "menerima tamu di Mal Pelayanan Publik", crew=False
    ),
    Account("dprd@contoh.id", "", "", "membaca tindak lanjut pemeriksaan, tanpa jabatan", crew=False),
    Account("loket@contoh.id", "dpmptsp", Post.Role.STAFF, "memanggil antrean di loket", crew=False),
)


def fill_posts(rng: random.Random, at: datetime) -> None:
    """People for the posts that matter; a few stay vacant, as in life, and one agency has a Plt."""
    addresses: Counter[str] = Counter()
    secret = make_password(PASSWORD)  # hashed once: it is the same for all, and hashing is slow on purpose
    named = {account.email: account for account in ACCOUNTS}
    for post in Post.objects.filter(role__in=FILLED).select_related("office").order_by("order", "id"):
        if post.role == Post.Role.LIAISON and rng.random() < 0.06:
            continue
        account = next((known for known in named.values() if _is_for(known, post)), None)
        email = account.email if account else _address(post, addresses)
        person = _person(rng, email, at)
        acting = post.role == Post.Role.HEAD and post.office.key in VACANT
        capacity = Holding.Capacity.PLT if acting else Holding.Capacity.DEFINITIVE
        appoint(person=person, post=post, capacity=capacity, since=_since(rng, at), by=SYSTEM, at=at)
        if account:
            del named[account.email]
            _give_account(person, secret, at)
    _fill_around(rng, at)


def _fill_around(rng: random.Random, at: datetime) -> None:
    """Colleagues in the offices whose desks the accounts open: work is shared out there."""
    keys = [account.office for account in ACCOUNTS if account.office and account.crew]
    posts = Post.objects.filter(role__in=COLLEAGUES, office__key__in=keys).select_related("office")
    addresses: Counter[str] = Counter()
    for post in posts.order_by("order", "id"):
        person = _person(rng, _address(post, addresses), at)
        appoint(person=person, post=post, since=_since(rng, at), by=SYSTEM, at=at)


def hire(rng: random.Random, post: Post, at: datetime) -> Person:
    """One more person in this post: whoever has an account for it first."""
    taken = set(User.objects.values_list("email", flat=True))
    account = next((one for one in ACCOUNTS if _is_for(one, post) and one.email not in taken), None)
    name = f"{post.role}-{post.holdings.count() + 1}.{post.office.key}"[:50]
    person = _person(rng, account.email if account else f"{name}@contoh.id", at)
    appoint(person=person, post=post, since=_since(rng, at), by=SYSTEM, at=at)
    if account:
        _give_account(person, make_password(PASSWORD), at)
    return person


def outsider(rng: random.Random, email: str, at: datetime) -> Person:
    """Somebody with an account and without a post."""
    person = _person(rng, email, at)
    _give_account(person, make_password(PASSWORD), at)
    return person


def _give_account(person: Person, secret: str, at: datetime) -> None:
    give_account(person, by=SYSTEM, at=at)
    User.objects.filter(person=person).update(password=secret)


def _is_for(account: Account, post: Post) -> bool:
    return bool(account.role) and post.role == account.role and account.office in ("", post.office.key)


def _person(rng: random.Random, email: str, at: datetime) -> Person:
    return add_person(name=person_name(rng), email=email, by=SYSTEM, at=at)


def _address(post: Post, addresses: Counter[str]) -> str:
    base = f"{post.role.replace('_', '-')}.{post.office.key}"[:50]
    addresses[base] += 1
    return f"{base}{addresses[base] if addresses[base] > 1 else ''}@contoh.id"


def _since(rng: random.Random, at: datetime) -> date:
    return (at - timedelta(days=rng.randint(400, 1600))).date()


class Cast:
    """Who acts for an office in the simulated year, looked up once."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.known: dict[UUID, Actor | None] = {}
        self.leading: dict[str, Actor] = {}

    def officer(self, office_id: UUID | None) -> Actor | None:
        """Whoever answers for the office: its liaison, else its head."""
        return self._find(office_id, (Post.Role.LIAISON, Post.Role.HEAD, Post.Role.SECRETARY)) if office_id else None

    def head(self, office_id: UUID | None) -> Actor | None:
        rows = Holding.objects.current(self.at).filter(post__office=office_id, post__role=Post.Role.HEAD)
        found = rows.select_related("person").order_by("id").first()
        return actor_of(found.person, self.at) if found else None

    def account(self, email: str) -> Actor:
        """Whoever signs in with this address."""
        return actor_of(Person.objects.with_email(email).get(), self.at)

    def secretary(self) -> Actor:
        return self._in_role(Post.Role.SECRETARY)

    def coordinator(self) -> Actor:
        return self._in_role(Post.Role.COORDINATOR)

    def regent(self) -> Actor:
        return self._in_role(Post.Role.REGENT)

    def _in_role(self, role: str) -> Actor:
        if role not in self.leading:
            holding = Holding.objects.current(self.at).filter(post__role=role).select_related("person")[0]
            self.leading[role] = actor_of(holding.person, self.at)
        return self.leading[role]

    def _find(self, office_id: UUID, roles: tuple[str, ...]) -> Actor | None:
        if office_id not in self.known:
            rows = Holding.objects.current(self.at).filter(post__office=office_id, post__role__in=roles)
            ordered = sorted(rows.select_related("person", "post"), key=lambda row: roles.index(row.post.role))
            self.known[office_id] = actor_of(ordered[0].person, self.at) if ordered else None
        return self.known[office_id]
