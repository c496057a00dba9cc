"""The facts that a letter prints, gathered once the decision is signed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from incubator.applications.queries import Dossier, get_dossier, list_dossiers
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.queries import get_call, get_rubric
from incubator.calls.rules import CallId
from incubator.decisions.queries import get_decision
from incubator.decisions.rules import DecisionId, Draft, NotSigned, Outcome, read
from incubator.deliberation.queries import find_opinion, get_result
from incubator.ecosystem.queries import get_authority, get_cluster_name, map_texts
from incubator.ecosystem.rules import Authority as Decider
from incubator.ecosystem.rules import BindingText
from incubator.jury.queries import list_assignments
from incubator.jury.rules import Link
from incubator.kernel.paris import day_of
from incubator.letters.rules import (
    Addressee,
    Admission,
    Agent,
    Authority,
    CriterionMean,
    Evaluation,
    Kind,
    LetterFacts,
    Mention,
    Opinion,
    Sense,
    Signatory,
    Waiting,
)

NOTHING: Final = Mention(code="", version=0, body="")  # in place of a text that is missing
TIME_TO_ANSWER: Final = timedelta(days=15)
TIME_TO_SIGN: Final = timedelta(days=30)


def get_facts(session: Session, decision_id: DecisionId) -> tuple[LetterFacts, datetime]:
    """Return what the letter of a signed decision prints, and when it was signed."""
    decision = get_decision(session, decision_id)
    if decision.signed_at is None or decision.act_number is None:
        raise NotSigned
    dossier = get_dossier(session, decision.application_id)
    call = get_call(session, decision.call_id)
    rules, texts = call.content.get("rules", {}), map_texts(session)
    evaluated = dossier.state is ApplicationState.ADMISSIBLE
    accepted = decision.outcome is Outcome.ACCEPTED
    approved_by = rules.get("approved_by")
    facts = LetterFacts(
        kind=Kind(decision.outcome),
        number=dossier.number,
        act_number=decision.act_number,
        call=call.title,
        project=dossier.title,
        signed_on=day_of(decision.signed_at),
        signatory=Signatory(
            given_name=decision.signer_given_name or "",
            family_name=decision.signer_family_name or "",
            capacity=decision.signer_capacity or "",
            service=decision.signer_service or "",
            delegation=decision.signer_delegation or "",
        ),
        addressee=_addressee(dossier),
        visas=(approved_by,) if approved_by else (),
        reasons_law=decision.reasons_law,
        reasons_fact=decision.reasons_fact,
        opinion=_opinion(session, dossier.id),
        evaluation=_evaluation(session, dossier.call_id, dossier.id) if evaluated else None,
        admission=_admission(session, dossier) if accepted else None,
        waiting=_waiting(read(decision)),
        next_steps="" if accepted else (_mention(texts, "next_steps") or NOTHING).body,
        **_house(get_authority(session), texts),
    )
    return facts, decision.signed_at


def _house(authority: Decider, texts: Mapping[str, BindingText]) -> dict[str, Any]:
    """Return what every letter of this installation says of it."""
    return {
        "authority": Authority(
            name=authority.name,
            service=authority.service,
            address=authority.service_address,
            city=authority.city,
            email=authority.email,
            phone=authority.phone,
        ),
        "agent": Agent(
            given_name=authority.agent_given_name,
            family_name=authority.agent_family_name,
            capacity=authority.agent_capacity,
        ),
        "exemption": _mention(texts, "signature") or NOTHING,
        "remedies": _mention(texts, "remedies") or NOTHING,
        "algorithm": _mention(texts, "algorithm"),
        "documents": _mention(texts, "documents"),
        "privacy": f"Vos données : {authority.data_protection_email}",
    }


def _mention(texts: Mapping[str, BindingText], code: str) -> Mention | None:
    text = texts.get(code)
    return Mention(code=code, version=text.version, body=text.body) if text else None


def _addressee(dossier: Dossier) -> Addressee:
    lines = tuple(line.strip() for line in dossier.address.splitlines() if line.strip())
    return Addressee(name=dossier.contact_name, organisation=dossier.organisation, address=lines)


def _opinion(session: Session, application_id: ApplicationId) -> Opinion | None:
    opinion = find_opinion(session, application_id)
    if opinion is None:
        return None
    return Opinion(
        sense=Sense(opinion.sense),
        given_on=day_of(opinion.recorded_at),
        assessment=opinion.assessment,
        recommendations=opinion.recommendations,
    )


def _evaluation(
    session: Session, call_id: CallId, application_id: ApplicationId
) -> Evaluation | None:
    """Return the applicant's own marks; nothing when too few sheets gave no score."""
    result, rubric = get_result(session, application_id), get_rubric(session, call_id)
    if result.score is None:
        return None
    admissible = [
        row for row in list_dossiers(session, call_id) if row.state is ApplicationState.ADMISSIBLE
    ]
    judged = [a for a in list_assignments(session, application_id) if a.step == "handed_in"]
    return Evaluation(
        dossiers=len(admissible),
        jurors=result.sheets,
        without_link=all(assignment.link is Link.NONE for assignment in judged),
        mean=result.score,
        criteria=tuple(
            CriterionMean(
                label=criterion.title,
                weight=criterion.weight,
                mean=result.means.get(criterion.code),
                best=rubric.scale,
            )
            for criterion in rubric.criteria
        ),
    )


def _admission(session: Session, dossier: Dossier) -> Admission:
    call = get_call(session, dossier.call_id)
    return Admission(
        cohort=str(call.entry_on.year),
        cluster=get_cluster_name(session, call.cluster),
        months=call.duration_months,
        starts_on=call.entry_on,
        answer_by=call.decision_on + TIME_TO_ANSWER,
        agreement_by=call.entry_on + TIME_TO_SIGN,
        commitments=tuple(call.content.get("commitments", ())),
    )


def _waiting(said: Draft) -> Waiting | None:
    if said.rank is None or said.until is None:
        return None
    return Waiting(rank=said.rank, until=said.until)
