"""What managers type to give somebody a role for a call."""

from collections.abc import Mapping
from typing import Final

from wtforms import RadioField, SelectChoice, StringField  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from incubator.accounts.forms import LABELS, InviteForm
from incubator.infra.forms import printable
from incubator.kernel.actor import Relation
from incubator.kernel.refusals import N_

MENTIONS: Final = ("capacity", "service", "delegation")
WHO_SIGNS: Final = N_("Demandé pour la signature seulement\u00a0: la loi veut cette mention.")
SHORT: Final = (Optional(), Length(max=160), printable)


class CallInviteForm(InviteForm):
    """Somebody to be given a role for one call."""

    role = RadioField(
        N_("Rôle"),
        choices=[SelectChoice(role.value, label) for role, label in LABELS.items()],
        validators=[InputRequired(N_("Choisissez un rôle."))],
    )
    capacity = StringField(N_("Qualité"), SHORT, description=WHO_SIGNS)
    service = StringField(N_("Service"), SHORT, description=WHO_SIGNS)
    delegation = StringField(N_("Délégation de signature"), SHORT, description=WHO_SIGNS)

    def validate(self, *args: object, **kwargs: object) -> bool:
        """Check the fields; who signs needs a capacity and a service."""
        sound = super().validate(*args, **kwargs)
        signs = self.role.data == Relation.SIGNATORY.value
        lacking = [f for f in (self.capacity, self.service) if signs and not (f.data or "").strip()]
        for field in lacking:
            field.errors = [N_("Répondez à cette question.")]
        return sound and not lacking

    def mentions(self) -> Mapping[str, str]:
        """Return what the law wants printed of who signs."""
        return {name: (self[name].data or "").strip() for name in MENTIONS}
