"""The register of authority is written here: a decree, what it gives, what is taken back, what a village answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.ground.common.facts import facts
from balairung.ground.common.text import clean_line
from balairung.kernel.people.access import can_answer_assignment, can_delegate, can_record_basis, can_register
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.journal import write_line
from balairung.kernel.people.lawful import check
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Change, Delegation, LegalBasis, Post, Regency, Region

MOST_ROWS = 5000  # of one decree at once
Kind, Verdict = Delegation.Kind, Delegation.Answer


@dataclass(frozen=True)
class Given:
    """One matter that is given: its subject, which letter, service or topic ("" is all of it), and where.

    With `own_region` each receiver has it in the region of its own office: one decree, every camat in his district.
    """

    subject: str
    matter: str = ""
    region: Region | None = None
    own_region: bool = False


@dataclass(frozen=True)
class Terms:
    """What a decree says of every row: how, from when until when (the last day), within which limits (rupiah)."""

    kind: str
    since: date
    until: date | None = None
    only_in_absence: bool = False
    value_limit: int | None = None
    scale_limit: str = ""
    conditions: str = ""
    may_pass_on: bool = False
    reporting: str = ""
    cost: int | None = None  # a year, for each village
    fund: str = ""


@transaction.atomic
def record_basis(*, kind: str, number: str, dated: date, about: str, by: Actor, at: datetime) -> LegalBasis:
    """Write a rule or decree down. Recorded before with the same words, it is returned; with others `Refused`."""
    require(can_record_basis(by))
    number, about = clean_line(number), clean_line(about)
    if kind not in LegalBasis.Kind.values or not number or not about or len(number) > 80 or len(about) > 240:
        raise Refused(
            _("Isi bentuk, nomor (paling banyak 80 huruf), dan perihal dasar hukum ini (paling banyak 240 huruf).")
        )
    known = LegalBasis.objects.filter(kind=kind, number=number, dated=dated).first()
    if known and known.about != about:
        raise Refused(_("%(basis)s sudah dicatat, tentang %(about)s.") % {"basis": known, "about": known.about})
    return known or LegalBasis.objects.create(
        kind=kind, number=number, dated=dated, about=about, recorded_at=at, recorded_by_id=by.person_id
    )


@transaction.atomic
def delegate(
    *,
    basis: LegalBasis,
    giver: Post | None,
    receivers: Sequence[Post],
    matters: Sequence[Given],
    terms: Terms,
    by: Actor,
    at: datetime,
) -> list[Delegation]:
    """Record what one decree gives: every matter to every receiver, all of it or nothing.

    Raise `lawful.Unlawful`, a `Refused` with one sentence for each row that the law or the register does not allow.
    Terms that are over or have not begun may be recorded: what was done must be explainable. An attribution has no
    giver.
    """
    require(can_delegate(by, giver))
    _one_at_a_time()
    rows = _rows(basis, giver, receivers, matters, terms)
    for row in rows:
        row.recorded_at, row.recorded_by_id = at, by.person_id
    check(rows)
    Delegation.objects.bulk_create(rows, batch_size=500)
    note = _("%(count)d baris menurut %(basis)s") % {"count": len(rows), "basis": basis}
    write_line(Change.Verb.DELEGATE, post=giver or rows[0].receiver, note=note, by=by, at=at)
    return rows


@transaction.atomic
def withdraw(delegation: Delegation, *, from_day: date, words: str, by: Actor, at: datetime) -> Delegation:
    """Take back: `from_day` is the first day on which the row no longer counts. The row stays, with the reason."""
    require(can_delegate(by, delegation.giver))
    row = _locked(delegation)
    words = clean_line(words)
    if not words:
        raise Refused(_("Tulis alasan pencabutan."))
    if row.withdrawn_from:
        raise Refused(_("Pelimpahan ini sudah dicabut mulai %(day)s.") % {"day": long_date(row.withdrawn_from)})
    if from_day < row.since:
        raise Refused(_("Pencabutan tidak boleh sebelum hari pertama, %(since)s.") % {"since": long_date(row.since)})
    if row.until and from_day > row.until:
        raise Refused(_("Pelimpahan ini sudah berakhir pada %(until)s.") % {"until": long_date(row.until)})
    row.withdrawn_from, row.withdrawn_at, row.withdrawn_by_id, row.withdrawal = from_day, at, by.person_id, words[:300]
    row.save(update_fields=["withdrawn_from", "withdrawn_at", "withdrawn_by", "withdrawal"])
    write_line(Change.Verb.WITHDRAW_DELEGATION, post=row.receiver, note=str(row), by=by, at=at)
    return row


@transaction.atomic
def answer_assignment(
    delegation: Delegation, *, accepted: bool, words: str = "", by: Actor, at: datetime
) -> Delegation:
    """What the village says. Only one that brings no money may be refused, and with a reason (UU 6/2014 art. 22)."""
    require(can_answer_assignment(by, delegation), _("Hanya kepala desa yang menjawab penugasan kepada desanya."))
    row = _locked(delegation)
    words = clean_line(words)
    if row.answer:
        raise Refused(_("Penugasan ini sudah dijawab: %(answer)s.") % {"answer": row.get_answer_display()})
    if row.withdrawn_from or (row.until and row.until < localdate(at)):
        raise Refused(_("Penugasan ini tidak berlaku lagi, jadi tidak perlu dijawab."))
    if not accepted and row.cost:
        raise Refused(_("Penugasan ini disertai biaya, jadi desa menjalankannya. Sampaikan keberatan kepada pemberi."))
    if not accepted and not words:
        raise Refused(_("Tulis alasan penolakan."))
    row.answer = Verdict.ACCEPTED if accepted else Verdict.REFUSED
    row.answer_words, row.answered_at, row.answered_by_id = words[:300], at, by.person_id
    row.save(update_fields=["answer", "answer_words", "answered_at", "answered_by"])
    write_line(Change.Verb.ANSWER_ASSIGNMENT, post=row.receiver, note=row.get_answer_display(), by=by, at=at)
    return row


def record_law(*, by: Actor, at: datetime) -> None:
    """What the law itself gives to posts (ground/data/authority.yaml), written down when a regency is built."""
    require(can_register(by))
    known, rows = facts("authority"), list[Delegation]()
    roles = {row["post"] for row in known["attributions"]}
    posts = (
        Post.objects.filter(role__in=roles, closed_on__isnull=True).select_related("office").order_by("-order", "-id")
    )
    found = {(post.role, key): post for post in posts for key in (post.office.key, "")}
    for row in known["attributions"]:
        if receiver := found.get((row["post"], row.get("office", ""))):
            basis = record_basis(**known["bases"][row["basis"]], by=by, at=at)
            rows.append(Delegation(
                basis=basis, kind=Kind.ATTRIBUTION, receiver=receiver, subject=row["subject"], matter=row["matter"],
                since=basis.dated, recorded_at=at, recorded_by_id=by.person_id,
            ))  # fmt: skip
    Delegation.objects.bulk_create(rows)


# --- within --------------------------------------------------------------------------------------------------------


def _one_at_a_time() -> None:
    """One decree after the other: two that cannot both stand never pass at once, nor four that close a circle."""
    list(Regency.objects.select_for_update(no_key=True))


def _locked(delegation: Delegation) -> Delegation:
    rows = Delegation.objects.select_for_update(of=("self",))
    return rows.select_related("giver__office", "receiver__office", "basis").get(pk=delegation.pk)


def _rows(
    basis: LegalBasis, giver: Post | None, receivers: Sequence[Post], matters: Sequence[Given], terms: Terms
) -> list[Delegation]:
    """One row for each matter of each receiver, not yet saved; what is named twice is meant once."""
    posts = _fresh([*receivers, *([giver] if giver else [])])
    wanted = [
        (posts[key], given) for key in dict.fromkeys(one.pk for one in receivers) for given in dict.fromkeys(matters)
    ]
    if not wanted:
        raise Refused(_("Pilih sedikitnya satu penerima dan satu hal."))
    if len(wanted) > MOST_ROWS:
        raise Refused(_("Paling banyak %(most)d baris sekaligus. Catat sisanya tersendiri.") % {"most": MOST_ROWS})
    return [_row(basis, posts[giver.pk] if giver else None, receiver, given, terms) for receiver, given in wanted]


def _fresh(posts: Sequence[Post]) -> dict[object, Post]:
    """As they stand now: a post that was closed meanwhile is closed."""
    rows = Post.objects.filter(pk__in=[post.pk for post in posts]).select_related("office__region")
    return {post.pk: post for post in rows}


def _row(basis: LegalBasis, giver: Post | None, receiver: Post, given: Given, terms: Terms) -> Delegation:
    region = receiver.office.region if given.own_region else given.region
    if given.own_region and region is None:
        raise Refused(_("Kantor %(post)s tidak punya wilayah. Pilih wilayahnya.") % {"post": full_title(receiver)})
    return Delegation(
        basis=basis, giver=giver, receiver=receiver, kind=terms.kind, subject=given.subject, matter=given.matter,
        region=region, since=terms.since, until=terms.until, only_in_absence=terms.only_in_absence,
        value_limit=terms.value_limit, scale_limit=terms.scale_limit, conditions=clean_line(terms.conditions)[:300],
        may_pass_on=terms.may_pass_on, reporting=terms.reporting, cost=terms.cost, fund=clean_line(terms.fund)[:160],
    )  # fmt: skip
