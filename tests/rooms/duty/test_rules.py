"""What the data file says is what the room can do."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from balairung.ground.common.facts import facts
from balairung.kernel.people.models import Office, Post
from balairung.rooms.duty import rules
from balairung.rooms.duty.models import Ring


def test_the_ladder_names_roles_and_channels_that_there_are() -> None:
    assert {step.role for step in rules.ladder()} == set(Ring.Role.values)
    assert rules.channels() <= set(settings.CHANNELS)
    assert rules.ladder_time() == sum((step.waits for step in rules.ladder()), timedelta()) == timedelta(minutes=24)


def test_everybody_in_turn_by_every_channel_in_turn() -> None:
    assert [(step.role, step.by[0]) for step in rules.ladder()] == [
        (role, channel) for role in ("holder", "on_duty", "deputy") for channel in ("whatsapp", "sms", "voice")
    ]
    assert [rules.next_role(place) for place in (0, 2, 3, 8)] == [3, 3, 6, 9]


def test_roles_kinds_and_zones_are_known() -> None:
    roles, kinds = rules.required()
    assert set(roles) <= set(Post.Role.values)
    assert set(kinds) <= set(Office.Kind.values)
    zones = facts("time_zones")
    assert set(facts("readiness")["quiet"]["points"]) == set(zones)
    assert all(ZoneInfo(zone) for zone in zones)


def test_points_fall_as_answers_get_worse() -> None:
    points = rules.scoring().points
    worth = [points[key] for key in ("quick", "reached", "deputy", "late", "unreached")]
    assert worth == sorted(worth, reverse=True)
    assert (worth[0], worth[-1]) == (100, 0)
