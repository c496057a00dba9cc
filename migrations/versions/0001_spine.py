"""Make the tables of the first release; the journal refuses every change but an addition."""

import sqlalchemy as sa
from alembic import op

from incubator.infra.schema import keep

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NEVER_CHANGED = {
    "journal_line": "the journal is append-only",
    "reading": "a reading is never overwritten",
}
ON_SQLITE = """
    CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table}
    BEGIN SELECT RAISE(ABORT, '{words}'); END"""
ON_POSTGRESQL = """
    CREATE TRIGGER {table}_no_{change} BEFORE {change} ON {table}
    EXECUTE FUNCTION refuse_change('{words}')"""
REFUSE = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$"""


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_authority_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
    )
    op.create_table(
        "cluster",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cluster")),
    )
    op.create_table(
        "failed_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_attempt")),
    )
    with op.batch_alter_table("failed_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_failed_attempt_address"), ["address"], unique=False)
        batch_op.create_index(batch_op.f("ix_failed_attempt_network"), ["network"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "running",
                "done",
                "failed",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("run_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_next", ["state", "run_at"], unique=False)

    op.create_table(
        "journal_line",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_journal_line")),
        sa.UniqueConstraint("seal", name=op.f("uq_journal_line_seal")),
    )
    with op.batch_alter_table("journal_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_line_subject_id"), ["subject_id"], unique=False
        )

    op.create_table(
        "legal_text",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_text")),
    )
    with op.batch_alter_table("legal_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legal_text_code"), ["code"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "sending",
                "sent",
                "uncertain",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_message_sent_at")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_table(
        "operation",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "digest", name=op.f("pk_operation")),
    )
    op.create_table(
        "partner",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_partner")),
    )
    op.create_table(
        "venue",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("surface", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_venue")),
    )
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("cluster", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("duration_months", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("admissibility_until", sa.Date(), nullable=False),
        sa.Column("evaluation_until", sa.Date(), nullable=False),
        sa.Column("hearings_on", sa.Date(), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=False),
        sa.Column("entry_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_call_calendar")),
        sa.CheckConstraint("places > 0", name=op.f("ck_call_places")),
        sa.ForeignKeyConstraint(["cluster"], ["cluster.code"], name=op.f("fk_call_cluster")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("code", name=op.f("uq_call_code")),
    )
    op.create_table(
        "role",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "member",
                "manager",
                "juror",
                "signatory",
                "operator",
                "founder_of",
                "assigned_to",
                "juror_on",
                name="relation",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_account_id")),
        sa.PrimaryKeyConstraint("account_id", "relation", name=op.f("pk_role")),
    )
    op.create_table(
        "signatory",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("delegation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_signatory_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_signatory")),
    )
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("founder_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "admissible",
                "inadmissible",
                name="applicationstate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("cluster", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("silence_on", sa.Date(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(), nullable=True),
        sa.Column("ruled_by", sa.Uuid(), nullable=True),
        sa.Column("ruling", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'draft') = (number IS NULL)", name=op.f("ck_application_number")
        ),
        sa.CheckConstraint(
            "(state = 'draft') = (submitted_at IS NULL)", name=op.f("ck_application_submitted_at")
        ),
        sa.CheckConstraint(
            "(state IN ('admissible', 'inadmissible')) = (ruled_at IS NOT NULL)",
            name=op.f("ck_application_ruled_at"),
        ),
        sa.CheckConstraint(
            "state <> 'inadmissible' OR length(ruling) > 0", name=op.f("ck_application_ruling")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_application_call_id")),
        sa.ForeignKeyConstraint(
            ["founder_id"], ["account.id"], name=op.f("fk_application_founder_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("call_id", "founder_id", name=op.f("uq_application_call_id")),
        sa.UniqueConstraint("number", name=op.f("uq_application_number")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_founder_id"), ["founder_id"], unique=False)
        batch_op.create_index("ix_application_list", ["call_id", "number"], unique=False)

    op.create_table(
        "call_version",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("rubric", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_version_call_id")),
        sa.PrimaryKeyConstraint("call_id", "version", name=op.f("pk_call_version")),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("duration_months", sa.Integer(), nullable=False),
        sa.CheckConstraint("duration_months > 0", name=op.f("ck_cohort_duration")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_cohort_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("call_id", name=op.f("uq_cohort_call_id")),
    )
    op.create_table(
        "evaluation_closing",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("closed_by", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_evaluation_closing_call_id")
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_evaluation_closing")),
    )
    op.create_table(
        "answer",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_answer_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "key", name=op.f("pk_answer")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "assigned",
                "cleared",
                "referred",
                "recused",
                "withdrawn",
                name="assignmentstate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        sa.Column(
            "link",
            sa.Enum(
                "none", "link", "conflict", name="link", native_enum=False, create_constraint=True
            ),
            nullable=True,
        ),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("declared_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(link IS NULL) = (declared_at IS NULL)", name=op.f("ck_assignment_declared_at")
        ),
        sa.CheckConstraint(
            "state = 'withdrawn' OR (state = 'assigned') = (link IS NULL)",
            name=op.f("ck_assignment_declared"),
        ),
        sa.CheckConstraint(
            "state <> 'cleared' OR link <> 'conflict'", name=op.f("ck_assignment_cleared")
        ),
        sa.CheckConstraint(
            "state <> 'referred' OR link = 'link'", name=op.f("ck_assignment_referred")
        ),
        sa.CheckConstraint(
            "state <> 'recused' OR link <> 'none'", name=op.f("ck_assignment_recused")
        ),
        sa.CheckConstraint(
            "link <> 'link' OR length(detail) > 0", name=op.f("ck_assignment_detail")
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR length(reason) > 0", name=op.f("ck_assignment_reason")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_assignment_application_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_assignment_call_id")),
        sa.ForeignKeyConstraint(["juror_id"], ["account.id"], name=op.f("fk_assignment_juror_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("juror_id", "application_id", name=op.f("uq_assignment_juror_id")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index("ix_assignment_call", ["call_id", "state"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_size")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_attachment_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_application_id"), ["application_id"], unique=False
        )

    op.create_table(
        "condition_check",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_condition_check_application_id")
        ),
        sa.PrimaryKeyConstraint("application_id", "key", name=op.f("pk_condition_check")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("founder_id", sa.Uuid(), nullable=False),
        sa.Column("electronic", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "refused",
                "inadmissible",
                name="outcome",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "signed",
                "available",
                "received",
                name="decisionstate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("reasons_law", sa.String(), nullable=False),
        sa.Column("reasons_fact", sa.String(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("act_number", sa.String(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("signer_given_name", sa.String(), nullable=True),
        sa.Column("signer_family_name", sa.String(), nullable=True),
        sa.Column("signer_capacity", sa.String(), nullable=True),
        sa.Column("signer_service", sa.String(), nullable=True),
        sa.Column("signer_delegation", sa.String(), nullable=True),
        sa.Column("available_at", sa.DateTime(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "to_confirm",
                "confirmed",
                "declined",
                name="reply",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(coalesce(answer, 'to_confirm') = 'to_confirm') = (answered_at IS NULL)",
            name=op.f("ck_decision_answered_at"),
        ),
        sa.CheckConstraint(
            "(outcome = 'accepted') = (answer IS NOT NULL)", name=op.f("ck_decision_answer")
        ),
        sa.CheckConstraint(
            "(state = 'drafted') = (act_number IS NULL)", name=op.f("ck_decision_act_number")
        ),
        sa.CheckConstraint(
            "(state = 'drafted') = (signed_at IS NULL)", name=op.f("ck_decision_signed_at")
        ),
        sa.CheckConstraint(
            "(state = 'drafted') = (signed_by IS NULL)", name=op.f("ck_decision_signed_by")
        ),
        sa.CheckConstraint(
            "(state = 'received') = (received_at IS NOT NULL)", name=op.f("ck_decision_received_at")
        ),
        sa.CheckConstraint(
            "(state IN ('available', 'received')) = (available_at IS NOT NULL)",
            name=op.f("ck_decision_available_at"),
        ),
        sa.CheckConstraint(
            "answered_at IS NULL OR state = 'received'", name=op.f("ck_decision_answered")
        ),
        sa.CheckConstraint(
            "outcome = 'accepted' OR length(reasons_fact) >= 200",
            name=op.f("ck_decision_reasons_fact"),
        ),
        sa.CheckConstraint(
            "state = 'drafted' OR (coalesce(length(signer_given_name), 0) > 0 AND coalesce(length(signer_family_name), 0) > 0 AND coalesce(length(signer_capacity), 0) > 0 AND coalesce(length(signer_service), 0) > 0)",
            name=op.f("ck_decision_mentions"),
        ),
        sa.CheckConstraint("length(reasons_law) > 0", name=op.f("ck_decision_reasons_law")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_decision_application_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_decision_call_id")),
        sa.ForeignKeyConstraint(
            ["founder_id"], ["account.id"], name=op.f("fk_decision_founder_id")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["account.id"], name=op.f("fk_decision_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("act_number", name=op.f("uq_decision_act_number")),
        sa.UniqueConstraint("application_id", name=op.f("uq_decision_application_id")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_founder_id"), ["founder_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("founder_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("cluster", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "agreement_pending",
                "in_residence",
                name="enrolmentstate",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("enrolled_at", sa.DateTime(), nullable=False),
        sa.Column("resident_since", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'in_residence') = (resident_since IS NOT NULL)",
            name=op.f("ck_enrolment_resident_since"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_enrolment_application_id")
        ),
        sa.ForeignKeyConstraint(["cluster"], ["cluster.code"], name=op.f("fk_enrolment_cluster")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id")),
        sa.ForeignKeyConstraint(
            ["founder_id"], ["account.id"], name=op.f("fk_enrolment_founder_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("application_id", name=op.f("uq_enrolment_application_id")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_founder_id"), ["founder_id"], unique=False)

    op.create_table(
        "opinion",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sense",
            sa.Enum(
                "favourable",
                "reserved",
                "unfavourable",
                name="sense",
                native_enum=False,
                create_constraint=True,
            ),
            nullable=False,
        ),
        sa.Column("assessment", sa.String(), nullable=False),
        sa.Column("recommendations", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(assessment) > 0", name=op.f("ck_opinion_assessment")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_opinion_application_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_opinion_call_id")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_opinion")),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinion_call_id"), ["call_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("silence_on", sa.Date(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("consents_to_electronic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_submission_application_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("application_id", "ordinal", name=op.f("uq_submission_application_id")),
    )
    op.create_table(
        "letter",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rendered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_letter_decision_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_letter")),
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("reached_by", sa.Uuid(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(reached_on IS NULL) = (evidence = '')", name=op.f("ck_milestone_evidence")
        ),
        sa.CheckConstraint(
            "(reached_on IS NULL) = (reached_by IS NULL)", name=op.f("ck_milestone_reached_by")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_milestone_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["reached_by"], ["account.id"], name=op.f("fk_milestone_reached_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("enrolment_id", "code", name=op.f("uq_milestone_enrolment_id")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("length(source) > 0", name=op.f("ck_reading_source")),
        sa.CheckConstraint("replaces_id <> id", name=op.f("ck_reading_replaces")),
        sa.CheckConstraint("tenths BETWEEN 0 AND 99999", name=op.f("ck_reading_tenths")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_reading_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_reading_recorded_by")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id", "enrolment_id", "indicator"],
            ["reading.id", "reading.enrolment_id", "reading.indicator"],
            name=op.f("fk_reading_replaces_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("id", "enrolment_id", "indicator", name=op.f("uq_reading_id")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_reading_replaces_id")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "score_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("juror_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "submitted", name="sheetstate", native_enum=False, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("strength", sa.String(), nullable=False),
        sa.Column("improvement", sa.String(), nullable=False),
        sa.Column("private_note", sa.String(), nullable=False),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)",
            name=op.f("ck_score_sheet_submitted_at"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_score_sheet_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_score_sheet_assignment_id")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_score_sheet_call_id")),
        sa.ForeignKeyConstraint(["juror_id"], ["account.id"], name=op.f("fk_score_sheet_juror_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_score_sheet_assignment_id")),
    )
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_score_sheet_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index("ix_score_sheet_call", ["call_id", "state"], unique=False)

    op.create_table(
        "mark",
        sa.Column("sheet_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("unjudged", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.CheckConstraint("NOT unjudged OR points IS NULL", name=op.f("ck_mark_unjudged")),
        sa.CheckConstraint("points BETWEEN 0 AND 5", name=op.f("ck_mark_points")),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name=op.f("fk_mark_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "criterion", name=op.f("pk_mark")),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(REFUSE)
    trigger, changes = ON_SQLITE, ["UPDATE", "DELETE"]
    if postgresql:
        trigger, changes = ON_POSTGRESQL, [*changes, "TRUNCATE"]
    for table, words in NEVER_CHANGED.items():
        for change in changes:
            op.execute(trigger.format(table=table, change=change, words=words))


def downgrade() -> None:
    """Go back to nothing."""
    keep("journal_line", "lines of the journal, and all that they tell,")
    op.drop_table("mark")
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        batch_op.drop_index("ix_score_sheet_call")
        batch_op.drop_index(batch_op.f("ix_score_sheet_application_id"))

    op.drop_table("score_sheet")
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_enrolment_id"))

    op.drop_table("reading")
    op.drop_table("milestone")
    op.drop_table("letter")
    op.drop_table("submission")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opinion_call_id"))

    op.drop_table("opinion")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_founder_id"))
        batch_op.drop_index(batch_op.f("ix_enrolment_cohort_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_founder_id"))
        batch_op.drop_index(batch_op.f("ix_decision_call_id"))

    op.drop_table("decision")
    op.drop_table("condition_check")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_application_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_call")
        batch_op.drop_index(batch_op.f("ix_assignment_application_id"))

    op.drop_table("assignment")
    op.drop_table("answer")
    op.drop_table("evaluation_closing")
    op.drop_table("cohort")
    op.drop_table("call_version")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index("ix_application_list")
        batch_op.drop_index(batch_op.f("ix_application_founder_id"))

    op.drop_table("application")
    op.drop_table("signatory")
    op.drop_table("role")
    op.drop_table("call")
    op.drop_table("venue")
    op.drop_table("partner")
    op.drop_table("operation")
    op.drop_table("message")
    with op.batch_alter_table("legal_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_text_code"))

    op.drop_table("legal_text")
    with op.batch_alter_table("journal_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_line_subject_id"))

    op.drop_table("journal_line")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_next")

    op.drop_table("job")
    with op.batch_alter_table("failed_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failed_attempt_network"))
        batch_op.drop_index(batch_op.f("ix_failed_attempt_address"))

    op.drop_table("failed_attempt")
    op.drop_table("cluster")
    op.drop_table("authority")
    op.drop_table("account")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
