"""How pages speak: in the reader's language, and with one page for every no."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

from babel.support import NullTranslations
from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_request_context,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale, get_translations, gettext
from flask_login import current_user
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, SecurityError

from incubator.infra.formats import FILTERS, say
from incubator.infra.links import safe_next
from incubator.infra.outages import status_of_outage
from incubator.kernel.refusals import N_, Forbidden, NotFound, Refusal, UnknownKey

SENTENCES: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.BAD_REQUEST: N_(
        "Cette page a expiré. Revenez en arrière, rechargez-la, puis renvoyez : "
        "rien n’a été enregistré."
    ),
    HTTPStatus.UNAUTHORIZED: N_("Connectez-vous pour continuer."),
    HTTPStatus.FORBIDDEN: N_("Vous ne pouvez pas faire cela."),
    HTTPStatus.NOT_FOUND: N_("Cette page n’existe pas."),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("Cette adresse ne s’ouvre pas ainsi."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_(
        "L’envoi est trop lourd : choisissez un fichier de 20 Mo au plus. Rien n’a été enregistré."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: N_(
        "Une erreur est survenue de notre côté. Rien de ce qui était enregistré n’est perdu."
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: N_(
        "Notre service est interrompu. Réessayez dans une minute : rien de ce qui était enregistré "
        "n’est perdu, et rien ne le sera deux fois."
    ),
    HTTPStatus.INSUFFICIENT_STORAGE: N_(
        "La place manque sur notre disque : prévenez-nous, puis réessayez. Rien de ce qui était "
        "enregistré n’est perdu."
    ),
}
UNSAID: Final = frozenset({"csrf_token", "operation", "password", "old", "proof"})
SPACE: Final = re.compile(r"\s")  # what holds one was written, not chosen
OTHERWISE: Final = N_("Votre demande n’a pas pu aboutir.")
CATALOGUES: Final[dict[str, NullTranslations]] = {}
log = logging.getLogger(__name__)


def set_up_pages(app: Flask) -> None:
    """Teach the templates to speak, and give every no its page."""
    Babel(app, locale_selector=_language)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["N_"] = N_  # marks what is translated where it is said
    app.context_processor(_surroundings)
    for no in (NotFound, Forbidden, Refusal, HTTPException):
        app.register_error_handler(no, _answer)


def _language() -> str:
    languages: list[str] = current_app.config["LANGUAGES"]
    wish = session.get("language") if has_request_context() else None
    return wish if wish in languages else languages[0]


def _catalogue() -> NullTranslations:
    """Return the translations of this page's language: found once, said hundreds of times."""
    language = str(get_locale().language)
    if language not in CATALOGUES:
        CATALOGUES[language] = get_translations()
    return CATALOGUES[language]


def _surroundings() -> dict[str, Any]:
    """Return what every page knows: its reader and the languages on offer.

    After a mistake of ours nobody is looked up: what failed may be the looking up.
    """
    known = "incident" not in g and current_user and current_user.is_authenticated
    return {
        "get_locale": get_locale,
        "languages": current_app.config["LANGUAGES"],
        "visitor": current_user if known else None,
    }


def _answer(no: Exception) -> ResponseReturnValue:
    if isinstance(no, SecurityError):  # called by another name, no address is ours
        return Response(gettext(OTHERWISE), HTTPStatus.BAD_REQUEST, mimetype="text/plain")
    cause = getattr(no, "original_exception", None)
    status = status_of_outage(cause) if cause else _status(no)
    if status is HTTPStatus.UNAUTHORIZED and request.method == "GET":
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    if isinstance(no, HTTPException) and no.response is not None:
        return no.get_response()
    incident = _log_incident(no) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else None
    sentence = say(no) if isinstance(no, Refusal) else gettext(SENTENCES.get(status, OTHERWISE))
    said: dict[str, Any] = {"sentence": sentence, "incident": incident, "words": []}
    if status is HTTPStatus.UNAUTHORIZED:  # a visit ended while somebody wrote
        back = safe_next(urlsplit(request.referrer or "").path)
        said |= {"words": _typed(), "way_out": url_for("accounts.sign_in", next=back)}
    elif incident:
        said |= {"words": _typed()}
    return render_template("errors/error.html", **said), status


def _typed() -> list[str]:
    """Return the words that were sent and may not have been kept, secrets excepted."""
    try:
        fields = list(request.form.items(multi=True))
    except (OSError, HTTPException):  # no room even to take in what was sent
        return []
    return [text for name, text in fields if name not in UNSAID and SPACE.search(text.strip())]


def _log_incident(no: Exception) -> str:
    """Log our mistake under a number that the person can quote."""
    g.incident = incident = uuid4().hex[:8]
    log.error("incident %s", incident, exc_info=getattr(no, "original_exception", no))
    return incident


def _status(no: Exception) -> HTTPStatus:
    match no:
        case NotFound():
            return HTTPStatus.NOT_FOUND
        case Forbidden():
            return HTTPStatus.FORBIDDEN
        case UnknownKey():
            return HTTPStatus.BAD_REQUEST
        case Refusal():
            return HTTPStatus.CONFLICT
        case HTTPException(code=int(code)):
            return HTTPStatus(code)
    return HTTPStatus.INTERNAL_SERVER_ERROR
