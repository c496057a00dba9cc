"""How many wrong passwords are too many, and whose neighbours they are."""

import pytest

from incubator.accounts.rules import (
    MOST_FAILURES_OF_ADDRESS,
    MOST_FAILURES_OF_NETWORK,
    TooManyAttempts,
    address_digest,
    network_of,
    why_not_try,
)


@pytest.mark.parametrize(
    ("of_address", "of_network", "may_try"),
    [
        (0, 0, True),
        (MOST_FAILURES_OF_ADDRESS - 1, MOST_FAILURES_OF_NETWORK - 1, True),
        (MOST_FAILURES_OF_ADDRESS, 0, False),
        (0, MOST_FAILURES_OF_NETWORK, False),
    ],
)
def test_failures_are_counted_by_address_and_by_network(
    of_address: int, of_network: int, *, may_try: bool
) -> None:
    refusal = why_not_try(of_address=of_address, of_network=of_network)
    assert isinstance(refusal, TooManyAttempts) is not may_try


@pytest.mark.parametrize(
    ("one", "other", "neighbours"),
    [
        ("203.0.113.7", "203.0.113.250", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
    ],
)
def test_a_network_is_what_one_guesser_can_easily_rent(
    one: str, other: str, *, neighbours: bool
) -> None:
    assert (network_of(one) == network_of(other)) is neighbours


def test_an_address_is_the_same_however_it_is_typed_and_is_not_kept_in_clear() -> None:
    digest = address_digest("  Ada.Lenoir@Example.ORG ")
    assert digest == address_digest("ada.lenoir@example.org")
    assert "ada" not in digest
