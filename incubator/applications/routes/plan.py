"""The one plan on which the doors of the dossiers stand."""

from flask import Blueprint

bp = Blueprint("applications", __name__)
