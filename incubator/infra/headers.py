"""What every answer tells the browser: what it may load, keep and reveal."""

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, session
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
A_YEAR: Final = "max-age=31536000; includeSubDomains"
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})


def set_up_headers(app: Flask) -> None:
    """Answer only to the configured address, and send every answer with its headers."""
    site = urlsplit(app.config["BASE_URL"])
    names = LOOPBACK if site.hostname in LOOPBACK else {site.hostname}
    app.config["TRUSTED_HOSTS"] = sorted(str(name) for name in names)
    app.config["SESSION_COOKIE_SECURE"] = site.scheme == "https"
    if site.scheme == "https":  # a name that browsers give to no other site, nor to a part of ours
        app.config["SESSION_COOKIE_NAME"] = "__Host-session"
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    app.after_request(_complete)


def _complete(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        answer.headers["Strict-Transport-Security"] = A_YEAR
    if request.endpoint != "static":
        private = "incident" in g or current_user.is_authenticated or session.modified
        answer.headers["Cache-Control"] = "no-store" if private else "no-cache"
        answer.headers.pop("Expires", None)  # what old caches would go by
    return answer
