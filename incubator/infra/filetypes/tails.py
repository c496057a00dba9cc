"""What hides behind a file: an archive, which programs look for at the end."""

import zipfile

from incubator.infra.filetypes.flaws import Flaw, FlawError


def refuse_archive(path: str) -> None:
    """Refuse a file that is an archive too."""
    if zipfile.is_zipfile(path):
        raise FlawError(Flaw.MIXED)
