"""Letters of the login library go the way of all messages, and lead to our own address."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from balairung.kernel.messaging.models import Notice
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("forged", [{}, {"host": "localhost:6666"}, {"x-forwarded-host": "jahat.contoh.id"}])
def test_the_link_to_a_new_password_is_ours_whatever_host_was_asked(
    client: Client, settings: Settings, forged: dict[str, str]
) -> None:
    make.regency()
    cache.clear()
    siti = make.person("Siti")
    make.account(siti)
    client.post(reverse("account_reset_password"), {"email": siti.email}, headers=forged)
    notice = Notice.objects.get()
    assert (notice.address, notice.outcome) == (siti.email, "waiting")
    [link] = re.findall(r"https?://\S+", notice.body)
    assert link.startswith(f"{settings.BASE_URL}/akun/")
    page = client.get(link.removeprefix(settings.BASE_URL), follow=True)
    assert page.status_code == 200
    assert "password1" in page.content.decode()


def test_nobody_signs_up(client: Client) -> None:
    make.regency()
    client.post("/akun/signup/", {"email": "x@contoh.id", "password1": "rahasia-yang-panjang"})
    assert not Notice.objects.exists()
