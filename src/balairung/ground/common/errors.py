"""What may go wrong by rule, each with a sentence for the person."""


class Refused(Exception):
    """A rule said no. Its text is one polite sentence: what is so, and what to do."""

    def __init__(self, sentence: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence  # may be lazy: it is translated when it is shown

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refused):
    """This actor may not do this to this thing (403)."""


class Stale(Refused):
    """Somebody else changed the thing since it was read: reload and look again (409)."""
