"""Addresses: those that leave come from the settings, those that come back stay here."""

from hashlib import sha256
from uuid import UUID

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def public_url(endpoint: str, **values: object) -> str:
    """Return a full address, from the configured one whatever the request says."""
    base = current_app.config["BASE_URL"].rstrip("/")
    path = current_app.url_map.bind("", url_scheme="http").build(endpoint, values)
    return f"{base}{path}"


def sign_id(identifier: UUID, purpose: str) -> str:
    """Return an id that only this installation could have written down for a purpose."""
    return str(_signer(purpose).dumps(identifier.hex))


def read_id(signed: str, purpose: str) -> UUID | None:
    """Return the id that was signed for a purpose, or None when it was not by us."""
    try:
        return UUID(_signer(purpose).loads(signed))
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        current_app.config["SECRET_KEY"],
        salt=purpose,
        signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
    )


def safe_next(wish: str | None) -> str | None:
    """Return a path of this site that a person may be sent back to, or None."""
    if not wish or not wish.startswith("/") or wish.startswith(("//", "/\\")):
        return None
    path = wish.partition("?")[0]
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except (HTTPException, RequestRedirect):
        return None
    return wish if wish.isprintable() and "\\" not in wish else None
