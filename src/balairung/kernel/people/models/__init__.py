"""Tables about places, offices, people and days."""

from balairung.kernel.people.models.changes import Change
from balairung.kernel.people.models.days import Decree, Draft
from balairung.kernel.people.models.delegations import Delegation, LegalBasis, Scale, Subject
from balairung.kernel.people.models.identity import AccountLine, Device, Recovery
from balairung.kernel.people.models.keys import ApiKey
from balairung.kernel.people.models.offices import Account, Office, Post
from balairung.kernel.people.models.persons import Absence, Badge, Holding, Person, User
from balairung.kernel.people.models.places import Boundary, Regency, Region, RegionGroup

__all__ = [
    "Absence",
    "Account",
    "AccountLine",
    "ApiKey",
    "Badge",
    "Boundary",
    "Change",
    "Decree",
    "Delegation",
    "Device",
    "Draft",
    "Holding",
    "LegalBasis",
    "Office",
    "Person",
    "Post",
    "Recovery",
    "Regency",
    "Region",
    "RegionGroup",
    "Scale",
    "Subject",
    "User",
]
