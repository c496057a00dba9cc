"""Passwords as they are kept: Argon2id, 46 MiB, about a tenth of a second."""

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError


class Hasher(PasswordHasher):
    """Hashes passwords, and tells whether one is the one that was hashed."""

    def matches(self, password_hash: str, password: str) -> bool:
        """Tell whether a password is the one that was hashed."""
        try:
            return self.verify(password_hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


HASHER: Final = Hasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
NO_ONES: Final = HASHER.hash("nobody has this password")  # so that an unknown address takes as long
