"""Addresses that strangers give: what may be called is called safely, everything else is not connected at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from balairung.ground.common.outbound import Resolver, Unreachable, get, permitted, post
from tests.ground.web_server import WebServer, running


@pytest.fixture
def stranger(settings: Settings) -> Iterator[WebServer]:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8", "::1/128"]
    with running() as server:
        yield server


@pytest.fixture
def inside(settings: Settings) -> Iterator[WebServer]:
    """A server of ours that no stranger may make us call."""
    settings.OUTBOUND_ALLOW = []
    with running() as server:
        yield server
        assert server.heard == []


def answering(*answers: str) -> tuple[Resolver, list[str]]:
    """A name server that gives another answer each time it is asked, and keeps who was asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [answers[min(len(asked), len(answers)) - 1]]

    return resolve, asked


# --- which addresses ---------------------------------------------------------------------------------------------

CLOSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1",
    "198.18.0.1", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:0:4136:e378::1", "2001:10::1", "2001:db8::1",
    "2002:7f00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
OPEN = ["8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.1",
        "2606:4700::1111", "2400:3200::1", "2a00:1450:4001::200e"]  # fmt: skip


@pytest.mark.parametrize("address", CLOSED)
def test_an_address_that_is_not_of_the_public_internet_is_not_permitted(settings: Settings, address: str) -> None:
    settings.OUTBOUND_ALLOW = []
    assert not permitted(address)
    settings.OUTBOUND_ALLOW = [address]
    assert permitted(address)


@pytest.mark.parametrize("address", OPEN)
def test_an_address_of_the_public_internet_is_permitted(settings: Settings, address: str) -> None:
    settings.OUTBOUND_ALLOW = []
    assert permitted(address)


@given(st.ip_addresses())
def test_whatever_python_calls_private_is_never_permitted(address: object) -> None:
    """Two lists by different people: ours may be narrower, never wider."""
    found = ip_address(str(address))
    apart = found.is_private or found.is_loopback or found.is_link_local or found.is_multicast or found.is_reserved
    assert not (permitted(str(address)) and apart)


