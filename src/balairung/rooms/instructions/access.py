"""Who may give an instruction, who carries it out, who accepts the result."""

from balairung.ground.common.references import read_reference
from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Post
from balairung.rooms.instructions.models import Instruction


def get_instruction(actor: Actor, ref: str) -> Instruction:
    """Raise DoesNotExist for what this actor may not see."""
    rows = Instruction.objects.visible_to(actor).select_related("obligation__owner_office", "given_by")
    return rows.get(obligation__ref=read_reference(ref) or ref)


def can_instruct(actor: Actor) -> bool:
    """Regent, deputy and secretary. An adjutant reads for them and does not decide."""
    return actor.has(*Post.LEADING)


def can_carry_out(actor: Actor, instruction: Instruction) -> bool:
    return actor.seat_at(instruction.obligation.owner_office_id) is not None


def can_report(actor: Actor, instruction: Instruction) -> bool:
    """What meets itself is not reported."""
    return can_carry_out(actor, instruction) and not instruction.meets_itself


def can_judge(actor: Actor, instruction: Instruction) -> bool:
    """Whoever gave it, or any other leader in their absence."""
    return actor.person_id == instruction.given_by_id or can_instruct(actor)
