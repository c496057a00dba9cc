"""Letters of invented decisions: say only what the test is about."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from incubator.letters.rules import (
    Addressee,
    Admission,
    Agent,
    Aid,
    Authority,
    CriterionMean,
    Evaluation,
    Kind,
    LetterFacts,
    Mention,
    Opinion,
    Sense,
    Signatory,
    Space,
    Waiting,
)

CRITERIA: Final = (
    ("Équipe", 20, "7/2"),
    ("Innovation et différenciation", 20, "3"),
    ("Besoin et marché", 15, "9/4"),
    ("Modèle économique et financement", 15, "2"),
    ("Impact territorial", 15, "15/4"),
    ("Adéquation avec l’accompagnement", 10, "7/2"),
    ("Maturité et calendrier", 5, "5/4"),
)
EVALUATION: Final = Evaluation(
    dossiers=36,
    jurors=4,
    without_link=True,
    mean=Fraction("1167/20"),
    criteria=tuple(
        CriterionMean(label=label, weight=weight, mean=Fraction(mean))
        for label, weight, mean in CRITERIA
    ),
)
REMEDIES: Final = Mention(
    code="remedies",
    version=1,
    body=(
        "Cette décision peut être contestée dans un délai de deux mois à compter de sa "
        "notification : soit par un recours gracieux adressé à Amiens Métropole, Hôtel de Ville, "
        "place de l’Hôtel-de-Ville, 80000 Amiens ; soit par un recours contentieux devant le "
        "tribunal administratif d’Amiens (14 rue Lemerchier, CS 81114, 80011 Amiens Cedex 1), par "
        "courrier, dépôt au greffe ou par l’application Télérecours citoyens (www.telerecours.fr). "
        "Un recours gracieux formé dans ce délai l’interrompt : un nouveau délai de deux mois "
        "court à compter de la réponse, ou du rejet né du silence gardé pendant deux mois."
    ),
)
ALGORITHM: Final = Mention(
    code="algorithm",
    version=1,
    body=(
        "Le classement soumis au jury résulte du calcul automatique de la moyenne pondérée des "
        "notes attribuées par ses membres. Ce traitement a pour finalité d’aider le jury à "
        "comparer les candidatures ; il ne décide pas. Vous pouvez obtenir, auprès de "
        "candidatures@quai.example, les règles définissant ce traitement et leur application à "
        "votre dossier (code des relations entre le public et l’administration, "
        "art. L. 311-3-1) ; en cas de refus ou d’absence de réponse dans le mois, la Commission "
        "d’accès aux documents administratifs peut être saisie."
    ),
)
DOCUMENTS: Final = Mention(
    code="documents",
    version=1,
    body=(
        "Vous pouvez demander communication des documents qui vous concernent (code des relations "
        "entre le public et l’administration, art. L. 311-1 et suivants) ; en cas de refus ou de "
        "silence d’un mois, vous pouvez saisir la Commission d’accès aux documents administratifs "
        "dans les deux mois."
    ),
)
EXEMPTION: Final = Mention(
    code="signature",
    version=1,
    body=(
        "Décision notifiée par l’intermédiaire du téléservice du Quai de l’Innovation, dispensée "
        "de signature en application de l’article L. 212-2 du code des relations entre le public "
        "et l’administration."
    ),
)
DE_MINIMIS: Final = Mention(
    code="aid",
    version=1,
    body=(
        "Elle relève du règlement (UE) 2023/2831 du 13 décembre 2023 relatif aux aides de minimis, "
        "plafonnées à 300 000 € par entreprise unique sur trois ans glissants. Vous retournerez la "
        "déclaration jointe des aides reçues."
    ),
)
REASONS: Final = (
    "Le jury a relevé la qualité scientifique de l’équipe et un besoin réel des services "
    "d’information médicale. Il a considéré en particulier que l’écart avec les outils déjà "
    "déployés n’est pas mesuré, et que le prix et le cycle d’achat restent à préciser : "
    "deux entretiens seulement ont été menés, et la fonction commerciale n’est pas pourvue."
)
ACCEPTANCE: Final = LetterFacts(
    kind=Kind.ACCEPTED,
    number="QI-2026-01-0042",
    act_number="2026-DEC-0118",
    call="Parcours de soins : premier appel e-santé",
    project="Structure",
    signed_on=date(2027, 1, 22),
    authority=Authority(
        name="Amiens Métropole",
        service="Quai de l’Innovation",
        address="93 rue du Hocquet, 80000 Amiens",
        city="Amiens",
        email="candidatures@quai.example",
        phone="03 53 01 00 10",
    ),
    agent=Agent(given_name="Maëlle", family_name="Caudron", capacity="responsable de l’incubateur"),
    signatory=Signatory(
        given_name="Hélène",
        family_name="Sauvage",
        capacity="Vice-présidente déléguée à l’innovation",
        service="Amiens Métropole, délégation à l’innovation",
        delegation="l’arrêté de délégation n° 2026-D-001 du 5 janvier 2026",
    ),
    addressee=Addressee(name="Sophie Lemaire", organisation="Arkhn", address=("Paris",)),
    exemption=EXEMPTION,
    remedies=REMEDIES,
    visas=(
        "la délibération n° 2026-C-014 du 22 janvier 2026 qui approuve le règlement de l’appel",
    ),
    opinion=Opinion(
        sense=Sense.FAVOURABLE,
        given_on=date(2027, 1, 15),
        assessment="Un besoin établi, une équipe qui écoute, un accès au terrain déjà négocié.",
        recommendations="Pourvoir la fonction commerciale avant l’été.",
    ),
    evaluation=replace(EVALUATION, mean=Fraction(947, 12)),
    admission=Admission(
        cohort="2027",
        cluster="e-santé",
        months=18,
        starts_on=date(2027, 3, 1),
        answer_by=date(2027, 2, 5),
        agreement_by=date(2027, 2, 26),
        documents=("les statuts à jour", "une attestation d’assurance"),
        space=Space(name="un bureau de 12 m² au Quai", fee="480 € par mois"),
        aid=Aid(amount=4800, rules=DE_MINIMIS),
        commitments=("participer au programme et au point mensuel", "répondre aux enquêtes"),
    ),
    algorithm=ALGORITHM,
    documents=DOCUMENTS,
    privacy="Vos données : conservées deux ans. Vos droits : donnees-personnelles@quai.example",
)
REFUSAL: Final = replace(
    ACCEPTANCE,
    kind=Kind.REFUSED,
    admission=None,
    evaluation=EVALUATION,
    opinion=Opinion(sense=Sense.UNFAVOURABLE, given_on=date(2027, 1, 15)),
    reasons_law=(
        "L’article 5 du règlement prévoit que les projets recevables sont évalués selon sept "
        "critères pondérés et classés dans la limite de quatre places."
    ),
    reasons_fact=REASONS,
    next_steps=(
        "Maëlle Caudron peut vous recevoir pour en parler et préparer, si vous le souhaitez, une "
        "nouvelle candidature : prenez rendez-vous avant le 26 février 2027."
    ),
)
WAITING: Final = replace(
    REFUSAL,
    kind=Kind.WAITING_LIST,
    waiting=Waiting(rank=2, until=date(2027, 9, 1)),
    opinion=Opinion(
        sense=Sense.RESERVED,
        given_on=date(2027, 1, 15),
        assessment="Une équipe solide, un marché qui reste à ouvrir.",
        recommendations="Signer une première lettre d’intention.",
    ),
)
INADMISSIBILITY: Final = replace(
    REFUSAL,
    kind=Kind.INADMISSIBLE,
    evaluation=None,
    opinion=None,
    algorithm=None,
    reasons_law="L’article 3 du règlement réserve l’appel aux entreprises de moins de trois ans.",
    reasons_fact="L’extrait que vous avez joint date la création de la société du 4 mai 2019.",
)
HARD_TO_PRINT: Final = Addressee(
    name="Zoë-Ángeła Łukasiewicz-Şahin de Montmorency-Grâce Nguyễn Thị Phương Γεώργιος Δημητρίου",
    organisation="Œuvre & Cœur <IA> 🚀 Ҡазан ‑ عمر",
    address=("1 bis, allée des Trois-Évêchés-de-l’Ancienne-Prévôté-Royale", "ẞtraße №\u202f5"),
)


def a_letter(letter: LetterFacts = ACCEPTANCE, /, **changes: Any) -> LetterFacts:
    """Return a letter that may be issued, but for what the test changes."""
    return replace(letter, **changes)
