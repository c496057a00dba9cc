"""Who is to share a dossier."""

from incubator.accounts.forms import address_field
from incubator.infra.forms import EditForm
from incubator.kernel.refusals import N_


class InviteTeammateForm(EditForm):
    """The address of somebody to share a dossier with."""

    email = address_field(N_("Adresse électronique de la personne à inviter"))
