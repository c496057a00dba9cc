"""What may be wrong with a file: one sentence for each, that says what to do."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from incubator.kernel.refusals import N_, Refusal


class Flaw(StrEnum):
    """What a look into a file may find."""

    UNREADABLE = "unreadable"
    LOCKED = "locked"
    ACTIVE = "active"
    CARRIER = "carrier"
    REACHING = "reaching"
    SWELLING = "swelling"
    MIXED = "mixed"


class FlawError(Exception):
    """A file is not to be taken, for one reason."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


class UnknownKind(Refusal):
    """A question takes certain kinds of file."""

    sentence = N_("« %(name)s » est d’un autre type que ceux attendus : %(kinds)s.")


class OtherContent(Refusal):
    """A file is what its content says, whatever its name."""

    sentence = N_(
        "Le contenu de « %(name)s » n’est pas celui d’un fichier %(kind)s : "
        "enregistrez-le dans ce format, puis choisissez-le."
    )


class Unreadable(Refusal):
    """A file that does not open here will not open elsewhere."""

    sentence = N_(
        "« %(name)s » est abîmé ou incomplet : ouvrez-le, enregistrez-en une copie, "
        "puis choisissez-la."
    )


class Locked(Refusal):
    """Nobody here has the password."""

    sentence = N_(
        "« %(name)s » est protégé par un mot de passe : enregistrez-en une copie sans mot de passe."
    )


class Active(Refusal):
    """No file acts by itself on a reader's machine."""

    sentence = N_(
        "« %(name)s » contient un programme (macro, script ou action automatique) : "
        "imprimez-le en PDF, puis choisissez ce PDF."
    )


class Carrier(Refusal):
    """What is inside a file was not looked at."""

    sentence = N_(
        "« %(name)s » contient d’autres fichiers : donnez-les à part, ou imprimez-le en PDF."
    )


class Reaching(Refusal):
    """No file fetches anything when it is read."""

    sentence = N_(
        "« %(name)s » va chercher des éléments ailleurs quand on l’ouvre : "
        "imprimez-le en PDF, puis choisissez ce PDF."
    )


class Swelling(Refusal):
    """A file must open without filling the reader's machine."""

    sentence = N_(
        "« %(name)s » est trop lourd une fois ouvert : "
        "réduisez ses images ou coupez-le en plusieurs fichiers."
    )


class Mixed(Refusal):
    """A file is one thing at a time."""

    sentence = N_(
        "« %(name)s » est aussi un fichier d’un autre type : ouvrez-le, enregistrez-en une copie, "
        "puis choisissez-la."
    )


REFUSALS: Final[Mapping[Flaw, type[Refusal]]] = {
    Flaw.UNREADABLE: Unreadable,
    Flaw.LOCKED: Locked,
    Flaw.ACTIVE: Active,
    Flaw.CARRIER: Carrier,
    Flaw.REACHING: Reaching,
    Flaw.SWELLING: Swelling,
    Flaw.MIXED: Mixed,
}
