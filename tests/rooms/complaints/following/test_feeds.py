"""Whatever one can list one can subscribe to, and a reader that asks again is told in a line that nothing is new."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from balairung.kernel.people.actors import Actor
from balairung.kernel.people.models import Region
from balairung.rooms.complaints import actions
from tests import make

pytestmark = pytest.mark.django_db

FEED = "/pengaduan/umpan/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def siti() -> Actor:
    make.regency()
    return make.officer("pupr", "liaison")


def read(client: Client, query: str = "") -> ElementTree.Element:
    answer = client.get(FEED + query)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)


def links(feed: ElementTree.Element) -> list[str]:
    return [str(entry.find(f"{ATOM}link").get("href")) for entry in feed.iter(f"{ATOM}entry")]  # type: ignore[union-attr]


def test_a_feed_holds_the_projection_and_nothing_else(client: Client, siti: Actor) -> None:
    made = make.forwarded(
        make.coordinator(), name="Darmo", contact="darmo@contoh.id", text="Lubang di jalan; telepon saya 081234567890."
    )
    make.complaint(secret=True)
    actions.answer(made, text="Kami tambal.", by=siti, at=timezone.now())
    feed = read(client)
    assert links(feed) == [house.BASE_URL + reverse("complaints:published", args=[made.ref])]
    text = ElementTree.tostring(feed, encoding="unicode")
    for hidden in ("Darmo", "darmo@contoh.id", "081234567890", made.secret, "Kami tambal"):
        assert hidden not in text
    assert "[disembunyikan]" in text
    updated = feed.find(f"{ATOM}entry/{ATOM}updated")
    assert updated is not None
    assert updated.text
    answered = made.obligation.events.latest("seq").at
    assert datetime.fromisoformat(updated.text) == answered, "an answer makes it new"


def test_each_place_topic_and_office_has_its_own(client: Client, siti: Actor) -> None:
    rahma, villages = make.coordinator(), list(Region.objects.filter(level="village").order_by("code")[:2])
    here, there = (make.forwarded(rahma, region=village) for village in villages)
    assert len(links(read(client, f"?wilayah={villages[0].pk}"))) == 1
    assert len(links(read(client, f"?wilayah={villages[0].parent_id}"))) == 2
    assert links(read(client, "?kantor=dinkes")) == []
    feed = read(client, f"?wilayah={villages[1].pk}&kantor=pupr&topik={there.topic_id}")
    assert links(feed) == [house.BASE_URL + reverse("complaints:published", args=[there.ref])]
    title = feed.find(f"{ATOM}title")
    assert title is not None
    assert villages[1].name in str(title.text)
    assert here.ref not in ElementTree.tostring(feed, encoding="unicode")


def test_a_reader_that_asks_again_is_told_that_nothing_is_new(client: Client, siti: Actor) -> None:
    made = make.forwarded(make.coordinator(), at=timezone.now() - timedelta(days=1))
    first = client.get(FEED)
    assert "max-age=300" in first["Cache-Control"]
    assert client.get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(FEED, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    actions.answer(made, text="Kami tambal.", by=siti, at=timezone.now())
    assert client.get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_list_names_its_feed(client: Client, siti: Actor) -> None:
    page = client.get("/pengaduan/", {"kantor": "pupr"}).content.decode()
    assert 'rel="alternate" type="application/atom+xml"' in page
    assert page.count("/pengaduan/umpan/?kantor=pupr") == 2, "for the browser, and for people"
