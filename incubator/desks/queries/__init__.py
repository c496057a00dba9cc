"""What the first pages and the pages across features show."""

from incubator.desks.queries.desk import DeskPage, get_desk_page
from incubator.desks.queries.dossier import DossierPage, HistoryLine, get_dossier_page
from incubator.desks.queries.dossiers import DossierLine, DossiersPage, Facet, get_dossiers_page
from incubator.desks.queries.founders import OwnApplication
from incubator.desks.queries.homes import (
    CallLine,
    HomePage,
    get_home_page,
    get_notice_authority,
    list_calls,
)

__all__ = [
    "CallLine",
    "DeskPage",
    "DossierLine",
    "DossierPage",
    "DossiersPage",
    "Facet",
    "HistoryLine",
    "HomePage",
    "OwnApplication",
    "get_desk_page",
    "get_dossier_page",
    "get_dossiers_page",
    "get_home_page",
    "get_notice_authority",
    "list_calls",
]
