"""A copy of everything, taken while people work; and everything again, from the copy."""

from incubator.infra.backup.manifest import BackupError, Manifest
from incubator.infra.backup.restore import restore
from incubator.infra.backup.take import take

__all__ = ["BackupError", "Manifest", "restore", "take"]
