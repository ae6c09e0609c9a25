"""What stands on the paper of a pact: who, in which posts, the statements, and for performance its goals and money."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from balairung.ground.common.facts import facts
from balairung.kernel.documents.bodies import Block, Body, Facts, Heading, Items, Paragraph, Table
from balairung.kernel.people.matters import full_title
from balairung.kernel.people.models import Post
from balairung.rooms.pacts.models import Kind, Pact
from balairung.rooms.pacts.witnessing import outside_title


def compose(pact: Pact) -> Body:
    """The letter's body; paper speaks Indonesian, whoever has it made."""
    text = pact.drive.text
    with override("id"):
        return Body(
            title=text.title, code="", blocks=tuple(_blocks(pact)), signer_word=text.signer_word, foot=_foot(pact)
        )


def _blocks(pact: Pact) -> Iterator[Block]:
    text = pact.drive.text
    yield Paragraph(text=text.opening)
    yield Facts(rows=tuple(_parties(pact)))
    yield Paragraph(text=facts("pacts")[text.kind]["lead"])
    yield Items(items=tuple(text.statements))
    if text.kind == Kind.PERFORMANCE:
        yield from _performance(pact)
    closing = text.closing
    if pact.outside:
        said = _("Pakta ini disaksikan oleh %(who)s; tanda tangan saksi dicatat tersendiri.")
        closing = f"{closing}\n{said % {'who': outside_title()}}"
    yield Paragraph(text=closing)


def _parties(pact: Pact) -> Iterator[tuple[str, str]]:
    first = _("Pihak pertama") if pact.drive.of_performance else _("Nama")
    yield first, pact.person.name
    posts = Post.objects.filter(pk__in=pact.post_keys).select_related("office")
    known = {str(post.pk): full_title(post) for post in posts}
    yield _("Jabatan"), "\n".join(known[key] for key in pact.post_keys if key in known)
    yield _("Kantor"), pact.office.name
    if pact.drive.of_performance:
        yield _("Tahun anggaran"), str(pact.drive.year)
        if pact.witness and pact.witness_post:
            yield _("Pihak kedua"), f"{pact.witness.name}\n{full_title(pact.witness_post)}"


def _performance(pact: Pact) -> Iterator[Block]:
    goals = [(str(at), one.goal, one.indicator, one.target) for at, one in enumerate(pact.goals.all(), start=1)]
    budgets = list(pact.budgets.all())
    yield Heading(text=_("Sasaran, indikator, dan target"))
    head = (_("No."), _("Sasaran"), _("Indikator"), _("Target"))
    yield Table(caption=_("Sasaran, indikator, dan target"), head=head, rows=tuple(goals))
    if budgets:
        rows = [(str(at), one.programme, rupiah(one.amount)) for at, one in enumerate(budgets, start=1)]
        rows.append(("", _("Jumlah"), rupiah(sum(one.amount for one in budgets))))
        yield Heading(text=_("Program dan anggaran"))
        money = (_("No."), _("Program"), _("Anggaran"))
        yield Table(caption=_("Program dan anggaran"), head=money, rows=tuple(rows))


def _foot(pact: Pact) -> tuple[str, ...]:
    text = pact.drive.text
    basis = _("Dasar: %(basis)s. Naskah edisi %(edition)d.") % {"basis": text.basis, "edition": text.edition}
    return tuple(line for line in (basis, text.stamp_note) if line)


def rupiah(amount: int) -> str:
    """`Rp1.250.000`."""
    return "Rp" + f"{amount:,}".replace(",", ".")
