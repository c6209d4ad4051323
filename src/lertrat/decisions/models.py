"""Results before they are public: proposals, resolutions, honours; then the one moment of publication."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from lertrat.agencies.models import Agency
from lertrat.applications.models import Application
from lertrat.committees.models import AgendaItem, Resolution
from lertrat.decisions.states import DECISION_STATES, HONOUR_VERDICTS, OUTCOMES, PUBLICATION_STATES
from lertrat.programmes.models import Edition
from lertrat.records.constraints import one_of
from lertrat.works.models import Award

PERSON = settings.AUTH_USER_MODEL


class Decision(models.Model):
    """The result of one application: first what the rule proposes (where there is a rule), then what was resolved.

    Secret until publication. `proposed_*` keeps what the machine proposed and by which rule; `outcome` and `level` are the
    committee's. `assumed` marks a proposal that leans on the demonstration supplement. `rank_value` orders a board
    as the step's result does; `tie` tells in words how equal scores were ordered. `left_out`: expressly left for a
    later publication, so that it does not hold up the others.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="decision")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    type_id = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="proposed")
    proposed_outcome = models.CharField(max_length=16, blank=True)
    proposed_level = models.CharField(max_length=20, blank=True)
    rule = models.CharField(max_length=600, blank=True)
    assumed = models.BooleanField(default=False)
    flag = models.CharField(max_length=400, blank=True)
    rank_value = models.BigIntegerField(default=0)
    tie = models.CharField(max_length=300, blank=True)
    left_out = models.BooleanField(default=False)
    outcome = models.CharField(max_length=16, blank=True)
    level = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=600, blank=True)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("state", DECISION_STATES, "decision_state_known"),
            one_of("outcome", OUTCOMES, "decision_outcome_known", blank=True),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "tabled"])
                | (~Q(outcome="") & Q(resolution__isnull=False)),
                name="decision_decided_by_resolution",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="awarded") | ~Q(level=""), name="decision_awarded_has_level"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["edition", "state", "type_id", "-rank_value"], name="decision_board")
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome or self.state}"


class HonourDecision(models.Model):
    """An honour for an agency: the rule's verdict with its explanation tree, then the Commission's resolution."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    honour = models.CharField(max_length=40)
    verdict = models.CharField(max_length=8)
    tree = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="proposed")
    left_out = models.BooleanField(default=False)
    outcome = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=600, blank=True)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="+")
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("verdict", HONOUR_VERDICTS, "honour_verdict_known"),
            one_of("state", DECISION_STATES, "honour_state_known"),
            one_of("outcome", OUTCOMES, "honour_outcome_known", blank=True),
            models.UniqueConstraint(fields=["edition", "agency", "honour"], name="honour_once"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "tabled"])
                | (~Q(outcome="") & Q(resolution__isnull=False)),
                name="honour_decided_by_resolution",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.honour}: {self.agency_id}"


class Publication(models.Model):
    """The one moment at which an edition's decisions become awards. One transaction; late means late, never partial."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True)
    scheduled_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="scheduled")
    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, null=True, related_name="+")
    scheduled_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    awards = models.PositiveIntegerField(default=0)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("state", PUBLICATION_STATES, "publication_state_known"),
            models.UniqueConstraint(
                fields=["edition"], condition=Q(state="scheduled"), name="publication_one_scheduled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.state}"


class Certificate(models.Model):
    """What a certificate says, fixed at publication; the paper is set from it on first asking.

    `token` stands in the address that confirms it; it cannot be guessed from the number.
    """

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="certificate")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=32, unique=True)
    token = models.CharField(max_length=64, unique=True)
    data = models.JSONField()
    issued_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
