"""Whether what a decree gives may stand in the register: one sentence for each row that may not.

The rules are those of UU 30/2014 arts. 11-14 (who may give what to whom, and hand it on) and of UU 6/2014 art. 22 (a
village is nobody's subordinate: it is assigned, with its cost). What the register knows is read once for all rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balairung.ground.common.dates import long_date
from balairung.ground.common.errors import Refused
from balairung.kernel.people.authority import EVERYBODYS, LEADING, MOST_STEPS
from balairung.kernel.people.matters import full_title, strategic_keys
from balairung.kernel.people.models import Delegation, Holding, LegalBasis, Office, Post, Scale, Subject
from balairung.kernel.people.models.delegations import DelegationQuerySet
from balairung.kernel.people.terms import (
    Days,
    Place,
    Scope,
    contains,
    covered,
    days_of,
    hands_on,
    narrowed,
    place,
    shared,
    term_of,
    within,
    words,
)

Kind = Delegation.Kind
Rows = dict[UUID, list[Delegation]]
ALWAYS: Days = (date.min, date.max)
MOST_MONEY = 10**15  # rupiah
MOST_TOLD = 10  # sentences of one refusal
MATTER = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
#: Decrees that the giver signs; a rule of the regent's is not the giver's own word.
OWN_WORD = (LegalBasis.Kind.OFFICE_DECREE, LegalBasis.Kind.ORDER)
REGENTS_WORD = (LegalBasis.Kind.REGENT_DECREE, LegalBasis.Kind.REGENT_REGULATION)


class Unlawful(Refused):
    """Rows that may not stand, each with its sentence; `rows` has all that were looked at, "" beside those that may."""

    def __init__(self, faults: Sequence[str], rows: Sequence[tuple[Delegation, str]] = ()) -> None:
        told, left = list(faults[:MOST_TOLD]), len(faults) - MOST_TOLD
        if left > 0:
            more = ngettext("Masih ada %(count)d baris lagi.", "Masih ada %(count)d baris lagi.", left)
            told.append(more % {"count": left})
        super().__init__(" ".join(told))
        self.faults, self.rows = tuple(faults), tuple(rows)


def check(rows: Sequence[Delegation]) -> None:
    """Raise `Unlawful` unless all of these new rows of one decree may stand; they share giver, terms and basis."""
    if faults := [fault for rule in TERMS if (fault := rule(rows[0]))]:
        raise Unlawful(faults)
    known = Known(rows)
    told = [(row, next(filter(None, (rule(row, known) for rule in RULES)), "")) for row in rows]
    if faults := [_named(row, why) for row, why in told if why]:
        raise Unlawful(faults, told)


def _named(row: Delegation, why: str) -> str:
    """The sentence with the row that it is about: `Camat Kartoharjo, penandatanganan surat (undangan): …`."""
    what = str(Subject(row.subject).label) if row.subject in Subject.values else row.subject
    what += f" ({row.matter})" if row.matter else ""
    what += f", {row.region}" if row.region else ""
    return f"{full_title(row.receiver)}, {what}: {why}"


# --- what a decree says of all its rows ----------------------------------------------------------------------------


def _term(row: Delegation) -> str:
    if row.until and row.until < row.since:
        return _("Hari terakhir tidak boleh sebelum hari pertama, %(since)s.") % {"since": long_date(row.since)}
    return ""


def _form(row: Delegation) -> str:
    if row.kind not in Kind.values or row.reporting not in Delegation.Reporting.values:
        return _("Pilih jenis pelimpahan dan laporannya dari daftar.")
    if (row.kind == Kind.ATTRIBUTION) is not (row.giver is None):
        return _("Atribusi diberikan oleh peraturan, tanpa pemberi; jenis lain harus menyebut pemberinya.")
    if row.only_in_absence and row.kind != Kind.MANDATE:
        return _("Syarat “hanya bila pemberi berhalangan” hanya untuk mandat.")
    if row.may_pass_on and (row.kind == Kind.ASSIGNMENT or row.only_in_absence):
        return _("Penugasan desa dan mandat selama berhalangan tidak dapat dilimpahkan lagi.")
    return ""


def _limits(row: Delegation) -> str:
    if row.scale_limit not in Scale.values or (row.value_limit is not None and not 0 < row.value_limit <= MOST_MONEY):
        return _("Periksa batas nilai dan batas skala: nilai ditulis dalam rupiah, lebih dari nol.")
    return ""


def _money(row: Delegation) -> str:
    """A village is told what the task costs and who pays; one without money it may refuse."""
    if row.kind != Kind.ASSIGNMENT:
        return _("Biaya dan sumber dana hanya ditulis untuk penugasan desa.") if row.cost is not None else ""
    if row.cost is None or not 0 <= row.cost <= MOST_MONEY:
        return _("Tulis biaya setahun untuk tiap desa, dalam rupiah; tulis 0 bila tidak ada biaya.")
    if row.cost and not row.fund:
        return _("Tulis sumber dana penugasan ini.")
    return ""


def _giver(row: Delegation) -> str:
    if row.giver and (row.giver.closed_on or row.giver.office.closed_on):
        return _("Jabatan %(post)s sudah dihapus.") % {"post": full_title(row.giver)}
    return ""


def _acting(row: Delegation) -> str:
    """A Plt. or Plh. has authority by mandate and gives nothing on: whoever sat there when the decree was signed."""
    word = (*OWN_WORD, *REGENTS_WORD) if row.giver and row.giver.role == Post.Role.REGENT else OWN_WORD
    if row.giver is None or row.basis.kind not in word:
        return ""
    day = row.basis.dated
    held = Holding.objects.filter(Q(until__isnull=True) | Q(until__gte=day), post=row.giver, since__lte=day)
    seats = list(held.order_by("since", "id"))
    if not seats or any(one.capacity == Holding.Capacity.DEFINITIVE for one in seats):
        return ""
    return _("Pada %(day)s %(post)s dijabat %(capacity)s, yang tidak melimpahkan wewenang jabatan itu.") % {
        "day": long_date(day), "post": full_title(row.giver), "capacity": seats[0].get_capacity_display(),
    }  # fmt: skip


TERMS = (_term, _form, _limits, _money, _giver, _acting)


# --- what the register knows ---------------------------------------------------------------------------------------


class Known:
    """What stands in the register about these new rows, read once: few queries for many rows."""

    def __init__(self, rows: Sequence[Delegation]) -> None:
        self.rows = rows
        self.subjects = {row.subject for row in rows}
        self.since = min(row.since for row in rows)

    @cached_property
    def above(self) -> dict[UUID, set[UUID]]:
        """Of each receiver the posts in its line of command."""
        line, level = dict[UUID, UUID | None](), {row.receiver_id for row in self.rows}
        while level:
            line |= dict(Post.objects.filter(pk__in=level).values_list("pk", "superior_id"))
            level = {above for above in map(line.get, level) if above and above not in line}
        return {row.receiver_id: set(_chain(line, row.receiver_id)) for row in self.rows}

    @cached_property
    def handed_on(self) -> Rows:
        """Every row by which these receivers, and whom they gave something, hand on."""
        return self._closure("giver", {row.receiver_id for row in self.rows})

    @cached_property
    def received(self) -> Rows:
        """Every row by which the giver, and whoever gave something to it, has what it has."""
        return self._closure("receiver", {row.giver_id for row in self.rows if row.giver_id})

    @cached_property
    def attributed(self) -> list[Delegation]:
        return list(self._standing().filter(kind=Kind.ATTRIBUTION))

    @cached_property
    def places(self) -> dict[Place, list[Delegation]]:
        """The rows of the same giver (or those by rule) that are about the same, new ones too."""
        found: defaultdict[Place, list[Delegation]] = defaultdict(list)
        giver = self.rows[0].giver_id
        standing = self._standing().filter(giver=giver) if giver else self.attributed
        for row in [*standing, *self.rows]:
            found[place(row)].append(row)
        return found

    def _closure(self, end: str, posts: Collection[UUID]) -> Rows:
        found: Rows = defaultdict(list)
        other = "receiver_id" if end == "giver" else "giver_id"
        level, seen = set(posts), set[UUID]()
        while level:
            rows = list(self._standing().filter(giver__isnull=False, **{f"{end}__in": level}))
            for row in rows:
                found[getattr(row, f"{end}_id")].append(row)
            seen |= level
            level = {getattr(row, other) for row in rows} - seen - {None}
        return found

    def _standing(self) -> DelegationQuerySet:
        """What is not over before these begin, and may be about the same."""
        rows = Delegation.objects.filter(Q(until__isnull=True) | Q(until__gte=self.since), subject__in=self.subjects)
        matters = {row.matter for row in self.rows} | {""}
        if "" not in {row.matter for row in self.rows}:
            rows = rows.filter(matter__in=matters)
        rows = rows.exclude(answer=Delegation.Answer.REFUSED)
        return rows.select_related("giver__office", "receiver__office").order_by("since", "id")

    # --- on which days a post has what it would give ---

    def days_held(self, post: Post, row: Delegation, *, limits: bool = True) -> list[Days]:
        """The days on which the post may give what this row gives."""
        return list(self._held(post, row, limits, Kind.MANDATE, frozenset()))

    def _held(self, post: Post, row: Delegation, limits: bool, most: str, seen: frozenset[UUID]) -> Iterator[Days]:
        """`most` is the loosest way in which it may have come: what came by mandate is not handed on twice."""
        yield from self._own(post, row)
        for source in self.received[post.pk]:
            days = days_of(source)
            if source.giver is None or source.giver_id in seen or len(seen) > MOST_STEPS or not days:
                continue
            if not hands_on(source, row, most) or not contains(source, row) or (limits and not within(row, source)):
                continue
            up = Kind.DELEGATION if source.kind == Kind.MANDATE else Kind.MANDATE
            for span in self._held(source.giver, row, limits, up, seen | {post.pk}):
                if both := shared(days, span):
                    yield both

    def _own(self, post: Post, row: Delegation) -> list[Days]:
        if post.role == Post.Role.REGENT or row.subject in EVERYBODYS:
            return [ALWAYS]
        fitting = [one for one in self.attributed if one.matter in {"", row.matter} and contains(one, row)]
        fitting = [one for one in fitting if one.matter == row.matter] or fitting
        spans = {one.pk: days for one in fitting if (days := days_of(one)) and shared(days, term_of(row))}
        if spans:
            return [spans[one.pk] for one in fitting if one.pk in spans and one.receiver_id == post.pk]
        return [ALWAYS] if post.role in LEADING else []


# --- what must hold for each row -----------------------------------------------------------------------------------


def _known_words(row: Delegation, known: Known) -> str:
    if row.subject not in Subject.values or (row.matter and not MATTER.fullmatch(row.matter)) or len(row.matter) > 60:
        return _("hal ini tidak dikenal. Pilih dari daftar.")
    return ""


def _another(row: Delegation, known: Known) -> str:
    return _("pemberi dan penerima adalah jabatan yang sama.") if row.receiver_id == row.giver_id else ""


def _open(row: Delegation, known: Known) -> str:
    closed = row.receiver.closed_on or row.receiver.office.closed_on
    return _("jabatan penerima sudah dihapus.") if closed else ""


def _village(row: Delegation, known: Known) -> str:
    village, giver = row.receiver.office.kind == Office.Kind.VILLAGE, row.giver
    inside = giver is not None and giver.office_id == row.receiver.office_id
    if row.kind == Kind.ASSIGNMENT and not (village and row.receiver.role == Post.Role.HEAD):
        return _("penugasan hanya untuk kepala desa. Untuk jabatan lain pakai delegasi atau mandat.")
    if giver and giver.office.kind == Office.Kind.VILLAGE and (not inside or row.kind == Kind.ASSIGNMENT):
        return _("desa hanya memberi mandat dan delegasi di kantornya sendiri.")
    if village and not inside and row.kind not in (Kind.ASSIGNMENT, Kind.ATTRIBUTION):
        return _("desa bukan bawahan pemerintah daerah. Pakai penugasan, dengan biayanya.")
    return ""


def _strategic(row: Delegation, known: Known) -> str:
    if row.kind == Kind.MANDATE and row.matter in strategic_keys():
        return _("keputusan organisasi, kepegawaian, dan anggaran tidak dapat dimandatkan.")
    return ""


def _downwards(row: Delegation, known: Known) -> str:
    """A mandate goes to a subordinate; attendance also to somebody of the same rank."""
    if row.kind != Kind.MANDATE or row.giver is None or row.giver_id in known.above[row.receiver_id]:
        return ""
    facts = {"giver": full_title(row.giver), "receiver": full_title(row.receiver)}
    if row.subject != Subject.ATTENDANCE:
        return _("mandat turun kepada bawahan, sedangkan %(receiver)s bukan bawahan %(giver)s.") % facts
    if _same_rank(row.giver, row.receiver):
        return ""
    return _("yang mewakili hadir adalah bawahan atau yang setingkat dengan %(giver)s.") % facts


def _same_rank(one: Post, other: Post) -> bool:
    beside = one.superior_id is not None and one.superior_id == other.superior_id
    return beside or bool(one.echelon and one.echelon == other.echelon)


def _free(row: Delegation, known: Known) -> str:
    """The same matter goes to one post at a time: the question has one answer."""
    for one in known.places[place(row)]:
        if one is row:
            return ""
        days = days_of(one)
        if days and shared(days, term_of(row)) and (row.giver_id or one.receiver_id == row.receiver_id):
            return _("hal yang sama sudah diberikan kepada %(post)s %(term)s.") % {
                "post": full_title(one.receiver), "term": words(days),
            }  # fmt: skip
    return ""


def _straight(row: Delegation, known: Known) -> str:
    """What is given does not come back to whoever gave it."""
    if row.giver is None:
        return ""
    way = _way_back(row.receiver_id, row, known.handed_on, (row.matter, row.region_id or "", term_of(row)), frozenset())
    if not way:
        return ""
    chain = [row.giver, row.receiver, *(one.receiver for one in way)]
    return _("wewenang ini berputar kembali: %(chain)s.") % {"chain": " → ".join(map(full_title, chain))}


def _way_back(
    post: UUID, row: Delegation, handed_on: Rows, scope: Scope, seen: frozenset[UUID]
) -> list[Delegation] | None:
    """The rows that lead from this post to the giver within the scope; None where there are none."""
    for one in handed_on[post]:
        inner = narrowed(scope, one)
        if inner is None or one.receiver_id in seen:
            continue
        if one.receiver_id == row.giver_id:
            return [one]
        rest = _way_back(one.receiver_id, row, handed_on, inner, seen | {post})
        if rest is not None:
            return [one, *rest]
    return None


def _had(row: Delegation, known: Known) -> str:
    """Nobody gives what they do not have, for the whole term and within their own limits."""
    if row.giver is None or covered(known.days_held(row.giver, row), term_of(row)):
        return ""
    giver = {"giver": full_title(row.giver)}
    unlimited = known.days_held(row.giver, row, limits=False)
    if covered(unlimited, term_of(row)):
        return _("batasnya melebihi batas yang ada pada %(giver)s.") % giver
    if not unlimited:
        return _("%(giver)s tidak memegang wewenang ini, atau tidak boleh melimpahkannya lagi.") % giver
    held = words(max(unlimited, key=lambda days: days[1]))
    return _("%(giver)s memegang wewenang ini hanya %(term)s.") % (giver | {"term": held})


RULES = (_known_words, _another, _open, _village, _strategic, _downwards, _straight, _had, _free)


# --- the line of command ------------------------------------------------------------------------------------------


def _chain(line: dict[UUID, UUID | None], post: UUID) -> Iterator[UUID]:
    """The posts above this one, each once."""
    seen = {post}
    while (above := line.get(post)) and above not in seen:
        seen.add(above)
        yield above
        post = above
