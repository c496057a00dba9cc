"""Setting the house up."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select

from incubator.accounts.queries import find_by_address
from incubator.ecosystem.models import (
    AuthorityRow,
    ClusterRow,
    LegalText,
    PartnerRow,
    SignatoryRow,
    VenueRow,
)
from incubator.ecosystem.rules import SETTING, SettingError, SettingLoaded, read_authority
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import HOUSE, AccountId, Actor
from incubator.kernel.permissions import Permission, require

MENTIONS = ("capacity", "service", "delegation")
PLACES = {"clusters": ClusterRow, "venues": VenueRow, "partners": PartnerRow}


def load_setting(actor: Actor, data: Mapping[str, Any]) -> None:
    """Take over a setting: what is there is renewed, a changed text becomes a new version."""
    with transaction(actor) as tx:
        require(actor, Permission.SET_UP_HOUSE, HOUSE)
        for name, table in PLACES.items():
            for position, values in enumerate(data.get(name, ())):
                tx.session.merge(table(position=position, **values))
        read_authority(data["authority"])
        tx.session.merge(AuthorityRow(id=1, content=dict(data["authority"])))
        for code, body in data.get("texts", {}).items():
            _keep_text(tx, code, body)
        for values in data.get("signatories", ()):
            _keep_signatory(tx, values)
        content = json.dumps(data, sort_keys=True, default=str)
        digest = sha256(content.encode()).hexdigest()
        tx.record(SettingLoaded(subject_id=SETTING, digest=digest))


def keep_signatory(tx: Tx, account_id: AccountId, mentions: Mapping[str, str]) -> None:
    """Keep what the law wants printed of somebody who signs."""
    tx.session.merge(SignatoryRow(account_id=account_id, **mentions))


def _keep_text(tx: Tx, code: str, body: str) -> None:
    texts = select(LegalText).filter_by(code=code).order_by(LegalText.version.desc())
    latest = tx.session.scalars(texts.limit(1)).first()
    if latest is None or latest.body != body:
        versions = select(func.count()).select_from(LegalText).filter_by(code=code)
        version = (tx.session.scalar(versions) or 0) + 1
        tx.session.add(LegalText(code=code, version=version, body=body))


def _keep_signatory(tx: Tx, values: Mapping[str, str]) -> None:
    account = find_by_address(tx.session, values["email"])
    if account is None:
        raise SettingError(values["email"])
    keep_signatory(tx, account.id, {name: values[name] for name in MENTIONS})
