"""A search sees words, neither case nor accents."""

import pytest

from incubator.kernel.texts import fold


@pytest.mark.parametrize(
    "text", ["Cœur d’Écluse", "CŒUR  D’ECLUSE", "coeur d'e\N{COMBINING ACUTE ACCENT}cluse"]
)
def test_a_search_sees_no_case_nor_accent(text: str) -> None:
    assert fold(text) == "coeur d'ecluse"
