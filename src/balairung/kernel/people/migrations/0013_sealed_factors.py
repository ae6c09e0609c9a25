"""Secrets of second factors that were written in the clear are sealed."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.db import migrations

from balairung.ground.common.sealed import seal, unseal

SEALED = ("secret", "seed")


def seal_factors(apps: Any, schema_editor: Any) -> None:
    for row in apps.get_model("mfa", "Authenticator").objects.order_by("pk"):
        plain = {name: row.data[name] for name in SEALED if row.data.get(name) and not _is_sealed(row.data[name])}
        if plain:
            row.data |= {name: seal(text) for name, text in plain.items()}
            row.save(update_fields=["data"])


def _is_sealed(text: str) -> bool:
    try:
        unseal(text)
    except InvalidToken:
        return False
    return True


class Migration(migrations.Migration):
    dependencies = [("people", "0012_identity"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(seal_factors, migrations.RunPython.noop)]
