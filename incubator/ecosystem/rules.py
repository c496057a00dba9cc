"""The setting as plain values, and the fact that it was set up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NewType
from uuid import UUID

from incubator.kernel.events import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from incubator.kernel.actor import AccountId

ClusterCode = NewType("ClusterCode", str)
SETTING = UUID("5e771946-0000-4000-8000-000000000001")  # the setting as a subject of the journal


@dataclass(frozen=True, kw_only=True)
class SettingLoaded(Event):
    """The setting was read from a file."""

    digest: str


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A field in which start-ups are housed."""

    code: ClusterCode
    name: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A place where start-ups work, meet or move on to."""

    name: str
    description: str
    surface: int | None


@dataclass(frozen=True, kw_only=True)
class Partner:
    """An organisation beside the incubator; jurors may come from it, and conflicts too."""

    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Who decides, who answers, and before which court one may complain."""

    name: str
    legal_nature: str
    city: str
    address: str
    service: str
    service_address: str
    email: str
    phone: str
    agent_given_name: str
    agent_family_name: str
    agent_capacity: str
    court: str
    court_address: str
    data_protection_email: str
    platform: str


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Somebody who signs for the authority: the mentions of CRPA art. L. 212-1 and L. 212-2."""

    account_id: AccountId
    given_name: str
    family_name: str
    capacity: str
    service: str
    delegation: str


@dataclass(frozen=True, kw_only=True)
class BindingText:
    """A text that binds, in one of its versions, the authority's values filled in."""

    code: str
    version: int
    body: str


class SettingError(Exception):
    """A setting file lacks something, or says it badly."""


def read_authority(data: Mapping[str, Any]) -> Authority:
    """Return the authority as a setting file describes it."""
    try:
        return Authority(**data)
    except TypeError as error:
        raise SettingError(str(error)) from error
