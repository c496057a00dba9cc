"""What may be wrong with a whole table: one sentence for each, that says what to do."""

from incubator.kernel.refusals import N_, Refusal


class NotText(Refusal):
    """A CSV is text, in one encoding."""

    sentence = N_(
        "« %(name)s » n’est ni un classeur XLSX ni un texte en UTF-8 : "
        "enregistrez-le en « CSV UTF-8 » ou en XLSX."
    )


class Unclosed(Refusal):
    """A quotation mark that does not end swallows what follows."""

    sentence = N_(
        "« %(name)s » ne se lit plus à partir de la ligne %(line)s : "
        "fermez les guillemets de cette ligne."
    )


class NoRows(Refusal):
    """A table has the names of its columns, and rows."""

    sentence = N_(
        "« %(name)s » ne contient aucune ligne : la première nomme les colonnes, "
        "les dossiers viennent ensuite."
    )


class ColumnsTwice(Refusal):
    """A column is known by its name."""

    sentence = N_("Ces colonnes portent le même nom, ou n’en ont pas : %(columns)s.")


class TooManyRows(Refusal):
    """A table is taken in one go."""

    sentence = N_("« %(name)s » compte plus de %(most)s lignes : coupez-le en plusieurs fichiers.")


class CellTooLong(Refusal):
    """A spreadsheet's cells have a limit, a text's have none."""

    sentence = N_("Un texte du tableau dépasse ce que contient une cellule XLSX : exportez en CSV.")
