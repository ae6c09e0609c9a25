"""Ways out of the house that go wrong as programs do: each is a whole channel, opened by a setting."""

from balairung.kernel.messaging.channels import MailDirectory, Outgoing


class Broken:
    """A mistake in a channel of tomorrow."""

    def send(self, message: Outgoing) -> None:
        raise RuntimeError("not what anybody expected")


class Choosy(MailDirectory):
    """Takes everything except what is for one address."""

    def send(self, message: Outgoing) -> None:
        if message.to.startswith("sulit"):
            raise ZeroDivisionError
        super().send(message)


class Killed(MailDirectory):
    """The process ends while the message is under way, before anything left the house."""

    def send(self, message: Outgoing) -> None:
        raise KeyboardInterrupt
