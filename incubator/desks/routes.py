"""Home, desks, the staff's table of dossiers and the dossier page."""

from flask import Blueprint

bp = Blueprint("desks", __name__)
