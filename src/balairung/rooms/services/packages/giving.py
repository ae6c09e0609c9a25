"""A published version is given to another regency, as one file under this regency's own key."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from balairung.ground.common.errors import Refused
from balairung.ground.common.text import clean_line
from balairung.kernel.documents import house_key
from balairung.kernel.people.actors import Actor, require
from balairung.kernel.people.house import house_url, the_regency
from balairung.rooms.services.definition import rights
from balairung.rooms.services.models import Package, Version
from balairung.rooms.services.packages import container
from balairung.rooms.services.packages.register import agreement_named


@transaction.atomic
def export(version: Version, *, partner: str, agreement: str = "", by: Actor, at: datetime) -> Package:
    """The file (`content`) with its line in the register: to whom, under which agreement (its reference, or "").

    The same version under the same key is the same file, signature included, however often it is given: ECDSA draws
    a number for each signature, so the first one is kept and given again.
    """
    require(rights.can_edit(by, version.service.office_key), rights.ONLY)
    to = clean_line(partner)[:160]
    if not to:
        raise Refused(_("Tuliskan dahulu siapa penerimanya."))
    if version.published_at is None:
        raise Refused(_("Versi ini masih rancangan. Terbitkan dahulu, lalu bagikan."))
    key = house_key.public_key()
    package = Package(
        direction=Package.Direction.GIVEN, service_key=version.service.key, service_name=version.service.name,
        version=version.number, partner=to, fingerprint=house_key.fingerprint_of(key),
        digest=container.digest_of(version.body), agreement=agreement_named(agreement, at),
        published_at=version.published_at, exchanged_at=at, exchanged_by_id=by.person_id,
        **_giver().columns(),
    )  # fmt: skip
    package.content = _given_before(package) or _wrapped(version, key)
    package.save(force_insert=True)
    return package


def file_name(package: Package) -> str:
    """`keterangan-tidak-mampu-v3-3510.layanan.json`: what it is, which, and whose."""
    return f"{package.service_key}-v{package.version}-{package.giver_code.replace('.', '')}.layanan.json"


def _giver() -> container.Giver:
    regency = the_regency()
    if regency is None:
        raise Refused(_("Kabupaten ini belum dibuat, jadi belum ada yang dapat dibagikan."))
    return container.Giver(code=regency.code, name=regency.name, address=house_url())


def _given_before(package: Package) -> str | None:
    same = {name: getattr(package, name) for name in ("direction", "service_key", "version", "fingerprint", "digest")}
    return Package.objects.filter(**same).values_list("content", flat=True).first()


def _wrapped(version: Version, key: bytes) -> str:
    assert version.published_at
    return container.wrap(
        giver=_giver(),
        service=container.Named(key=version.service.key, name=version.body["name"]),
        version=container.Edition(
            number=version.number, published_at=version.published_at.astimezone(UTC), decree=version.decree
        ),
        definition=version.body,
        key=key,
        sign=lambda words: house_key.sign_words(container.PURPOSE, words),
    )
