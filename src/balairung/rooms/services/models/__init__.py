"""Tables of the services: what is offered, in which version, and who applied."""

from balairung.rooms.services.models.applications import Application, ApplicationQuerySet
from balairung.rooms.services.models.catalogue import Service, ServiceQuerySet, Version
from balairung.rooms.services.models.packages import Package

__all__ = ["Application", "ApplicationQuerySet", "Package", "Service", "ServiceQuerySet", "Version"]
