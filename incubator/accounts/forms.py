"""What a person types to sign in."""

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from incubator.infra.forms import EditForm
from incubator.kernel.refusals import N_


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
