"""What letters say, and what they do not say when nobody knows it."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from incubator.letters.rules import Admission, LetterFacts, Opinion, Sense
from tests.integration.letters.pages import set_in_type
from tests.unit.letters.builders import (
    ACCEPTANCE,
    EVALUATION,
    INADMISSIBILITY,
    REFUSAL,
    a_letter,
)

NO_MORE = Admission(cohort="2027", cluster="e-santé")


def said(letter: LetterFacts) -> str:
    """Return what a letter says, in one line, without its marks."""
    words = re.sub(r"<[^>]+>", " ", set_in_type(letter))
    return re.sub(r"\s+", " ", words)  # a no-break space counts as a space


@pytest.mark.parametrize("letter", [ACCEPTANCE, REFUSAL, INADMISSIBILITY])
def test_every_letter_says_who_decided_who_answers_and_what_can_be_done(
    letter: LetterFacts,
) -> None:
    text = said(letter)
    assert (
        "Hélène Sauvage Vice-présidente déléguée à l’innovation "
        "Amiens Métropole, délégation à l’innovation"
    ) in text
    assert "téléservice du Quai de l’Innovation, dispensée de signature" in text
    assert "Affaire suivie par Maëlle Caudron, responsable de l’incubateur" in text
    assert "Amiens, le 22 janvier 2027" in text
    assert "Si vous contestez cette décision Cette décision peut être contestée" in text
    assert "Si vous demandez les documents" in text


@pytest.mark.parametrize(
    ("letter", "decision"),
    [
        (
            ACCEPTANCE,
            (
                "j’ai décidé d’admettre votre projet au sein de la cohorte 2027, filière e-santé, "
                "pour 18 mois, à compter du 1er mars 2027."
            ),
        ),
        (REFUSAL, "j’ai décidé de ne pas retenir votre candidature."),
        (INADMISSIBILITY, "j’ai décidé de déclarer votre candidature non recevable."),
    ],
)
def test_a_letter_says_on_what_ground_and_what_was_decided(
    letter: LetterFacts, decision: str
) -> None:
    assert "Vu la délibération n° 2026-C-014" in said(letter)
    assert f"l’arrêté de délégation n° 2026-D-001 du 5 janvier 2026, {decision}" in said(letter)


def test_a_refusal_gives_its_reasons_and_the_applicants_own_marks() -> None:
    text = said(REFUSAL)
    assert "En droit. L’article 5 du règlement" in text
    assert "En fait. Le jury a relevé la qualité scientifique" in text
    assert "36 candidatures recevables ont été examinées." in text
    assert "par 4 membres du jury, sans lien d’intérêt déclaré avec votre projet." in text
    assert "Il a obtenu la note de 58,4 sur 100." in text
    assert "Besoin et marché 15 % 2,3 / 5" in text
    assert "avis que je fais mien" in text


@pytest.mark.parametrize(
    ("letter", "changes", "unsaid"),
    [
        (ACCEPTANCE, {}, ["Motifs", "Vos résultats par critère", "En droit", "En fait"]),
        (
            ACCEPTANCE,
            {"admission": NO_MORE},
            [
                "mois, à compter",
                "Conditions",
                "convention",
                "fournissez",
                "redevance",
                "€",
                "engag",
            ],
        ),
        (ACCEPTANCE, {"opinion": None}, ["l’avis", "jury a relevé", "recommandations"]),
        (ACCEPTANCE, {"evaluation": None, "algorithm": None}, ["sur 100", "notes sont calculées"]),
        (
            REFUSAL,
            {"evaluation": None, "algorithm": None},
            ["Vos résultats", "membres du jury", "notes sont calculées"],
        ),
        (
            a_letter(REFUSAL, opinion=None),
            {"evaluation": EVALUATION},
            ["avis", "que je fais mien"],
        ),
        (INADMISSIBILITY, {}, ["Vos résultats", "membres du jury", "l’avis"]),
    ],
)
def test_what_is_not_known_is_not_said(
    letter: LetterFacts, changes: dict[str, Any], unsaid: list[str]
) -> None:
    text = said(a_letter(letter, **changes))
    assert [words for words in unsaid if words in text] == []


def test_a_juror_who_declared_a_link_is_not_denied() -> None:
    linked = replace(EVALUATION, without_link=False)
    assert "sans lien" not in said(a_letter(REFUSAL, evaluation=linked))


@pytest.mark.parametrize("sense", [Sense.FAVOURABLE, Sense.RESERVED])
def test_an_authority_that_departs_from_the_jury_does_not_claim_to_follow_it(sense: Sense) -> None:
    opinion = Opinion(sense=sense, given_on=date(2027, 1, 15))
    assert "que je fais mien" not in said(a_letter(REFUSAL, opinion=opinion))


def test_without_grounds_the_decision_opens_the_sentence() -> None:
    signatory = replace(ACCEPTANCE.signatory, delegation="")
    text = said(a_letter(ACCEPTANCE, visas=(), opinion=None, signatory=signatory))
    assert "confiance. J’ai décidé d’admettre" in text
    assert "Vu " not in text


def test_what_people_wrote_stays_what_they_wrote() -> None:
    reasons = "Un.\n\nDeux,\ntrois."
    page = set_in_type(a_letter(REFUSAL, project="<b>Œuvre</b> & {{ Cœur }}", reasons_fact=reasons))
    assert "«\u00a0&lt;b&gt;Œuvre&lt;/b&gt; &amp; {{ Cœur }}\u00a0»" in page
    assert '<p class="said"><b>En fait.</b> Un.</p>' in page
    assert '<p class="said">Deux,\ntrois.</p>' in page
