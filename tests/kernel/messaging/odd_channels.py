"""Doors that go wrong as programs do: each is a whole door, opened by a setting."""

from balairung.kernel.messaging.doors.door import Outgoing
from balairung.kernel.messaging.doors.mail import Mail


class Broken(Mail):
    """A mistake in a channel of tomorrow."""

    def send(self, message: Outgoing) -> str:
        raise RuntimeError("not what anybody expected")


class Choosy(Mail):
    """Takes everything except what is for one address."""

    def send(self, message: Outgoing) -> str:
        if message.to.startswith("sulit"):
            raise ZeroDivisionError
        return super().send(message)


class Killed(Mail):
    """The process ends while the message is under way, before anything left the house."""

    def send(self, message: Outgoing) -> str:
        raise KeyboardInterrupt
