"""What the workshop does once, so that no child has to: imports, and a drawing that fills caches.

The fonts are set up in each child all the same: newer versions of Pango look for them in a thread,
and a thread does not survive a fork.
"""

import gc
from datetime import UTC, datetime
from typing import Final

from incubator.infra.pdf.press import answer
from incubator.infra.pdf.workshop import Enclosure, Order

SPECIMEN: Final = """<!doctype html>
<html lang="fr"><title>Spécimen</title><link rel="stylesheet" href="app:letter.css">
<div class="foot"><p>Pied</p></div>
<header class="top"><p class="brand"><b>Maison</b></p><p>Adresse</p></header>
<h1>Objet</h1><p class="said">Texte</p><h2>Titre</h2><ul><li>Point</li></ul>
<table><caption>Notes</caption><tr><th scope="col">Note</th><td class="figure">5</td></tr></table>
<div class="rights"><h2>Droits</h2><p>Texte</p></div>
"""

ENCLOSED: Final = Enclosure(name="specimen.json", description="Un spécimen", content=b"{}")

answer(Order(html=SPECIMEN, enclosed=ENCLOSED, at=datetime(2000, 1, 1, tzinfo=UTC)))
gc.collect()
gc.freeze()  # what all children share, none has to search
