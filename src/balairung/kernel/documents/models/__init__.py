"""Tables of letters: the register of each office, the letters, and what signs them."""

from balairung.kernel.documents.models.certificates import Certificate, Identity, SigningDoor
from balairung.kernel.documents.models.countersignatures import Countersignature, CountersignatureQuerySet
from balairung.kernel.documents.models.letters import Book, Document, DocumentQuerySet

__all__ = [
    "Book",
    "Certificate",
    "Countersignature",
    "CountersignatureQuerySet",
    "Document",
    "DocumentQuerySet",
    "Identity",
    "SigningDoor",
]
