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
