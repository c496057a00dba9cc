"""Two projects go from an application to a decision, one of them to a cohort."""

import subprocess
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from babel.dates import format_date
from playwright.sync_api import expect

from incubator.infra.clock import now
from incubator.kernel.paris import day_of, silence_date
from tests.browser import acts
from tests.browser.audit import look_twice
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.served import Site
from tests.browser.world import (
    BAPTISTE,
    CALL,
    INES,
    JURORS,
    MANAGER,
    SIGNATORY,
    open_house,
    projects,
)

WON, LOST = projects()[:2]
JURY = ("Solène Marquant", "Karim Benali", "Odile Carpentier")
MARKS: Mapping[str, tuple[acts.Marks, ...]] = {
    "Glanetexte": ((4, 5, 3, 3, 4, 4, 2), (3, 4, 3, 2, 4, 5, 3), (5, 4, 4, 3, 3, 4, 3)),
    "Samarelle": ((2, 2, 3, 2, 3, 3, 2), (3, 2, None, 2, 3, 3, 2), (2, 3, 2, 2, 2, 3, 3)),
}
# By hand, with weights 20 20 15 15 15 10 5: 380, 340 and 385 of 500; 240 and 235 of 500, and 215
# of 425 where one criterion was not judged.
SCORES = {
    "Glanetexte": Fraction(76 + 68 + 77, 3),  # 73,7
    "Samarelle": (48 + Fraction(21500, 425) + 47) / 3,  # 48,5
}
SOLUTION = {answers["title"]: answers["solution"].split(".")[0] for answers in (WON, LOST)}
ASSESSMENT = {
    "Glanetexte": "Le jury salue un besoin décrit avec précision par des médecins chercheurs.",
    "Samarelle": "Le jury n’a pas trouvé de quoi vérifier que la prédiction serait fiable.",
}
REASONS = (
    "Le dossier ne nomme aucun établissement prêt à essayer le dispositif, et le plan de "
    "financement s’arrête à six mois. La qualification de dispositif médical n’est pas étudiée, "
    "alors que le calendrier prévoit une mise en service dès la première année."
)
ALWAYS_IN_A_LETTER = (
    "Philippe Routier",
    "Vice-président délégué à l’innovation",
    "article 5",
    "peut être contestée dans un délai de deux mois",
    "tribunal administratif d’Amiens",
)


def test_two_projects_apply_are_judged_and_learn_their_decision(site: Site, meet: Meet) -> None:
    open_house(site)
    site.clock.days = -20
    ines, baptiste = meet(INES), meet(BAPTISTE)
    apply(ines, WON)
    apply(baptiste, LOST)
    site.clock.days = -8
    manager = meet(MANAGER)
    rule_and_entrust(manager)
    site.clock.days = -5
    jury = [meet(juror) for juror in JURORS]
    judge(jury)
    see_no_mark(manager)
    site.clock.days = 12
    deliberate(manager)
    draft(manager)
    signatory = meet(SIGNATORY)
    sign(signatory)
    site.work()
    site.clock.days = 19
    release(manager)
    site.work()
    site.clock.days = 20
    learn_of_admission(ines)
    learn_of_refusal(baptiste)
    site.clock.days = 50
    follow_in_cohort(manager)
    read_mails(site)


def apply(founder: Person, answers: Mapping[str, str]) -> None:
    acts.begin(founder)
    acts.answer(founder, answers)
    acts.hand_in(founder)
    expect(founder.page.get_by_role("heading", level=1)).to_contain_text("Accusé de réception")
    founder.reads(
        f"a été reçue le {in_french(day_of(now()))}",  # the five contents of article R. 112-11-1
        "Quai de l’Innovation 93 rue du Hocquet, 80000 Amiens candidatures@quai.example",
        "03 53 01 00 10",
        "sera réputée rejetée le",
        f"{in_french(silence_date(now()))} (code des relations",
        "peut être contestée dans un délai de deux mois",
        "tribunal administratif d’Amiens",
        "présentation.pdf",
    )


def in_french(day: date) -> str:
    words = format_date(day, "d MMMM y", locale="fr")
    return words.replace("1 ", "1er ", 1) if day.day == 1 else words


def rule_and_entrust(manager: Person) -> None:
    for project in (WON, LOST):
        acts.find_admissible(manager, project["title"])
        acts.entrust(manager, JURY)
    acts.open_dossier(manager, WON["title"])
    manager.reads(WON["problem"].split("\n")[0], "5 sur 5", "0 rendues sur 3")


def judge(jury: list[Person]) -> None:
    """Let each juror declare, then mark; none sees what another wrote."""
    for number, juror in enumerate(jury):
        for title, sheets in MARKS.items():
            acts.begin_to_judge(juror, title)
            juror.reads("Le dossier s’ouvre après votre réponse.")
            assert SOLUTION[title] not in juror.text
            acts.declare_no_link(juror)
            juror.reads(SOLUTION[title])
            acts.mark(juror, sheets[number], f"Raison de la note donnée par le juré {number}.")
            acts.sum_up(juror, f"Force vue par {number}", f"Conseil de {number}")
            juror.press("Enregistrer", exact=True)
            juror.reads("Votre évaluation est enregistrée.")
            juror.press("Rendre l’évaluation")
        juror.reads("2 évaluations rendues sur 2.")
        assert not any(name in juror.text for name in JURY)
    jury[0].follow("Relire Glanetexte")
    jury[0].reads("Force vue par 0", "76,0 sur 100")
    assert "Force vue par 1" not in jury[0].text
    jury[1].go(jury[0].path)
    jury[1].reads("Cette page n’existe pas.")


