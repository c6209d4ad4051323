"""An application, its part in each intake (a stage), its answers with revisions, and the frozen submissions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.agencies.models import Agency
from lertrat.applications.coauthors import Comment, Presence, SectionMark, SectionRight
from lertrat.applications.internal import InternalPlan
from lertrat.applications.library_items import LibraryItem, place_words
from lertrat.applications.states import APPROVAL_OUTCOMES, STAGE_STATES, UNSENT
from lertrat.applications.timing import CalendarKey, ClosingReminder
from lertrat.files.models import StoredFile
from lertrat.programmes.models import Edition, PackVersion
from lertrat.records.constraints import one_of
from lertrat.works.models import Work

PERSON = settings.AUTH_USER_MODEL
__all__ = [
    "Answer", "AnswerRevision", "Application", "Approval", "Attachment", "CalendarKey", "ClosingReminder", "Comment", "InternalPlan", "LibraryItem", "OfficerFact", "Presence", "RulesMove",
    "SectionMark", "SectionRight", "Stage", "Submission",
]  # fmt: skip


class Application(models.Model):
    """A work, an organisation, an organisation and category, or a nominee, entered for one award type in one edition.

    `counted_agency` is the body a quota counts over (a bureau's department where the rule says "per department").
    `category` is the PMQA category 1–6, 0 where the type has none. `parent` carries a nomination: it falls with it.
    """

    ref = models.CharField(max_length=24, unique=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    type_id = models.CharField(max_length=40)
    category = models.PositiveSmallIntegerField(default=0)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    counted_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=800, default="")
    work = models.ForeignKey(Work, on_delete=models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="nominations")
    nominee = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "edition"], name="application_agency"),
            models.Index(fields=["edition", "type_id"], name="application_type"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class Stage(models.Model):
    """An application's part in one intake: its own form, approval and submission.

    Most types have one. A later step's stage is opened by the result of the one before, never by the applicant.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="stages")
    step = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default="draft")
    opened_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    touched_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True)
    # The live submission that stands until the one being written anew takes its place.
    replacing = models.ForeignKey("Submission", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints: ClassVar = [
            one_of("state", STAGE_STATES, "stage_state_known"),
            models.CheckConstraint(
                condition=Q(replacing=None) | Q(state__in=sorted(UNSENT)), name="stage_replacing_unsent"
            ),
            models.UniqueConstraint(fields=["application", "step"], name="stage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.step} {self.state}"


class Answer(models.Model):
    """What is written for one question now. `question_id` is the form's, or ``fact.<name>`` for a fact asked directly."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="answers")
    question_id = models.CharField(max_length=80)
    value = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stage", "question_id"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.stage_id}:{self.question_id} r{self.revision}"


class AnswerRevision(models.Model):
    """Every text that was ever saved, with author and time. It is the record of drafting; nothing here is changed."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="revisions")
    revision = models.PositiveIntegerField()
    value = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["answer", "revision"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} r{self.revision}"


class Attachment(models.Model):
    """A file of the library cited as evidence in one answer, as a whole or at a `page` or `second`; removed ones stay known.

    A row is never altered, so its number stands for what it says: a citation that points elsewhere is another row. `caption` is
    what is said of the file here; `file` is the item's, kept beside it because it is frozen with the submission.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="attachments")
    question_id = models.CharField(max_length=80)
    item = models.ForeignKey(LibraryItem, on_delete=models.PROTECT, related_name="citations")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    page = models.PositiveIntegerField(null=True)
    second = models.PositiveIntegerField(null=True)
    caption = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["stage", "removed_at"], name="attachment_stage")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(page__isnull=True) | Q(second__isnull=True), name="attachment_one_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}:{self.question_id}"

    @property
    def place(self) -> str:
        """The page or the minute in words; "" for the whole file."""
        return place_words(self.page, self.second)


class Approval(models.Model):
    """What the agency's approver said of exactly this content (its hash): approved, or returned with a comment."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="approvals")
    outcome = models.CharField(max_length=10)
    content_hash = models.CharField(max_length=64)
    comment = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("outcome", APPROVAL_OUTCOMES, "approval_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}: {self.outcome}"


class Submission(models.Model):
    """The frozen copy: what was sent, as it stood, and the proof of it (receipt).

    `frozen` holds the parts (application, agency with its parents, answers, attachments with hashes, pack version),
    `tree` their salted hashes, `root_hash` the one hash printed on the receipt. `slot` numbers the quota's places over the
    counted body; the database keeps two live submissions from taking the same one. `screened`: an officer has decided on its
    eligibility; what waits for that is counted from an index of its own.
    """

    ref = models.CharField(max_length=24, unique=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="submissions")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    pack_version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    type_id = models.CharField(max_length=40)
    category = models.PositiveSmallIntegerField(default=0)
    step = models.PositiveSmallIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    counted_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField(null=True)
    live = models.BooleanField(default=True)
    screened = models.BooleanField(default=False)
    title = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=800, default="")
    agency_name = models.CharField(max_length=400)
    received_at = models.DateTimeField()
    submitted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    frozen = models.JSONField()
    tree = models.JSONField()
    root_hash = models.CharField(max_length=64)
    token = models.CharField(max_length=64, unique=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaces")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage"], condition=Q(live=True), name="submission_one_live"),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(live=False), name="submission_replaced_is_gone"
            ),
            models.UniqueConstraint(
                fields=["edition", "type_id", "step", "category", "counted_agency", "slot"],
                condition=Q(live=True, slot__isnull=False),
                name="submission_slot_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["edition", "live", "step", "type_id", "id"], name="submission_list"),
            models.Index(fields=["agency", "live"], name="submission_agency"),
            models.Index(
                fields=["edition", "step", "type_id"],
                condition=Q(live=True, screened=False),
                name="submission_unscreened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class SubmitIntent(models.Model):
    """Somebody began to send before the closing, at the server's `at`; what is finished within the published grace then counts.

    `submission` is the sending it led to. One that led nowhere says nothing of a later closing.
    """

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="intents")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="intents")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stage", "person"], condition=Q(submission=None), name="intent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}: {self.at:%F %T.%f}"


class OfficerFact(models.Model):
    """A fact that only an officer may establish (good standing, a source's level), with its reason and source.

    A later row for the same fact stands in place of the earlier one, which stays.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="officer_facts")
    fact = models.CharField(max_length=80)
    value = models.JSONField()
    reason = models.CharField(max_length=400)
    source = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["application", "fact", "id"], name="officer_fact")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.fact}"


class RulesMove(models.Model):
    """A draft that went over to a corrected version of its year's rules: from which, to which, and who has read what changed."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="moves")
    before = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["stage", "after"], name="rules_move_once")]

    def __str__(self) -> str:
        return f"{self.stage_id}: {self.before_id} → {self.after_id}"
