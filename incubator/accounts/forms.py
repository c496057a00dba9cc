"""What people type to come in, to keep their account and to invite others."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import Any, Final

from wtforms import EmailField, Field, PasswordField, RadioField, SelectChoice, StringField  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, ValidationError

from incubator.accounts import rules
from incubator.accounts.rules import Invitation, Newcomer
from incubator.infra.formats import say
from incubator.infra.forms import EditForm, printable
from incubator.kernel.actor import Relation
from incubator.kernel.refusals import N_
from incubator.kernel.texts import is_address

GIVEN: Final = InputRequired(N_("Répondez à cette question."))
LABELS: Final = {
    Relation.JUROR: N_("Membre du jury"),
    Relation.MANAGER: N_("Gestion"),
    Relation.SIGNATORY: N_("Signature"),
}


def complete_address(_: object, field: Field) -> None:
    """Refuse what no mail would reach."""
    if not is_address((field.data or "").strip()):
        raise ValidationError(
            N_("Saisissez une adresse électronique complète, comme nom@exemple.fr.")
        )


def address_field(label: str, **words: Any) -> EmailField:
    """Return a field for an address."""
    asked = InputRequired(N_("Saisissez votre adresse électronique."))
    return EmailField(label, [asked, Length(max=254), complete_address], **words)


class SignInForm(EditForm):
    """An address and a password."""

    email = EmailField(
        N_("Adresse électronique"),
        [InputRequired(N_("Saisissez votre adresse électronique.")), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        N_("Mot de passe"),
        [InputRequired(N_("Saisissez votre mot de passe.")), Length(max=256)],
        render_kw={"autocomplete": "current-password"},
    )


class AddressForm(EditForm):
    """An address to which a link may be sent."""

    email = address_field(N_("Adresse électronique"), render_kw={"autocomplete": "email"})


class ChoosePasswordForm(EditForm):
    """A password to be chosen, judged by what else is known of its owner."""

    password = PasswordField(
        N_("Mot de passe"), [GIVEN], render_kw={"autocomplete": "new-password"}
    )
    roles: AbstractSet[Relation] = frozenset()
    about: Collection[str] = ()

    @property
    def shortest(self) -> int:
        """Return how many characters the password has at least."""
        return rules.shortest(self.roles)

    def validate_password(self, field: Field) -> None:
        """Refuse what others would guess."""
        if refusal := rules.why_not_password(field.data or "", self.roles, self.about):
            raise ValidationError(say(refusal))

    def newcomer(self) -> Newcomer:
        """Return what was typed, as one value."""
        return Newcomer(password=self.password.data or "")


class SignUpForm(ChoosePasswordForm):
    """A name and a password."""

    given_name = StringField(
        N_("Prénom"), [GIVEN, Length(max=80), printable], render_kw={"autocomplete": "given-name"}
    )
    family_name = StringField(
        N_("Nom"), [GIVEN, Length(max=80), printable], render_kw={"autocomplete": "family-name"}
    )

    def newcomer(self) -> Newcomer:
        """Return what was typed, as one value."""
        return Newcomer(
            given_name=(self.given_name.data or "").strip(),
            family_name=(self.family_name.data or "").strip(),
            password=self.password.data or "",
        )


class ChangePasswordForm(ChoosePasswordForm):
    """The password that one has, and the one to take."""

    old = PasswordField(
        N_("Mot de passe actuel"), [GIVEN], render_kw={"autocomplete": "current-password"}
    )
    password = PasswordField(
        N_("Nouveau mot de passe"), [GIVEN], render_kw={"autocomplete": "new-password"}
    )


class NewAddressForm(EditForm):
    """A new address, and the password that proves who asks."""

    email = address_field(N_("Nouvelle adresse électronique"), render_kw={"autocomplete": "email"})
    proof = PasswordField(
        N_("Votre mot de passe"), [GIVEN], render_kw={"autocomplete": "current-password"}
    )


class InviteForm(EditForm):
    """Somebody to be given a role that holds everywhere."""

    given_name = StringField(N_("Prénom"), [GIVEN, Length(max=80), printable])
    family_name = StringField(N_("Nom"), [GIVEN, Length(max=80), printable])
    email = address_field(N_("Adresse électronique"))
    role = RadioField(
        N_("Rôle"),
        choices=[
            SelectChoice(role.value, LABELS[role]) for role in (Relation.JUROR, Relation.MANAGER)
        ],
        validators=[InputRequired(N_("Choisissez un rôle."))],
    )

    def invitation(self) -> Invitation:
        """Return what was typed, as one value."""
        return Invitation(
            email=self.email.data or "",
            given_name=(self.given_name.data or "").strip(),
            family_name=(self.family_name.data or "").strip(),
            role=Relation(self.role.data),
        )
