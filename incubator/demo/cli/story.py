"""The story of the demonstration: what is noted for which day, call after call."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from incubator.calls.rules import read_form, read_rubric
from incubator.demo import commands as act
from incubator.demo.commands import Stage
from incubator.demo.rules import Project, invent_card
from incubator.jury.rules import Declared, Link
from incubator.kernel.paris import day_of

Call = Mapping[str, Any]

TOO_OLD: Final = "L’entreprise existe depuis plus de trois ans (règlement, article 3-4)."
INADMISSIBLE: Final = ("Bitumelle", "Courtilde")
UNRULED: Final = "Endorive"
ELSEWHERE: Final = "L’équipe rejoint un autre programme."
WITHDRAWN: Final = "Lombaric"  # by its founder, before the jury
INCOMPLETE: Final = "Plateaudit"  # asked for its slides
UNFINISHED: Final = ("Boussolade", "Rivejauge", "Troisclichés", "Sobroctet")  # drafts
REOPENED: Final = "Cannécho"  # handed in, then written on
WITHOUT_DECK: Final = (UNRULED, INCOMPLETE, *UNFINISHED)
NO_LINK: Final = Declared(link=Link.NONE)
DECLARED: Final = {
    ("Hocquelune", 1): Declared(
        link=Link.CONFLICT, detail="J’encadre au CHU un essai auquel ce projet participe."
    ),
    ("Ouïgramme", 2): Declared(
        link=Link.LINK, detail="J’ai déjeuné une fois avec la fondatrice, sans suite."
    ),
}
LATE: Final = (("Cortiveille", 2), ("Cardiobande", 2))  # these jurors have not begun
BEGUN: Final = ("Déglutivox", 2)  # this one is half-way
DECLINED: Final = "Boîte Vigie"
WAITS: Final = "Lampadelle"
QUESTIONS: Final = (
    ("Glanetexte", -5.2, "Bonjour, à quelle heure et où se tiendra l’oral ? Merci d’avance."),
    ("Samarelle", -1.3, "Bonjour, puis-je venir à l’oral avec ma collègue, qui suit le modèle ?"),
)
ANSWER: Final = (
    "Glanetexte",
    -4.9,
    "Bonjour, à la Cantine Numérique ; l’heure suivra avec la convocation. Bien à vous, l’équipe.",
)
MILESTONES: Final = {  # days after the entry; the missing one is late
    "Basse-Maille": (12, 80, 190, 300, 520),
    "Braisemur": (25, 95, 230, 350),
    "Ciel-Compté": (28, 88, 260),
}
JOBS: Final = {  # at the entry, then every six months
    "Basse-Maille": ("2", "3.5", "5", "6", "8.5"),
    "Braisemur": ("1.5", "2", "3", "3", "4"),
    "Ciel-Compté": ("1", "1", "2", "2.5"),
}


def tell_applications(stage: Stage, call: Call, projects: Sequence[Project]) -> None:
    """Note how each dossier was written, sent and found admissible, or not."""
    form, calendar = read_form(call), call["calendar"]
    length = min(calendar["closes_on"], -1) - calendar["opens_on"]
    for position, project in enumerate(projects):
        day = calendar["opens_on"] + 1 + position * max(length - 3, 1) / len(projects)
        stage.at(day, partial(act.let_in, stage, project.founder))
        stage.at(day + 0.1, partial(act.begin, stage, call["code"], form, project))
        if project.title not in WITHOUT_DECK:
            stage.at(day + 0.2, partial(act.give_deck, stage, project))
        if project.title not in UNFINISHED:
            stage.at(day + 0.7, partial(act.send, stage, project))
        if project.title == REOPENED:
            stage.at(-0.2, partial(act.write_on, stage, form, project))


def tell_admissibility(stage: Stage, call: Call, projects: Sequence[Project]) -> None:
    """Note which dossiers were found admissible, and which not."""
    form, day = read_form(call), call["calendar"]["admissibility_until"] - 0.9
    for project in projects:
        reason = TOO_OLD if project.title in INADMISSIBLE else ""
        if project.title == INCOMPLETE:
            stage.at(day, partial(act.ask_for_deck, stage, project.title))
            continue
        if project.title == WITHDRAWN:
            stage.at(day + 0.5, partial(act.give_up, stage, project, ELSEWHERE))
        if project.title != UNRULED:
            stage.at(day, partial(act.find_admissible, stage, project.title, form, reason))


def tell_jury(stage: Stage, call: Call, projects: Sequence[Project]) -> None:
    """Note who reads which dossier: three jurors each, in turn, until the evaluation ends."""
    rubric = read_rubric(call["rubric"])
    start, end = (call["calendar"][key] for key in ("admissibility_until", "evaluation_until"))
    read = [p for p in projects if p.title not in (*INADMISSIBLE, UNRULED, INCOMPLETE, WITHDRAWN)]
    for position, project in enumerate(read):
        title = project.title
        stage.at(start + 0.1, partial(act.entrust, stage, title, position))
        for seat in range(act.SEATS):
            if (title, seat) in LATE:
                continue
            declared = DECLARED.get((title, seat), NO_LINK)
            seated = partial(act.declare, stage, title, position, seat, declared)
            stage.at(start + 0.5, seated)
            if declared is not NO_LINK:
                continue
            card = invent_card(rubric, project, str(seat))
            hand = act.note_marks if (title, seat) == BEGUN else act.judge
            scored = start + 1 + (end - start - 2) * (position + seat / 3) / len(read)
            stage.at(scored, partial(hand, stage, title, position, seat, card))


def tell_messages(stage: Stage, projects: Sequence[Project]) -> None:
    """Note what founders asked the team: one was answered, one waits."""
    founders = {project.title: project for project in projects}
    for title, day, text in QUESTIONS:
        stage.at(day, partial(act.write_message, stage, founders[title], text))
    title, day, text = ANSWER
    stage.at(day, partial(act.reply, stage, title, text))


def tell_decisions(stage: Stage, call: Call, projects: Sequence[Project]) -> None:
    """Note how the past call was closed, decided, signed and answered."""
    code, decided = call["code"], call["calendar"]["decision_on"]
    titles = [project.title for project in projects]
    stage.at(decided - 8, partial(act.close, stage, code))
    stage.at(decided - 5, partial(act.decide, stage, code, titles, call["places"], WAITS))
    stage.at(decided - 2, partial(act.sign, stage, code))
    stage.at(decided, partial(act.release, stage, code))
    for position, project in enumerate(projects):
        answered = decided + 1 + position / 3
        reply = project.title != DECLINED
        stage.at(answered, partial(act.answer, stage, project, confirmed=reply))


def tell_cohort(stage: Stage, call: Call) -> None:
    """Note what became of the start-ups in two years: milestones, jobs, one thing left undone."""
    entry = call["calendar"]["entry_on"]
    for title, days in MILESTONES.items():
        for place, day in enumerate(days):
            _note(stage, entry + day, partial(act.reach, stage, title, place))
    for title, figures in JOBS.items():
        for half, jobs in enumerate(figures):
            _note(
                stage, entry + 183 * half + 5, partial(act.count_jobs, stage, title, Decimal(jobs))
            )


def tell_deliberation(stage: Stage, call: Call, projects: Sequence[Project]) -> None:
    """Note that the evaluation was closed, and what waits for a signature already."""
    code, closed = call["code"], call["calendar"]["evaluation_until"] + 2
    stage.at(closed, partial(act.close, stage, code))
    best = [project.title for project in projects if project.strength == "strong"]
    stage.at(-1.5, partial(act.decide, stage, code, best, call["places"], ""))
    refused = [project.title for project in projects if project.title in INADMISSIBLE]
    stage.at(-1, partial(act.find_no_case, stage, refused, TOO_OLD))


def _note(stage: Stage, day: float, done: Callable[..., object]) -> None:
    """Note an act that names the day before as the one that it tells of."""
    stage.at(day, partial(done, day=day_of(stage.now + timedelta(days=day - 1))))
