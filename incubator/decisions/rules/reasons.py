"""Reasons: in law always, in fact for every unfavourable outcome, and about one dossier only."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from unicodedata import combining, normalize

from incubator.applications.rules import ApplicationState, why_not_go_on
from incubator.decisions.rules.decision import FITTING, Outcome, Reply
from incubator.decisions.rules.waiting import why_not_wait
from incubator.deliberation.rules import Sense
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date
    from fractions import Fraction

    from incubator.decisions.models import Decision

SHORTEST: Final = 200
SHORTEST_NAME: Final = 3
TAG: Final = re.compile(r"\{\{.*?\}\}|\{[^{}]*\}|\[[^\[\]]*\]|\{\{|\}\}", re.DOTALL)
EMPTY_FORMULAS: Final = (
    "Votre projet n’a pas été retenu.",
    "Votre candidature n’a pas été retenue.",
    "Le jury a préféré d’autres projets.",
    "Dossier insuffisant.",
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a manager proposes that the authority decides, and why."""

    outcome: Outcome
    reasons_law: str
    reasons_fact: str
    rank: int | None = None
    until: date | None = None

    def tidy(self) -> Draft:
        """Return the same words without the blanks around them, nor what its outcome ignores."""
        waits = self.outcome is Outcome.WAITING_LIST
        return replace(
            self,
            reasons_law=_tidy(self.reasons_law),
            reasons_fact=_tidy(self.reasons_fact),
            rank=self.rank if waits else None,
            until=self.until if waits else None,
        )


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a decision must agree with: its dossier, the opinion, the places, the others, today."""

    state: ApplicationState
    sense: Sense | None
    places: int
    taken: int
    ranks: Collection[int]
    today: date
    others: Collection[str]
    foreign_names: Collection[str]
    own_names: Collection[str]


class NotRuledYet(Refusal):
    """A decision closes an examination."""

    sentence = N_("Prononcez d’abord la recevabilité de ce dossier.")


class UnfitOutcome(Refusal):
    """An admissible dossier is admitted, waits or is refused; another can only be found so."""

    sentence = N_(
        "Choisissez une issue qui convient : un dossier recevable est admis, inscrit sur liste "
        "d’attente ou refusé, un dossier non recevable est déclaré tel."
    )


class OpinionMissing(Refusal):
    """The jury is heard before the authority decides."""

    sentence = N_("Enregistrez d’abord l’avis du jury sur ce dossier.")


class PlacesTaken(Refusal):
    """The rules of the call limit the cohort."""

    sentence = N_(
        "Les admissions rédigées ou signées occupent déjà toutes les places de l’appel "
        "(%(places)s) : changez d’abord l’une d’elles."
    )


class GroundsMissing(Refusal):
    """A decision stands on a rule (CRPA, art. L. 211-5)."""

    sentence = N_("Écrivez les motifs de droit : l’article du règlement appliqué.")


class FactsMissing(Refusal):
    """Reasons are considerations of law and of fact (CRPA, art. L. 211-5)."""

    sentence = N_(
        "Écrivez les motifs de fait propres à ce dossier, en %(shortest)s caractères au moins."
    )


class EmptyReasons(Refusal):
    """Words that fit every dossier give no reason for this one."""

    sentence = N_(
        "« %(formula)s » ne dit rien de ce dossier : écrivez, en %(shortest)s caractères au moins, "
        "ce que le jury y a relevé."
    )


class UnfilledTag(Refusal):
    """A model was not filled in."""

    sentence = N_("Remplacez « %(tag)s » par ce qui convient à ce dossier.")


class SharedReasons(Refusal):
    """Reasons are individual."""

    sentence = N_(
        "Ces motifs de fait sont déjà ceux d’une autre décision de l’appel : "
        "écrivez ceux de ce dossier."
    )


class OtherCandidateNamed(Refusal):
    """Nobody learns of another candidate from their own decision."""

    sentence = N_("Retirez « %(name)s » : c’est le nom d’un autre candidat.")


def write(decision: Decision, draft: Draft) -> None:
    """Put a draft into the decision; an admission waits for its answer."""
    decision.outcome = draft.outcome
    decision.reasons_law, decision.reasons_fact = draft.reasons_law, draft.reasons_fact
    decision.waiting_rank, decision.waiting_until = draft.rank, draft.until
    decision.answer = Reply.TO_CONFIRM if draft.outcome is Outcome.ACCEPTED else None


def read(decision: Decision) -> Draft:
    """Return what the decision says."""
    return Draft(
        outcome=decision.outcome,
        reasons_law=decision.reasons_law,
        reasons_fact=decision.reasons_fact,
        rank=decision.waiting_rank,
        until=decision.waiting_until,
    )


def needs_facts(outcome: Outcome, sense: Sense | None) -> bool:
    """Tell whether reasons in fact are due: an unfavourable outcome, or an opinion not followed."""
    return outcome is not Outcome.ACCEPTED or sense is Sense.UNFAVOURABLE


def is_short(text: str) -> bool:
    """Tell whether reasons in fact are too short to say anything individual."""
    return len(_tidy(text)) < SHORTEST


def why_not_decide(state: ApplicationState, sense: Sense | None) -> Refusal | None:
    """Say what must come before any decision on a dossier, or None."""
    if not FITTING[state]:
        return why_not_go_on(state) or NotRuledYet()
    if state is ApplicationState.ADMISSIBLE and sense is None:
        return OpinionMissing()
    return None


def why_not_draft(draft: Draft, case: Case) -> Refusal | None:
    """Say what stops this draft from becoming a decision, or None."""
    return _why_not_outcome(draft, case) or why_not_reasons(draft, case)


def why_not_reasons(draft: Draft, case: Case) -> Refusal | None:
    """Say what is wrong with the reasons, or None when they are individual and whole."""
    if not draft.reasons_law.strip():
        return GroundsMissing()
    if needs_facts(draft.outcome, case.sense) and (refusal := _why_not_facts(draft.reasons_fact)):
        return refusal
    return _why_not_individual(draft, case)


def find_foreign_name(text: str, case: Case) -> str | None:
    """Return the name of another candidate that a text contains, or None.

    A plain word is a name only when it has a capital: a project may be called like a thing.
    """
    words = _plain(text)
    folded = f" {fold(words)} "
    own = [found.span() for name in case.own_names for found in _find(name, words)]
    for name in case.foreign_names:
        if len(fold(name)) < SHORTEST_NAME or f" {fold(name)} " not in folded:
            continue
        for found in _find(name, words):
            inside = any(start <= found.start() and found.end() <= end for start, end in own)
            if not inside and _is_naming(found[0], name):
                return name
    return None


def level_reached(mean: Fraction) -> int:
    """Return the level that a mean reaches in full: 2,9 is still level 2."""
    return mean.numerator // mean.denominator


def fold(text: str) -> str:
    """Return a text as it is compared: its words only, without accents nor capitals."""
    return " ".join(re.findall(r"\w+", _plain(text).casefold()))


def _why_not_outcome(draft: Draft, case: Case) -> Refusal | None:
    if refusal := why_not_decide(case.state, case.sense):
        return refusal
    if draft.outcome not in FITTING[case.state]:
        return UnfitOutcome()
    if draft.outcome is Outcome.ACCEPTED and case.taken >= case.places:
        return PlacesTaken(places=case.places)
    if draft.outcome is Outcome.WAITING_LIST:
        return why_not_wait(draft.rank, draft.until, case.ranks, case.today)
    return None


def _why_not_facts(text: str) -> Refusal | None:
    """Say what the reasons in fact lack once the formulas that fit everybody are left out."""
    rest = f" {fold(text)} "
    found = [formula for formula in EMPTY_FORMULAS if f" {fold(formula)} " in rest]
    for formula in found:
        rest = rest.replace(fold(formula), "")
    if found and len(" ".join(rest.split())) < SHORTEST:
        return EmptyReasons(formula=found[0], shortest=SHORTEST)
    return FactsMissing(shortest=SHORTEST) if is_short(text) else None


def _why_not_individual(draft: Draft, case: Case) -> Refusal | None:
    words = f"{draft.reasons_law}\n{draft.reasons_fact}"
    if tag := TAG.search(words):
        return UnfilledTag(tag=tag[0])
    facts = fold(draft.reasons_fact)
    if facts and facts in {fold(other) for other in case.others}:
        return SharedReasons()
    if name := find_foreign_name(words, case):
        return OtherCandidateNamed(name=name)
    return None


def _find(name: str, words: str) -> Iterator[re.Match[str]]:
    """Return where a text without accents contains a name, whatever its capitals and blanks."""
    pattern = r"\W+".join(re.findall(r"\w+", _plain(name)))
    if not pattern:
        return iter(())
    return re.finditer(rf"(?<!\w){pattern}(?!\w)", words, re.IGNORECASE)


def _is_naming(found: str, name: str) -> bool:
    ordinary = _plain(name).isalpha() and name != name.lower()
    return found != found.lower() if ordinary else True


def _plain(text: str) -> str:
    """Return a text without its accents, capitals kept."""
    return "".join(mark for mark in normalize("NFKD", text) if not combining(mark))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
