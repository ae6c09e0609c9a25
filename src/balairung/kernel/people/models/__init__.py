"""Tables about places, offices, people and days."""

from balairung.kernel.people.models.changes import Change
from balairung.kernel.people.models.days import Decree, Draft
from balairung.kernel.people.models.offices import Office, Post
from balairung.kernel.people.models.persons import Absence, Holding, Person, User
from balairung.kernel.people.models.places import Boundary, Regency, Region

__all__ = [
    "Absence",
    "Boundary",
    "Change",
    "Decree",
    "Draft",
    "Holding",
    "Office",
    "Person",
    "Post",
    "Regency",
    "Region",
    "User",
]
