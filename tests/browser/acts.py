"""What people do in this story, as they do it: by links, labels and buttons."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO

import pikepdf

from incubator.applications.rules import read_rows
from incubator.calls.rules import ROWED, Question, QuestionKind
from tests.browser.person import Person
from tests.browser.world import CALL, CRITERIA, FORM

EXTREME = (0, 1, 5)  # marks that want a sentence
Marks = Sequence[int | None]


def a_pdf() -> bytes:
    """Return a document of one blank page."""
    bytes_ = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(bytes_)
    return bytes_.getvalue()


def begin(founder: Person, call: str = CALL) -> None:
    """Find the call from the home page and begin a dossier."""
    founder.go("/")
    founder.follow(call)
    founder.press("Déposer une candidature")


def answer(founder: Person, answers: Mapping[str, str]) -> None:
    """Answer question after question, as the pages lead."""
    asked = FORM.asked(answers)
    founder.follow("Continuer : Le projet en bref")
    for section in FORM.sections:
        founder.page.get_by_role("heading", level=1, name=section.title).wait_for()
        for question in section.questions:
            if question.key in asked and (question.key in answers or question.key == "deck"):
                answer_one(founder, question, answers.get(question.key, ""))
        founder.press("Enregistrer et continuer")


def answer_one(founder: Person, question: Question, text: str) -> None:
    """Answer one question in its own way."""
    labels = dict(question.choices)
    match question.kind:
        case QuestionKind.FILE:
            deck = {"name": "présentation.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
            founder.page.get_by_label(question.label).set_input_files(deck)  # type: ignore[arg-type]
        case QuestionKind.STATEMENT:
            founder.tick(question.label)
        case QuestionKind.MULTI:
            for value in text.split("\n"):
                founder.tick(labels[value])
        case QuestionKind.CHOICE | QuestionKind.YES_NO:
            group = founder.page.get_by_role("group", name=question.label)
            group.get_by_role("radio", name=labels[text], exact=True).check()
        case kind if kind in ROWED:
            _fill_in_first_row(founder, question, text)
        case _:
            founder.page.get_by_label(re.compile(f"^{re.escape(question.label)}")).fill(text)


def _fill_in_first_row(founder: Person, question: Question, text: str) -> None:
    row = read_rows(text)[0]
    for column in question.columns:
        if question.rows:
            name = re.compile(f"^{column.label}.*, {question.rows[0]}$")
            founder.page.get_by_label(name).fill(row.get(column.key, ""))
        else:
            line = founder.page.get_by_role("group", name=f"{question.label}, ligne 1")
            line.get_by_label(column.label).first.fill(row.get(column.key, ""))


def hand_in(founder: Person) -> None:
    """Read the answers again, declare, send; the receipt is there."""
    founder.follow("Vérifier et envoyer")
    for commitment in ("Les informations fournies", "J’ai lu le règlement", "J’ai lu la notice"):
        founder.tick(commitment)
    founder.tick("J’accepte que les décisions me soient notifiées")
    founder.press("Envoyer la candidature")


def open_dossier(manager: Person, title: str) -> None:
    """Find a dossier from the first page."""
    manager.go("/calls")
    manager.follow(CALL)
    manager.follow(title)


def find_admissible(manager: Person, title: str) -> None:
    """Check every condition, then rule."""
    open_dossier(manager, title)
    manager.follow("Prononcer la recevabilité")
    for condition in FORM.conditions:
        manager.tick(condition.text)
    manager.page.get_by_role("radio", name="Recevable", exact=True).check()
    manager.press("Prononcer le verdict")


def entrust(manager: Person, names: Sequence[str]) -> None:
    """Entrust the dossier at hand to jurors."""
    manager.follow("Affecter des jurés")
    for name in names:
        manager.tick(name)
    manager.press("Affecter")


def begin_to_judge(juror: Person, title: str) -> None:
    """Open a dossier that was entrusted: it asks for a declaration first."""
    juror.go("/jury")
    juror.follow(f"Commencer {title}")


def declare_no_link(juror: Person) -> None:
    """Declare no link: the dossier opens."""
    juror.choose("Je n’ai aucun lien")
    juror.press("Enregistrer ma déclaration")


def mark(juror: Person, marks: Marks, reason: str) -> None:
    """Choose a level for each criterion, None for one that cannot be judged."""
    for position, (criterion, points) in enumerate(zip(CRITERIA, marks, strict=True), 1):
        if position > 1:  # the first one is open already
            juror.page.get_by_text(f"{position}. {criterion['title']}").click()
        if points is None:
            juror.choose("Je ne peux pas juger ce critère")
        else:
            juror.choose(f"{points} {criterion['levels'][points]}")
        if points in EXTREME:
            juror.page.get_by_label("Justification").locator("visible=true").fill(reason)


def sum_up(juror: Person, strength: str, improvement: str) -> None:
    """Write what the candidate may read."""
    juror.write("Un point fort", strength)
    juror.write("Un point à travailler", improvement)


def advise(manager: Person, sense: str, assessment: str) -> None:
    """Write the jury's opinion of the dossier at hand down."""
    manager.page.get_by_role("radio", name=sense, exact=True).check()
    manager.write("Appréciation collective", assessment)
    manager.press("Enregistrer l’avis")


def propose(manager: Person, outcome: str, reasons: str = "") -> None:
    """Propose a decision on the dossier at hand."""
    manager.choose(outcome)
    manager.write("Motifs de fait", reasons)
    manager.press("Enregistrer le projet")
