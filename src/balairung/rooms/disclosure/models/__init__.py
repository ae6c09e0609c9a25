"""What the room of public information keeps."""

from balairung.rooms.disclosure.models.lists import Listing, ServiceYear, Withheld
from balairung.rooms.disclosure.models.requests import InfoRequest, InfoRequestQuerySet, Objection, ObjectionQuerySet

__all__ = ["InfoRequest", "InfoRequestQuerySet", "Listing", "Objection", "ObjectionQuerySet", "ServiceYear", "Withheld"]
