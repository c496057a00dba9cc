"""A gate that is missed is said in bold."""

import pytest

from tests.bench.figures import Figure, tabulate


@pytest.mark.parametrize(
    ("figure", "falls_short"),
    [
        (Figure("page", 60, "ms", limit=60), False),
        (Figure("page", 60.1, "ms", limit=60), True),
        (Figure("press", 2, "times", least=2), False),
        (Figure("press", 1.9, "times", least=2), True),
        (Figure("page", 1e9, "ms"), False),
    ],
)
def test_a_gate_is_missed_beyond_it_and_not_on_it(figure: Figure, *, falls_short: bool) -> None:
    assert figure.falls_short is falls_short


def test_things_with_the_same_units_share_a_table() -> None:
    told = [Figure("list", 70, "ms", 60), Figure("list", 8, "statements", 12)]
    told += [Figure("desk", 1234, "ms", 60), Figure("desk", 9, "statements", 12)]
    told += [Figure("press", 1.25, "times", least=2), Figure("press at rest", 62, "MB")]
    assert list(tabulate(told)) == [
        "",
        "| what | ms | statements |",
        "| --- | --- | --- |",
        "| list | **70** (≤ 60) | 8 (≤ 12) |",
        "| desk | **1,234** (≤ 60) | 9 (≤ 12) |",
        "",
        "| what | figure |",
        "| --- | --- |",
        "| press | **1.2** (≥ 2) times |",
        "| press at rest | 62 MB |",
    ]
