"""A search sees words, neither case nor accents; a sentence holds so many names."""

import pytest

from incubator.kernel.texts import MOST_NAMES, fold, join_names


@pytest.mark.parametrize(
    "text", ["Cœur d’Écluse", "CŒUR  D’ECLUSE", "coeur d'e\N{COMBINING ACUTE ACCENT}cluse"]
)
def test_a_search_sees_no_case_nor_accent(text: str) -> None:
    assert fold(text) == "coeur d'ecluse"


def test_a_sentence_holds_the_first_names_only() -> None:
    names = [f"Projet {number}" for number in range(MOST_NAMES + 1)]
    assert join_names(names[:3]) == "Projet 0, Projet 1, Projet 2"
    assert join_names(names[:-1]).endswith(names[-2])
    assert join_names(names).endswith(f"{names[-2]}, …")
