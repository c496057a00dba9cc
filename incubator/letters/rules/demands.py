"""What must be known before a letter is issued, and how it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from incubator.kernel.refusals import N_, Refusal
from incubator.letters.rules.facts import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from incubator.letters.rules.facts import Agent, Authority, LetterFacts, Mention, Signatory


class SignatoryIncomplete(Refusal):
    """A decision without signature names who took it, in four words."""

    sentence = N_("Il manque le prénom, le nom, la qualité ou le service du signataire.")


class AgentIncomplete(Refusal):
    """Who writes to the administration knows who answers."""

    sentence = N_("Il manque le prénom, le nom ou la qualité de la personne qui suit le dossier.")


class AuthorityIncomplete(Refusal):
    """A letter says where it comes from."""

    sentence = N_("Il manque le nom, le service, l’adresse ou un contact de l’autorité.")


class AddresseeMissing(Refusal):
    """A letter goes to somebody."""

    sentence = N_("Il manque le nom du destinataire.")


class ReferencesMissing(Refusal):
    """A decision can be quoted."""

    sentence = N_("Il manque le numéro du dossier, celui de l’acte, l’appel ou le nom du projet.")


class ExemptionMissing(Refusal):
    """A decision that nobody signed by hand says why it need not be."""

    sentence = N_("Il manque la mention qui dispense la décision de signature.")


class RemediesMissing(Refusal):
    """Without them, no time limit runs."""

    sentence = N_("Il manque les voies et délais de recours.")


class ReasonsInLawMissing(Refusal):
    """A refusal says on which rule it stands."""

    sentence = N_("Il manque les motifs en droit : une décision défavorable les énonce.")


class ReasonsInFactMissing(Refusal):
    """A refusal says what in this dossier led to it."""

    sentence = N_("Il manque les motifs en fait : une décision défavorable les énonce.")


class AlgorithmUntold(Refusal):
    """Who was ranked by a computation is told so."""

    sentence = N_("Il manque la mention du calcul des notes : le courrier en imprime le résultat.")


class DocumentsUntold(Refusal):
    """Who is refused learns that the documents can be asked for."""

    sentence = N_("Il manque la mention du droit d’accès aux documents.")


class WaitingUntold(Refusal):
    """Who waits is told where, and until when."""

    sentence = N_("Il manque le rang sur la liste d’attente ou son dernier jour de validité.")


class AdmissionUntold(Refusal):
    """An admission says into what."""

    sentence = N_("Il manque la cohorte et la filière de l’admission.")


def why_not_issue(facts: LetterFacts) -> Refusal | None:
    """Say what the letter still lacks, or None when it may be issued."""
    demands = ALWAYS + DEMANDS[facts.kind]
    return next((refusal() for refusal, is_met in demands if not is_met(facts)), None)


def _said(*texts: str) -> bool:
    return all(text.strip() for text in texts)


def _told(mention: Mention | None) -> bool:
    """Tell whether a text is there, with every value in its place."""
    return mention is not None and _said(mention.body) and "{" not in mention.body


def _names_whole(person: Agent | Signatory) -> bool:
    return _said(person.given_name, person.family_name, person.capacity)


def _reachable(authority: Authority) -> bool:
    return _said(*vars(authority).values())


Demand = tuple[type[Refusal], "Callable[[LetterFacts], bool]"]
ALWAYS: Final[tuple[Demand, ...]] = (
    (AuthorityIncomplete, lambda facts: _reachable(facts.authority)),
    (AgentIncomplete, lambda facts: _names_whole(facts.agent)),
    (
        SignatoryIncomplete,
        lambda facts: _names_whole(facts.signatory) and _said(facts.signatory.service),
    ),
    (AddresseeMissing, lambda facts: _said(facts.addressee.name)),
    (
        ReferencesMissing,
        lambda facts: _said(facts.number, facts.act_number, facts.call, facts.project),
    ),
    (ExemptionMissing, lambda facts: _told(facts.exemption)),
    (RemediesMissing, lambda facts: _told(facts.remedies)),
    (AlgorithmUntold, lambda facts: facts.evaluation is None or _told(facts.algorithm)),
)
IN_ADMISSIONS: Final[tuple[Demand, ...]] = (
    (
        AdmissionUntold,
        lambda facts: (
            facts.admission is not None and _said(facts.admission.cohort, facts.admission.cluster)
        ),
    ),
)
IN_REFUSALS: Final[tuple[Demand, ...]] = (
    (ReasonsInLawMissing, lambda facts: _said(facts.reasons_law)),
    (ReasonsInFactMissing, lambda facts: _said(facts.reasons_fact)),
    (DocumentsUntold, lambda facts: _told(facts.documents)),
)
ON_THE_LIST: Final[tuple[Demand, ...]] = (
    *IN_REFUSALS,
    (WaitingUntold, lambda facts: facts.waiting is not None and facts.waiting.rank > 0),
)
DEMANDS: Final[Mapping[Kind, tuple[Demand, ...]]] = {
    Kind.ACCEPTED: IN_ADMISSIONS,
    Kind.WAITING_LIST: ON_THE_LIST,
    Kind.REFUSED: IN_REFUSALS,
    Kind.INADMISSIBLE: IN_REFUSALS,
}
