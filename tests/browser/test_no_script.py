"""What matters most works in a browser that runs no script."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import acts
from tests.browser.conftest import Meet
from tests.browser.world import BAPTISTE, LATE_JUROR, OPEN_CALL, projects


@pytest.fixture
def start(told: Path) -> Path:
    """Begin with the whole demonstration."""
    return told


def test_a_founder_applies_without_scripts(meet: Meet) -> None:
    founder = meet(BAPTISTE, scripts=False)
    acts.begin(founder, OPEN_CALL)
    acts.answer(founder, projects()[1])
    acts.hand_in(founder)
    expect(founder.page.get_by_role("heading", level=1)).to_contain_text("Accusé de réception")
    founder.reads(projects()[1]["title"])


def test_a_juror_marks_and_hands_in_without_scripts(meet: Meet) -> None:
    juror = meet(LATE_JUROR, scripts=False)
    acts.begin_to_judge(juror, "Cortiveille")
    acts.declare_no_link(juror)
    acts.mark(juror, (4, 5, 3, 3, 4, 4, 2), "Les entretiens le montrent.")
    acts.sum_up(juror, "Un besoin partagé.", "Chiffrer le marché.")
    juror.press("Rendre l’évaluation")
    juror.follow("Relire Cortiveille")
    juror.reads("76,0 sur 100", "Les entretiens le montrent.", "Un besoin partagé.")
