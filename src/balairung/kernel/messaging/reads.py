"""What became of the messages about a thing: rooms ask downwards."""

from balairung.kernel.messaging.models import Notice


def outcome(about: tuple[str, str]) -> list[Notice]:
    """Every notice about `(kind, ref)`, the newest first, with its outcome."""
    return list(Notice.objects.about(*about).order_by("-written_at", "-id"))


def reached(about: tuple[str, str], key: str) -> bool | None:
    """Was this message delivered? None while it is still being tried or was never owed."""
    notice = Notice.objects.about(*about).filter(key=key).first()
    if notice is None or notice.outcome == Notice.Outcome.WAITING:
        return None
    return notice.outcome == Notice.Outcome.SENT


def last_outside(about: tuple[str, str]) -> Notice | None:
    """The last message about a thing to somebody who is none of ours."""
    rows = Notice.objects.about(*about).filter(person=None).only("address", "outcome", "problem", "sent_at")
    return rows.order_by("-written_at", "-id").first()


def masked(address: str) -> str:
    """`a***@contoh.id`, `+62***789`: enough to recognise one's own, too little to learn another's."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***@{host}" if at else f"{address[:3]}***{address[-3:]}" if address else ""
