"""Settings, read from the environment; the defaults suit one machine."""

from os import O_CREAT, O_EXCL, O_WRONLY, environ, fdopen
from os import open as open_for_owner
from pathlib import Path
from secrets import token_hex

VAR = Path(environ.get("VAR", "var")).resolve()


def _secret() -> str:
    """Return the installation's secret, drawn once and readable by its owner only."""
    path = VAR / "secret"
    VAR.mkdir(parents=True, exist_ok=True)
    try:
        with fdopen(open_for_owner(path, O_WRONLY | O_CREAT | O_EXCL, 0o600), "w") as file:
            file.write(token_hex())
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")


class Config:
    """One installation of the incubator."""

    VAR = str(VAR)
    SECRET_KEY = environ.get("SECRET_KEY") or _secret()
    SQLALCHEMY_DATABASE_URI = environ.get("DATABASE_URL") or f"sqlite:///{VAR}/incubator.db"
    BASE_URL = environ.get("BASE_URL", "http://127.0.0.1:5000")
    MAIL_URL = environ.get("MAIL_URL", "folder:mail")
    MAIL_FROM = environ.get("MAIL_FROM", "Quai de l’Innovation <ne-pas-repondre@quai.example>")
    PROXIES = int(environ.get("PROXIES", "0"))  # how many stand in front and say for whom they ask
    DEMO = environ.get("DEMO") == "1"
    LANGUAGES = environ.get("LANGUAGES", "fr,en").split(",")
    BABEL_DEFAULT_LOCALE = "fr"
    BABEL_DEFAULT_TIMEZONE = "Europe/Paris"
    BABEL_TRANSLATION_DIRECTORIES = "translations"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    MAX_CONTENT_LENGTH = 24 * 1024 * 1024
    SEND_FILE_MAX_AGE_DEFAULT = 300  # seconds in which a style is not asked for again
    WTF_CSRF_TIME_LIMIT = None  # the token lives as long as the session: no word typed is lost
