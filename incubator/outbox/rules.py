"""The life of a message; what is not known to have left is said, never sent again unseen."""

from enum import StrEnum


class MessageState(StrEnum):
    """Where a message stands; `sending` is kept before the transport is tried."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
