"""What fails in the machine and comes back: it is said otherwise than a mistake of ours."""

from errno import EDQUOT, EIO, ENOSPC, EROFS
from http import HTTPStatus
from typing import Final

from psycopg.errors import DiskFull
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from incubator.infra.schema import OtherTablesError

FULL: Final = frozenset({ENOSPC, EDQUOT})
AWAY: Final = frozenset({EIO, EROFS})


def status_of_outage(error: Exception) -> HTTPStatus:
    """Return what HTTP calls a failure: no room, out of service, or a mistake of ours."""
    match error:
        case OperationalError(orig=fault) if _name(fault) != "SQLITE_ERROR":
            return _no_room_or_away(full=_says_full(fault))
        case PoolExhausted() | OtherTablesError() | DBAPIError(connection_invalidated=True):
            return HTTPStatus.SERVICE_UNAVAILABLE
        case OSError(errno=number) if number in FULL | AWAY:
            return _no_room_or_away(full=number in FULL)
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _name(fault: BaseException | None) -> str:
    """Return what SQLite calls a fault; `SQLITE_ERROR` is a statement of ours that is wrong."""
    return getattr(fault, "sqlite_errorname", "")


def _says_full(fault: BaseException | None) -> bool:
    return isinstance(fault, DiskFull) or _name(fault) == "SQLITE_FULL"


def _no_room_or_away(*, full: bool) -> HTTPStatus:
    return HTTPStatus.INSUFFICIENT_STORAGE if full else HTTPStatus.SERVICE_UNAVAILABLE