FORMS = [
    "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://localhost.:{port}/", "http://127.1:{port}/",
    "http://0177.0.0.1:{port}/", "http://0x7f.0.0.1:{port}/", "http://2130706433:{port}/", "http://0x7f000001:{port}/",
    "http://017700000001:{port}/", "http://0:{port}/", "http://0.0.0.0:{port}/", "http://[::1]:{port}/",
    "http://[::]:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/", "http://[64:ff9b::127.0.0.1]:{port}/", "http://[fe80::1%25lo]:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/", "http://127。0。0。1:{port}/", "http://127.0.0.1.:{port}/",
    "http://contoh.go.id@127.0.0.1:{port}/", "http://127.0.0.1:{port}#@contoh.go.id/", "https://127.0.0.1:{port}/",
    "http://127.0.0.1%00.contoh.go.id:{port}/", "http://127.0.0.1\\@contoh.go.id:{port}/", "//127.0.0.1:{port}/",
    "file:///etc/passwd", "gopher://127.0.0.1:{port}/", "ftp://127.0.0.1/", "data:text/plain,x", "http:///x", "http://",
    "https://[::1", "https://a b/", "javascript:x", "", "https://" + "a" * 3000, "http://127.0.0.1:99999/",
    "http://" + "a" * 64 + ".id/",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_no_way_of_writing_reaches_inside(inside: WebServer, form: str) -> None:
    url = form.format(port=inside.port)
    with pytest.raises(Unreachable) as refusal:
        post(url, content=b"x", timeout=2)
    with pytest.raises(Unreachable):
        get(url, most=100, timeout=2)
    assert "127.0.0.1" not in str(refusal.value)


@pytest.mark.parametrize("address", CLOSED)
def test_a_name_that_means_something_inside_is_not_connected(settings: Settings, address: str) -> None:
    settings.OUTBOUND_ALLOW = []
    resolve, _asked = answering(address)
    with pytest.raises(Unreachable, match="address"):
        post("https://kait.contoh.id/", content=b"x", resolve=resolve)


def test_ports_and_plain_http_are_for_networks_that_the_operator_vouches_for(stranger: WebServer) -> None:
    assert post(stranger.url, content=b"x").status_code == 200
    resolve, _asked = answering("8.8.8.8")
    for url in ("http://kait.contoh.id/", "https://kait.contoh.id:22/", "https://kait.contoh.id:6379/"):
        with pytest.raises(Unreachable, match="url"):
            post(url, content=b"x", resolve=resolve)


def test_the_address_that_was_looked_at_is_the_one_that_is_connected(stranger: WebServer) -> None:
    """A name server that answers something else the second time is not asked a second time."""
    resolve, asked = answering("127.0.0.1", "169.254.169.254")
    assert post(f"http://kait.contoh.id:{stranger.port}/", content=b"x", resolve=resolve).status_code == 200
    assert asked == ["kait.contoh.id"]
    assert stranger.heard[0].headers["Host"] == f"kait.contoh.id:{stranger.port}"


def test_a_rebound_name_is_looked_at_each_time(stranger: WebServer) -> None:
    resolve, asked = answering("127.0.0.1", "10.0.0.1")
    url = f"http://kait.contoh.id:{stranger.port}/"
    post(url, content=b"x", resolve=resolve)
    with pytest.raises(Unreachable):
        post(url, content=b"x", resolve=resolve)
    assert (len(asked), len(stranger.heard)) == (2, 1)


def test_of_several_addresses_only_the_permitted_are_tried(stranger: WebServer) -> None:
    url = f"http://kait.contoh.id:{stranger.port}/"
    assert post(url, content=b"x", resolve=lambda host, port: ["10.0.0.1", "127.0.0.1"]).status_code == 200
    assert post(url, content=b"x", resolve=lambda host, port: ["::1", "127.0.0.1"]).status_code == 200


def test_a_name_that_nobody_knows_and_a_resolver_that_sleeps(settings: Settings) -> None:
    def lost(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    def sleepy(host: str, port: int) -> list[str]:
        time.sleep(1)
        return []

    with pytest.raises(Unreachable, match="name"):
        post("https://tiada.contoh.id/", content=b"x", resolve=lost)
    started = time.monotonic()
    with pytest.raises(Unreachable, match="time"):
        post("https://lambat.contoh.id/", content=b"x", resolve=sleepy, timeout=0.2)
    assert time.monotonic() - started < 0.8


# --- what comes back ---------------------------------------------------------------------------------------------


def test_what_is_sent_and_what_is_answered(stranger: WebServer) -> None:
    answer = post(f"{stranger.url}/kait?a=1", content=b"isi", headers={"webhook-id": "w1"})
    heard = stranger.heard[0]
    assert (answer.status_code, answer.text) == (200, "baik")
    assert (heard.method, heard.path, heard.body) == ("POST", "/kait?a=1", b"isi")
    assert heard.headers["webhook-id"] == "w1"
    assert "Cookie" not in heard.headers
    assert not answer.cookies
    assert get(f"{stranger.url}/bytes/10", most=10) == (b"x" * 10, "image/png")


def test_nothing_of_the_environment_is_used(stranger: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post(stranger.url, content=b"x").status_code == 200


def test_redirects_are_not_followed(stranger: WebServer) -> None:
    assert post(f"{stranger.url}/redirect", content=b"x").status_code == 302
    with pytest.raises(Unreachable, match="answer"):
        get(f"{stranger.url}/redirect", most=100)
    assert [heard.path for heard in stranger.heard] == ["/redirect", "/redirect"]


@pytest.mark.parametrize("path", ["drip", "drip-head", "silent"])
def test_all_of_it_together_keeps_the_time(stranger: WebServer, path: str) -> None:
    started = time.monotonic()
    with pytest.raises(Unreachable, match="time"):
        post(f"{stranger.url}/{path}", content=b"x", timeout=0.4)
    assert time.monotonic() - started < 1


def test_sizes_are_kept(stranger: WebServer) -> None:
    with pytest.raises(Unreachable, match="size"):
        get(f"{stranger.url}/bytes/5000000", most=1000)
    assert len(post(f"{stranger.url}/bytes/5000000", content=b"x").content) == 64 * 1024


def test_what_is_packed_is_not_unpacked(stranger: WebServer) -> None:
    with pytest.raises(Unreachable, match="answer"):
        get(f"{stranger.url}/bomb", most=10_000_000)
    assert len(post(f"{stranger.url}/bomb", content=b"x").content) < 2000


def test_failures_have_one_word(stranger: WebServer) -> None:
    with pytest.raises(Unreachable, match="answer"):
        post(f"{stranger.url}/nonsense", content=b"x")
    with pytest.raises(Unreachable, match="answer"):
        get(f"{stranger.url}/status/404", most=100)
    with pytest.raises(Unreachable, match="connection"):
        post("http://127.0.0.1:9/", content=b"x")
    assert post(f"{stranger.url}/status/503", content=b"x").status_code == 503


# --- TLS ---------------------------------------------------------------------------------------------------------


def certificate(name: str, folder: Path) -> Path:
    """A certificate for this name, signed by itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, SHA256())
    )  # fmt: skip
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / f"{name}.pem"
    file.write_bytes(secret + built.public_bytes(Encoding.PEM))
    return file


def test_the_certificate_is_checked_against_the_name(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    file = certificate("kait.contoh.id", tmp_path)
    resolve, _asked = answering("127.0.0.1")
    with running(file) as server:
        with pytest.raises(Unreachable, match="connection"):  # nobody vouches for this certificate
            post(f"https://kait.contoh.id:{server.port}/", content=b"x", resolve=resolve)
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert post(f"https://kait.contoh.id:{server.port}/", content=b"x", resolve=resolve).status_code == 200
        with pytest.raises(Unreachable, match="connection"):  # a good certificate of somebody else
            post(f"https://lain.contoh.id:{server.port}/", content=b"x", resolve=resolve)
