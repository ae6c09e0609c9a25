"""Work for each report, a trap, floods; whatever is doubtful waits for a person and is never lost."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import altcha
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.errors import Refused
from balairung.kernel.messaging.models import Notice
from balairung.kernel.obligations.models import Tag
from balairung.kernel.people.actors import CITIZEN, actor_of
from balairung.kernel.people.effort import is_proved, new_challenge
from balairung.rooms.complaints import actions
from balairung.rooms.complaints.desk.flags import tell_heads
from balairung.rooms.complaints.filing.guarding import HELD, Why, judge, require_outsider
from balairung.rooms.complaints.filing.report import Report, file_complaint
from tests import make

TEXT = "Lampu jalan di depan pasar mati sejak seminggu."


def solved(challenge: dict[str, object]) -> str:
    """What a browser makes of a challenge."""
    asked = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(asked)
    assert solution
    return altcha.Payload(asked, solution).to_base64()


@pytest.mark.django_db
def test_work_counts_once(client: Client) -> None:
    proof = solved(client.get("/pengaduan/baru/tantangan/").json())
    assert is_proved(proof)
    assert not is_proved(proof)


@pytest.mark.django_db
def test_work_that_is_late_or_forged_counts_for_nothing() -> None:
    late = solved(new_challenge(timezone.now() - timedelta(hours=3)))
    assert not is_proved(late)
    own = altcha.create_challenge("PBKDF2/SHA-256", 1, hmac_secret="milik orang lain").to_dict()
    assert not is_proved(solved(own))
    body = json.loads(base64.b64decode(solved(new_challenge(timezone.now()))))
    body["challenge"]["parameters"]["keyPrefix"] = ""
    assert not is_proved(base64.b64encode(json.dumps(body).encode()).decode())


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode()))
def test_no_text_is_work(text: str) -> None:
    assert not is_proved(text)


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"challenge": [], "solution": 1}', '{"challenge": {"parameters": null}}']
)
def test_no_shape_is_work(text: str) -> None:
    assert not is_proved(base64.b64encode(text.encode()).decode())


@given(count=st.integers(0, 1000), proved=st.booleans(), trapped=st.booleans())
def test_more_work_never_makes_it_worse_and_only_a_flood_is_refused(count: int, proved: bool, trapped: bool) -> None:
    try:
        why = judge(trapped=trapped, proved=proved, count=count)
    except Refused:
        assert count > 30 * 20
        return
    assert (why == Why.TRAP) == trapped
    if why == Why.OFTEN:
        assert count > (30 if proved else 12)
    if not trapped and count <= 12:
        assert why == Why.NONE


def test_no_limit_holds_nothing(settings: Settings) -> None:
    settings.FILING_LIMIT = "0"
    assert judge(trapped=False, proved=False, count=10**6) == Why.NONE


@pytest.mark.django_db
def test_a_held_report_has_its_receipt_and_its_clocks_and_writes_to_nobody() -> None:
    make.regency()
    report = Report(text=TEXT, contact="budi@contoh.id")
    held = file_complaint(report, token="token-yang-ditahan", by=CITIZEN, at=make.START, held=Why.OFTEN)
    assert Tag.objects.get(word=HELD).obligation_id == held.obligation_id
    assert held.obligation.clocks.count() == 3
    assert not Notice.objects.exists()
    file_complaint(report, token="token-yang-biasa-saja", by=CITIZEN, at=make.START)
    assert Notice.objects.count() == 1
    assert Tag.objects.count() == 1
    actions.verify(held, klass="ordinary", topic=None, by=make.coordinator(), at=make.START)
    assert not Tag.objects.exists(), "who verifies it has looked at it"


@pytest.mark.django_db
def test_no_head_is_woken_by_a_held_report() -> None:
    make.regency()
    make.holder("setda", "secretary", "Sekda")
    report = Report(text=TEXT, groups=["child"])
    file_complaint(report, token="token-yang-ditahan", by=CITIZEN, at=make.START, held=Why.OFTEN)
    assert tell_heads(now=make.START) == 0
    file_complaint(report, token="token-yang-biasa-saja", by=CITIZEN, at=make.START)
    assert tell_heads(now=make.START) == 1


@pytest.mark.django_db
def test_a_proxy_does_not_work_for_the_accused() -> None:
    make.regency()
    head = make.holder("pupr", "head", "Kadis")
    head.write_contacts(nip="", email=head.email, phone="+6281234567890")
    head.save()
    pupr = make.office("pupr")
    for contact in (head.email, "+6281234567890"):
        with pytest.raises(Refused, match="tidak dapat mewakili"):
            require_outsider(pupr, contact, by=CITIZEN, at=make.START)
    with pytest.raises(Refused, match="tidak dapat mewakili"):
        require_outsider(pupr, "", by=actor_of(head, make.START), at=make.START)
    require_outsider(make.office("dlh"), head.email, by=actor_of(head, make.START), at=make.START)
    require_outsider(pupr, "orang.lain@contoh.id", by=CITIZEN, at=make.START)
    require_outsider(None, head.email, by=CITIZEN, at=make.START)
    proxy = Report(text=TEXT, contact=head.email, accused=pupr, proxy_as="family")
    with pytest.raises(Refused):
        file_complaint(proxy, token="token-yang-ditolak", by=CITIZEN, at=make.START)
