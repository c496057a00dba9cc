"""What the people of the demonstration do, each act through the commands of its feature."""

from incubator.demo.commands.decisions import (
    answer,
    close,
    count_jobs,
    decide,
    release,
    settle,
    sign,
)
from incubator.demo.commands.dossiers import (
    SEATS,
    begin,
    declare,
    entrust,
    find_admissible,
    judge,
    panel,
    send,
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
    "begin",
    "close",
    "count_jobs",
    "decide",
    "declare",
    "entrust",
    "find_admissible",
    "judge",
    "let_in",
    "panel",
    "publish",
    "release",
    "send",
    "settle",
    "sign",
]
