"""Secrets of second factors stand sealed in the database, like everything else that opens something."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken

from balairung.ground.common.sealed import seal, unseal


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What the login library asks before it writes a secret, and after it has read one."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return unseal(encrypted_text)
        except InvalidToken:  # written before secrets were sealed; migration 0013 seals them
            return encrypted_text