def see_no_mark(manager: Person) -> None:
    manager.follow("Évaluations")
    manager.reads("Glanetexte", "3 / 3")
    assert not any(score in manager.text for score in ("76,0", "73,7", "48,5"))
    manager.follow("Délibération")
    manager.reads("L’évaluation n’est pas close")


def deliberate(manager: Person) -> None:
    manager.follow("Évaluations")
    manager.press("Clore l’évaluation")
    manager.follow("Délibération")
    rows = manager.page.get_by_role("table", name="Classement par moyenne").get_by_role("row")
    for rank, (title, score) in enumerate(SCORES.items(), 1):
        row = rows.filter(has_text=title)
        expect(row.get_by_role("cell").first).to_have_text(str(rank))
        expect(row).to_contain_text(f"{float(score):.1f}".replace(".", ","))
    for title, sense in (("Glanetexte", "Favorable"), ("Samarelle", "Défavorable")):
        manager.follow("Délibération")
        manager.follow(title)
        if title == "Glanetexte":
            look_twice(manager, "opinion to write")
        acts.advise(manager, sense, ASSESSMENT[title])
        manager.reads("L’avis du jury est enregistré.")


def draft(manager: Person) -> None:
    acts.open_dossier(manager, "Samarelle")
    manager.follow("Rédiger la décision")
    look_twice(manager, "decision to write")
    acts.propose(manager, "Ne pas retenir", "Trop court.")
    manager.reads("200 caractères au moins")
    expect(manager.page.get_by_label("Motifs de fait")).to_have_value("Trop court.")
    expect(manager.page.get_by_role("radio", name="Ne pas retenir")).to_be_checked()
    manager.write("Motifs de fait", REASONS)
    manager.press("Enregistrer le projet")
    manager.reads("Le projet de décision est enregistré.")
    acts.open_dossier(manager, "Glanetexte")
    manager.follow("Rédiger la décision")
    acts.propose(manager, "Admettre le projet")
    manager.reads("Le projet de décision est enregistré.")


def sign(signatory: Person) -> None:
    signatory.go("/calls")
    signatory.follow(CALL)
    for title in MARKS:
        signatory.follow(title)
        if title == "Glanetexte":
            look_twice(signatory, "decision to sign")
        signatory.press("Signer la décision")
        signatory.reads("La décision est signée.")
        signatory.follow("Décisions")


def release(manager: Person) -> None:
    acts.open_dossier(manager, "Glanetexte")
    manager.follow("Décisions")
    look_twice(manager, "letters to release")
    manager.press("Mettre toutes les décisions à disposition")
    manager.reads("toutes au même instant")


def learn_of_admission(founder: Person) -> None:
    letter = open_letter(founder)
    founder.reads("Votre projet est admis", ASSESSMENT["Glanetexte"])
    own = ("Inès Delahaye", "Hortivox", "d’admettre votre projet", "73,7", ASSESSMENT["Glanetexte"])
    for words in (*own, *ALWAYS_IN_A_LETTER):
        assert words in letter, words
    assert "Samarelle" not in letter
    look_twice(founder, "admission to confirm")
    founder.press("Confirmer l’entrée")
    founder.reads("Vous avez confirmé votre entrée")


def learn_of_refusal(founder: Person) -> None:
    letter = open_letter(founder)
    founder.reads("Votre candidature n’est pas retenue", "Dernier jour pour la contester")
    own = ("Baptiste Vasseur", "Samarelle", "de ne pas retenir", "48,5", REASONS)
    for words in (*own, *ALWAYS_IN_A_LETTER):
        assert words in letter, words
    assert not any(foreign in letter for foreign in ("Glanetexte", "Hortivox", "Delahaye", *JURY))


def open_letter(founder: Person) -> str:
    """Open the decision, download its letter and return what it says."""
    founder.go("/desk")
    founder.follow("Lire la décision")
    assert "retenue" not in founder.text
    assert "admis" not in founder.text
    look_twice(founder, "decision to open")
    founder.press("Ouvrir la décision")
    return words_of(founder.download("Télécharger le courrier"))


def words_of(letter: Path) -> str:
    run = ["/usr/bin/pdftotext", str(letter), "-"]
    text = subprocess.run(run, capture_output=True, check=True).stdout.decode()  # noqa: S603
    return " ".join(text.split())


def follow_in_cohort(manager: Person) -> None:
    manager.follow("Cohortes")
    manager.follow("Cohorte 20")
    manager.reads("Hortivox", "1 startup n’a pas encore de relevé d’emplois.")
    manager.follow("Hortivox")
    look_twice(manager, "milestone to reach")
    manager.write("Atteint le", f"{now():%Y-%m-%d}")
    manager.write("Preuve", "Convention n° 12, signée le jour même.")
    manager.press("Marquer comme atteint")
    manager.reads("Le jalon est enregistré.", "En résidence")
    manager.write("Emplois, en ETP", "3,5")
    manager.write("À la date du", f"{now():%Y-%m-%d}")
    manager.write("Source", "Courriel de la direction")
    manager.press("Enregistrer le relevé")
    manager.reads("Le relevé est enregistré.", "3,5 ETP")


def read_mails(site: Site) -> None:
    subjects = [(str(mail["To"]), str(mail["Subject"])) for mail in site.mails()]
    for founder in (INES, BAPTISTE):
        received = [subject for to, subject in subjects if to == founder]
        assert any(s.startswith("Accusé de réception de votre candidature") for s in received)
        assert (founder, "Votre décision est disponible") in subjects
    assert len(subjects) == 4 + 2 * len(JURORS)
    for mail in site.mails():
        links = [line for line in str(mail.get_content()).splitlines() if "://" in line]
        assert len(links) == 1
        assert links[0].startswith(f"{site.url}/")
