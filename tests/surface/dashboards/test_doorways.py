"""Every page that everyone may open is found from one page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from balairung.surface.dashboards.doorways import WINGS
from tests import make
from tests.test_house import addresses

pytestmark = pytest.mark.django_db
#: What no reader opens by itself: a part of another page, a step of a form, what programs read.
BEHIND = {
    "home", "everything", "security_txt",
    *(f"device:{name}" for name in ("worker", "manifest", "key")),
    *(f"complaints:{name}" for name in ("prepare", "topics", "challenge", "feed")),
    "delegations:sheet", "documents:root", "disclosure:table", "announcements:feed", "announcements:browser",
    *(f"receipts:{name}" for name in ("checkpoint", "key", "growth")),
    "reception:challenge", "inspections:field", "projects:table", "pacts:public_csv", "contacts:table",
    *(f"programmes:{name}" for name in ("report", "challenge")),
    *(f"innovations:{name}" for name in ("challenge", "field")),
    "openness:front_frame", "openness:silent_frame", "api:openapi", "places:at", "places:outlines",
    "data:catalogue", "data:package",
}  # fmt: skip
DOORS = [door.name for wing in WINGS for door in wing.doors]


def test_no_page_is_lost() -> None:
    """A new page for everyone has a door, or stands in BEHIND with its reason."""
    plain = {one.name for one in addresses() if one.ours and one.audience == "everyone" and not one.parameters}
    assert plain - BEHIND - set(DOORS) == set()
    assert BEHIND - plain == set()


def test_each_door_opens_once() -> None:
    make.regency()
    client = Client()
    said = client.get(reverse("everything")).content.decode()
    assert len(DOORS) == len(set(DOORS))
    for name in DOORS:
        assert f'href="{reverse(name)}"' in said
        assert client.get(reverse(name), follow=True).status_code == 200, name


def test_each_title_is_said_once() -> None:
    titles = [str(door.title) for wing in WINGS for door in wing.doors]
    assert len(titles) == len(set(titles))


def test_every_public_page_leads_there() -> None:
    make.regency()
    said = Client().get(reverse("complaints:public")).content.decode()
    assert f'href="{reverse("everything")}"' in said
