"""The receipt of a submission: what the law wants said (CRPA, art. R. 112-11-1), in our words."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from incubator.kernel.events import Event
from incubator.kernel.paris import silence_date
from incubator.kernel.refusals import N_, Refusal
from incubator.kernel.sentences import Sentence

if TYPE_CHECKING:
    from datetime import date, datetime

    from incubator.applications.rules.submission import DossierFile, SubmissionId
    from incubator.ecosystem.rules import Authority, BindingText

PRINT: Final = "print_receipt"


class ReceiptNotPrinted(Refusal):
    """The worker draws receipts; the page says the same before the paper does."""

    sentence = N_(
        "Le PDF de cet accusé de réception n’est pas encore prêt : rechargez dans un moment. "
        "La page et le courriel disent déjà la même chose, et font foi."
    )


class ServiceUntold(Refusal):
    """A receipt names the service in charge and how to reach it."""

    sentence = N_("Il manque le nom, le service, l’adresse ou un contact de l’autorité.")


class RemediesUntold(Refusal):
    """Without them, no time limit runs."""

    sentence = N_("Il manque les voies et délais de recours.")


@dataclass(frozen=True, kw_only=True)
class ReceiptPrinted(Event):
    """The receipt of a submission was drawn and kept."""

    submission_id: SubmissionId
    digest: str


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was received, when, by whom; what follows, and what silence will mean."""

    call: str
    number: str
    title: str
    contact: str
    organisation: str
    address: str
    ordinal: int
    received_at: datetime
    digest: str
    silence_on: date
    files: tuple[DossierFile, ...]
    gaps: tuple[str, ...]
    authority: Authority
    remedies: BindingText
    closes_on: date
    admissibility_until: date
    evaluation_until: date
    hearings_on: date
    decision_on: date

    @property
    def received(self) -> Sentence:
        """Say what was received, and when."""
        return Sentence(
            N_("Votre candidature « %(title)s » a été reçue le %(moment)s (heure de Paris)."),
            {"title": self.title, "moment": self.received_at},
        )

    @property
    def again(self) -> Sentence | None:
        """Say what a submission replaces, or None when it is the first."""
        if self.ordinal > 1 and self.silence_on != silence_date(self.received_at):
            return Sentence(
                N_(
                    "C’est votre envoi n° %(ordinal)s ; il remplace les précédents. Le délai au "
                    "terme duquel le silence vaut rejet, suspendu depuis la demande de "
                    "compléments, a repris ce jour-là."
                ),
                {"ordinal": self.ordinal},
            )
        return (
            Sentence(
                N_(
                    "C’est votre envoi n° %(ordinal)s ; il remplace les précédents "
                    "et fait courir de nouveaux délais."
                ),
                {"ordinal": self.ordinal},
            )
            if self.ordinal > 1
            else None
        )

    @property
    def silence(self) -> Sentence:
        """Say what silence means, and from when."""
        return Sentence(
            N_(
                "Sous réserve que votre dossier soit complet, votre demande sera réputée rejetée "
                "le %(day)s (code des relations entre le public et l’administration, art. "
                "L. 231-4 et R. 112-11-1). Une décision expresse pourra intervenir après cette "
                "date. Vous pourriez contester ce rejet dans les deux mois qui la suivent."
            ),
            {"day": self.silence_on},
        )

    @property
    def procedure(self) -> Sentence:
        """Say what follows, and when."""
        return Sentence(
            N_(
                "Recevabilité examinée jusqu’au %(admissibility)s, évaluation par le jury "
                "jusqu’au %(evaluation)s, auditions le %(hearings)s, décision le %(decision)s."
            ),
            {
                "admissibility": self.admissibility_until,
                "evaluation": self.evaluation_until,
                "hearings": self.hearings_on,
                "decision": self.decision_on,
            },
        )


def what_next(receipt: Receipt, *, closed: bool, replaced: bool = False) -> Sentence:
    """Say what the founder has to do now; a receipt opens with it."""
    gaps, details = ", ".join(receipt.gaps), {"day": receipt.closes_on}
    if replaced:
        return Sentence(N_("Un envoi plus récent remplace celui-ci, qui reste conservé."))
    if receipt.gaps and not closed:
        return Sentence(
            N_(
                "Dossier incomplet. Il manque : %(gaps)s. Complétez-le, puis envoyez-le "
                "de nouveau jusqu’au %(day)s à 23 h 59, heure de Paris."
            ),
            details | {"gaps": gaps},
        )
    if receipt.gaps:
        return Sentence(
            N_(
                "Dossier incomplet. Il manque : %(gaps)s. L’appel est clos : si l’équipe "
                "a besoin de ces éléments, elle vous les demande et vous donne un délai."
            ),
            {"gaps": gaps},
        )
    return Sentence(
        N_("Réponse prévue le %(day)s. D’ici là, vous n’avez rien à faire."),
        {"day": receipt.decision_on},
    )


def why_not_print(receipt: Receipt) -> Refusal | None:
    """Say what a receipt lacks of what the law wants in it, or None."""
    service = receipt.authority
    if not all(str(value).strip() for value in vars(service).values()):
        return ServiceUntold()
    body = receipt.remedies.body
    return None if body.strip() and "{" not in body else RemediesUntold()


def to_json(receipt: Receipt) -> str:
    """Write a receipt in the one way that gives it one digest."""
    return json.dumps(
        asdict(receipt), default=str, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
