"""API keys at rest: AES-256-GCM under the desk's master key.

What is kept is `v1.<key id>.<nonce and ciphertext>`, bound to the row it belongs to, so that
it can be moved to no other. The key id tells which master key reads it: while they are
exchanged there are two.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.settings import Settings

_VERSION: Final = "v1"
_NONCE_LENGTH: Final = 12


class KeyUnreadable(Exception):
    """No master key at hand reads it: it was exchanged, or belongs to another desk."""


class Keyring:
    """The master keys of a process: the first encrypts, each decrypts what it has written."""

    def __init__(self, master_keys: Sequence[str]) -> None:
        self._ciphers: dict[str, AESGCM] = {}
        for master_key in master_keys:
            derived = _derive(master_key)
            key_id = hashlib.sha256(b"deskwire key id" + derived).hexdigest()[:8]
            self._ciphers.setdefault(key_id, AESGCM(derived))

    @classmethod
    def of(cls, settings: Settings) -> Self:
        kept = (settings.master_key, settings.old_master_key)
        return cls([key for secret in kept if (key := secret.get_secret_value())])

    @property
    def can_encrypt(self) -> bool:
        return bool(self._ciphers)

    def encrypt(self, key: str, row_id: str) -> str:
        key_id, cipher = next(iter(self._ciphers.items()))
        nonce = secrets.token_bytes(_NONCE_LENGTH)
        sealed = nonce + cipher.encrypt(nonce, key.encode(), row_id.encode())
        return f"{_VERSION}.{key_id}.{urlsafe_b64encode(sealed).decode()}"

    def decrypt(self, kept: str, row_id: str) -> str:
        """The key itself; raises KeyUnreadable."""
        version, _, rest = kept.partition(".")
        key_id, _, body = rest.partition(".")
        cipher = self._ciphers.get(key_id)
        if version != _VERSION or cipher is None:
            raise KeyUnreadable("encrypted with another master key")
        try:
            sealed = urlsafe_b64decode(body)
            nonce, text = sealed[:_NONCE_LENGTH], sealed[_NONCE_LENGTH:]
            return cipher.decrypt(nonce, text, row_id.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise KeyUnreadable("damaged, or of another row") from error

    def is_current(self, kept: str) -> bool:
        """Whether the first of the master keys has written it."""
        return kept.split(".")[1:2] == [*self._ciphers][:1]


def _derive(master_key: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"deskwire provider keys").derive(master_key.encode())
