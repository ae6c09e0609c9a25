"""Tables of what the regency tells people, of who asked to be told, and of what came of it."""

from balairung.rooms.announcements.models.articles import (
    Announcement,
    AnnouncementQuerySet,
    Edition,
    Photograph,
    Target,
)
from balairung.rooms.announcements.models.figures import Helpfulness, Opening, SeenFeature
from balairung.rooms.announcements.models.subscribing import AskedSubscription, SubscribedService, Subscription
from balairung.rooms.announcements.models.telling import Sending

__all__ = [
    "Announcement",
    "AnnouncementQuerySet",
    "AskedSubscription",
    "Edition",
    "Helpfulness",
    "Opening",
    "Photograph",
    "SeenFeature",
    "Sending",
    "SubscribedService",
    "Subscription",
    "Target",
]
