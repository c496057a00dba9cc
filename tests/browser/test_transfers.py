"""A table comes and leaves in a browser that runs no script; each of its pages suits everybody."""

from pathlib import Path

import pytest

from tests.browser.audit import look_twice
from tests.browser.conftest import Meet
from tests.browser.person import Person
from tests.browser.world import MANAGER, OPEN_CALL
from tests.integration.applications.tables import REAL, REAL_MAPPING, ROW, as_csv


@pytest.fixture
def start(told: Path) -> Path:
    """Begin with the whole demonstration."""
    return told


def go_to_transfers(manager: Person) -> None:
    """Find the page from the list of calls."""
    manager.go("/calls")
    manager.follow(OPEN_CALL)
    manager.follow("Importer ou exporter")


def bring(manager: Person, table: Path) -> None:
    """Choose a table and its mapping, and have it read."""
    go_to_transfers(manager)
    manager.page.get_by_label("Tableau", exact=True).set_input_files(table)
    manager.page.get_by_label("Correspondance").set_input_files(REAL_MAPPING)
    manager.press("Lire le tableau")


def test_the_real_table_comes_and_leaves_without_scripts(meet: Meet) -> None:
    manager = meet(MANAGER, scripts=False)
    bring(manager, REAL)
    manager.reads("753 dossiers viendraient", "Terrabios")
    manager.press("Importer les dossiers")
    manager.reads("Candidatures", "Importé", "Terrabios")
    go_to_transfers(manager)
    manager.reads("inov-laureats.csv")
    manager.choose("CSV")
    with manager.page.expect_download() as waiting:
        manager.page.get_by_role("button", name="Exporter les dossiers").click()
    left = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert left.count("Terrabios") == REAL.read_text(encoding="utf-8").count("Terrabios")


def test_the_reports_of_a_table_suit_everybody(meet: Meet, tmp_path: Path) -> None:
    manager = meet(MANAGER)
    for name, row in (("sound", ROW), ("wrong", ROW | {"siren": "12"})):
        table = tmp_path / f"{name}.csv"
        table.write_bytes(as_csv(row))
        bring(manager, table)
        look_twice(manager, f"{name} report")
    manager.reads("« 12 » n’est pas un SIREN")
    go_to_transfers(manager)
    manager.press("Lire le tableau")
    manager.reads("Choisissez un fichier.")
    look_twice(manager, "nothing chosen")
