"""What others may ask about decisions, and the pages on which they are written and read."""

from incubator.decisions.queries.decisions import (
    DecisionRow,
    OwnDecision,
    find_decision,
    find_next_to_sign,
    find_row,
    find_signer,
    get_case,
    get_decision,
    get_last_act,
    list_decisions,
    list_ranks,
    map_own_decisions,
    select_states,
)
from incubator.decisions.queries.pages import (
    DecisionPage,
    DraftPage,
    Level,
    Opened,
    ReviewPage,
    get_decision_page,
    get_draft_page,
    get_review_page,
)
from incubator.decisions.queries.withdrawal import WithdrawalPage, get_withdrawal_page

__all__ = [
    "DecisionPage",
    "DecisionRow",
    "DraftPage",
    "Level",
    "Opened",
    "OwnDecision",
    "ReviewPage",
    "WithdrawalPage",
    "find_decision",
    "find_next_to_sign",
    "find_row",
    "find_signer",
    "get_case",
    "get_decision",
    "get_decision_page",
    "get_draft_page",
    "get_last_act",
    "get_review_page",
    "get_withdrawal_page",
    "list_decisions",
    "list_ranks",
    "map_own_decisions",
    "select_states",
]
