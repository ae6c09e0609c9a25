"""A number taken in a chat, without a page: words or buttons choose a hall, a service, and who is helped first."""

from balairung.rooms.reception.own.dialogue.listening import hear

__all__ = ["hear"]
