"""Accounts opened, people signed in and out, links sent and used, roles given and taken back."""

from incubator.accounts.commands.account import ask_new_address, change_password
from incubator.accounts.commands.entry import (
    MEMORY_OF_FAILURES,
    NewAccount,
    open_account,
    sign_in,
    sign_out,
)
from incubator.accounts.commands.people import (
    grant,
    hold,
    invite,
    invite_to_house,
    withdraw,
    withdraw_from_house,
)
from incubator.accounts.commands.tickets import (
    ask_again,
    ask_link,
    invite_to_share,
    take_back_invitation,
    use_link,
)
from incubator.accounts.commands.visits import (
    Caller,
    end_everyones_visits,
    end_other_visits,
    end_own_visit,
    open_visit,
)
from incubator.infra.hashing import HASHER

__all__ = [
    "HASHER",
    "MEMORY_OF_FAILURES",
    "Caller",
    "NewAccount",
    "ask_again",
    "ask_link",
    "ask_new_address",
    "change_password",
    "end_everyones_visits",
    "end_other_visits",
    "end_own_visit",
    "grant",
    "hold",
    "invite",
    "invite_to_house",
    "invite_to_share",
    "open_account",
    "open_visit",
    "sign_in",
    "sign_out",
    "take_back_invitation",
    "use_link",
    "withdraw",
    "withdraw_from_house",
]
