"""Who has and who has not: by office for everybody, by name of officials for everybody, of staff for their heads.

Officials hold their posts in public, and so is whether they signed. Staff are counted and not named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from balairung.kernel.people.models import Office, Post
from balairung.rooms.pacts.models import Drive, Pact, PactQuerySet

COLUMNS = ("kantor", "wajib", "menandatangani", "lengkap", "belum")
NAMED = ("kantor", "nama", "jabatan", "keadaan", "ditandatangani", "disaksikan", "saksi")
#: Who is named to everybody: whoever leads, answers for an office or a part of it, or holds an echelon.
OFFICIALS = (
    *Post.LEADING, Post.Role.HEAD, Post.Role.OFFICE_SECRETARY, Post.Role.SECTION_HEAD, Post.Role.ASSISTANT,
    Post.Role.STAFF_EXPERT,
)  # fmt: skip
PUBLIC = Q(post__role__in=OFFICIALS) | ~Q(post__echelon="")


@dataclass(frozen=True)
class Line:
    """One office in a drive."""

    office: Office
    owing: int
    signed: int
    finished: int

    @property
    def missing(self) -> int:
        return self.owing - self.finished


def lines(pacts: PactQuerySet) -> list[Line]:
    """Each office with its counts, in the order of protocol: two statements, however many offices."""
    rows = (
        pacts.order_by()
        .values("office")
        .annotate(owing=Count("id"), signed=Count("signed_at"), finished=Count("witnessed_at"))
    )
    counts = {row["office"]: row for row in rows}
    offices = Office.objects.filter(pk__in=counts).order_by("order", "name")
    return [Line(one, counts[one.pk]["owing"], counts[one.pk]["signed"], counts[one.pk]["finished"]) for one in offices]


def total(found: Sequence[Line]) -> tuple[int, int, int]:
    """Who owes, who signed, whose is complete, of all these offices."""
    return sum(one.owing for one in found), sum(one.signed for one in found), sum(one.finished for one in found)


def officials(drive: Drive, office: Office) -> PactQuerySet:
    """Those whom everybody may read by name."""
    rows = Pact.objects.current().filter(PUBLIC, drive=drive, office=office)
    return rows.select_related("person", "post__office", "witness").order_by("post__order", "person__name")


def staff(drive: Drive, office: Office) -> Line:
    """The others, counted."""
    rows = Pact.objects.current().filter(drive=drive, office=office).exclude(PUBLIC)
    found = rows.aggregate(owing=Count("id"), signed=Count("signed_at"), finished=Count("witnessed_at"))
    return Line(office, found["owing"], found["signed"], found["finished"])


def latest() -> Drive | None:
    """What everybody is shown first: a drive that runs before one that is over, the newest."""
    rows = Drive.objects.select_related("text").order_by("-begun_at")
    return rows.filter(ended_at=None).first() or rows.first()


def table(found: Sequence[Line]) -> Iterator[Sequence[object]]:
    """For a spreadsheet, in the order of COLUMNS."""
    for one in found:
        yield one.office.name, one.owing, one.signed, one.finished, one.missing


def by_name(pacts: PactQuerySet) -> Iterator[Sequence[object]]:
    """For a spreadsheet of those who answer for it, in the order of NAMED."""
    rows = pacts.select_related("office", "person", "post", "witness").order_by(
        "office__order", "office__name", "post__order", "person__name"
    )
    for one in rows:
        witness = one.witness.name if one.witness else one.outside_name or _("dari luar")
        yield (
            one.office.name, one.person.name, one.post.title, one.step.label, one.signed_at, one.witnessed_at, witness
        )  # fmt: skip
