"""What the people of the demonstration do, each act through the commands of its feature."""

from incubator.demo.commands.decisions import (
    answer,
    close,
    count_jobs,
    decide,
    find_no_case,
    reach,
    release,
    sign,
)
from incubator.demo.commands.dossiers import (
    SEATS,
    ask_for_deck,
    begin,
    declare,
    entrust,
    find_admissible,
    give_deck,
    judge,
    note_marks,
    panel,
    send,
    write_on,
)
from incubator.demo.commands.stage import (
    Stage,
    let_in,
    publish,
)

__all__ = [
    "SEATS",
    "Stage",
    "answer",
    "ask_for_deck",
    "begin",
    "close",
    "count_jobs",
    "decide",
    "declare",
    "entrust",
    "find_admissible",
    "find_no_case",
    "give_deck",
    "judge",
    "let_in",
    "note_marks",
    "panel",
    "publish",
    "reach",
    "release",
    "send",
    "sign",
    "write_on",
]
