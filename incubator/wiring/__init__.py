"""The application: every feature plugged in, every door declared."""

from flask import Flask
from flask_migrate import Migrate

from incubator.accounts.queries import find_visitor
from incubator.infra.db import connect, db
from incubator.infra.headers import set_up_headers
from incubator.infra.pages import set_up_pages
from incubator.infra.web import guard
from incubator.notices.queries import compose
from incubator.wiring.tables import COMMANDS, FEATURES, KEPT, REACTIONS, TASKS

SHORTEST_SECRET = 32


class WeakSecretError(Exception):
    """The secret that signs sessions could be guessed."""


def create_app(settings: object) -> Flask:
    """Build the application; a route that declares no door stops it."""
    app = Flask("incubator", template_folder="../templates", static_folder="../static")
    app.config.from_object(settings)
    if len(app.config["SECRET_KEY"]) < SHORTEST_SECRET:
        raise WeakSecretError
    app.extensions |= {"reactions": REACTIONS, "kept": KEPT, "tasks": TASKS, "compose": compose}
    connect(app)
    Migrate(app, db, directory="migrations", render_as_batch=True)
    set_up_pages(app)
    set_up_headers(app)
    for feature in FEATURES:
        app.register_blueprint(feature)
    for command in COMMANDS:
        app.cli.add_command(command)
    guard(app, find_visitor)
    return app
