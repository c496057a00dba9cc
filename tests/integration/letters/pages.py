"""How a letter is set in the tests: the house's templates and filters, in French."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel
from jinja2 import StrictUndefined

from incubator.applications import tasks
from incubator.applications.rules import Receipt
from incubator.infra.formats import FILTERS
from incubator.letters.rules import TEMPLATES, LetterFacts

ROOT = Path(__file__).parents[3]
app = Flask("letters", template_folder=str(ROOT / "templates"))
Babel(app, default_locale="fr")
app.jinja_env.undefined = StrictUndefined
app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
app.jinja_env.filters.update(FILTERS)


def set_in_type(letter: LetterFacts) -> str:
    """Return the page that the press draws."""
    with app.test_request_context():
        return app.jinja_env.get_template(TEMPLATES[letter.kind]).render(letter=letter)


def set_receipt(receipt: Receipt) -> str:
    """Return the page of a receipt that the press draws."""
    with app.test_request_context():
        return tasks.set_in_type(receipt)
