"""What managers choose to bring a table of dossiers, or to take one away."""

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from incubator.infra.forms import EditForm
from incubator.infra.sheets import Format
from incubator.kernel.refusals import N_


class BringForm(EditForm):
    """A table of dossiers kept elsewhere, and what its columns mean."""

    table = FileField(
        N_("Tableau"),
        [FileRequired(N_("Choisissez un fichier."))],
        description=N_("CSV en UTF-8 ou classeur XLSX, 5 000 lignes et 20 Mo au plus."),
        render_kw={"accept": ".csv,.xlsx"},
    )
    mapping = FileField(
        N_("Correspondance"),
        [FileRequired(N_("Choisissez un fichier."))],
        description=N_("Fichier TOML : la question de chaque colonne, la filière de chaque thème."),
        render_kw={"accept": ".toml"},
    )


class ExportForm(EditForm):
    """As which kind of file the dossiers leave."""

    kind = RadioField(
        N_("Type de fichier"),
        choices=[
            SelectChoice(Format.CSV.value, N_("CSV (UTF-8, points-virgules)")),
            SelectChoice(Format.XLSX.value, N_("XLSX (classeur)")),
        ],
        validators=[InputRequired(N_("Choisissez un format."))],
    )
