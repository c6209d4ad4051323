"""How somebody comes to act for an agency, stored: an invitation from within, or a request that an officer decides."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from lertrat.agencies.states import INVITATION_STATES, KINDS, NON_STATE, REQUEST_STATES
from lertrat.files.models import StoredFile
from lertrat.records.constraints import one_of

PERSON = settings.AUTH_USER_MODEL


class Invitation(models.Model):
    """A letter to one address: whoever opens its link acts for `agency` in `roles`. Without an agency it opens an account only.

    The link's key is not stored: it is computed from the row and the installation's key (`letters`), and `round` makes the link
    of an earlier letter void. `until_at`: the end of the appointment (half-open); `expires_at`: the end of the link.
    `person`: who asks with another address ("asking"), or who accepted.
    """

    ref = models.CharField(max_length=24, unique=True)
    agency = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(max_length=254)
    roles = models.JSONField(default=list)
    until_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    letter_ref = models.CharField(max_length=120, blank=True)
    letter_on = models.DateField(null=True)
    invited_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="waiting")
    person = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            one_of("state", INVITATION_STATES.items(), "invitation_state_known"),
            models.UniqueConstraint(
                F("agency"),
                Lower("email"),
                condition=Q(state__in=["waiting", "asking"]),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=True, invited_by__isnull=True)
                | Q(agency__isnull=False, invited_by__isnull=False),
                name="invitation_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"]) | Q(person__isnull=False),
                name="invitation_has_person",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_forward"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "-id"], name="invitation_agency"),
            models.Index(fields=["id"], condition=Q(sent_at__isnull=True), name="invitation_unsent"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"


class JoinRequest(models.Model):
    """A person asks to act for an agency without an administrator, or registers a body that the register does not have.

    For a new body (`kind` company, association or community) the body's own words stand here as given: its registration number
    is not checked against anything; `agency` is filled when an officer has let it in.
    """

    ref = models.CharField(max_length=24, unique=True)
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, blank=True)
    name_th = models.CharField(max_length=250, blank=True)
    number = models.CharField(max_length=60, blank=True)
    province = models.ForeignKey("agencies.Province", null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=300, blank=True)
    roles = models.JSONField(default=list)
    until_at = models.DateTimeField(null=True)
    letter = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    letter_ref = models.CharField(max_length=120, blank=True)
    letter_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            one_of("state", REQUEST_STATES.items(), "join_request_state_known"),
            one_of(
                "kind",
                [(kind, words) for kind, words in KINDS.items() if kind in NON_STATE],
                "join_request_kind_known",
                blank=True,
            ),
            models.CheckConstraint(
                condition=(Q(kind="", agency__isnull=False) | (~Q(kind="") & ~Q(name_th=""))),
                name="join_request_names_a_body",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(agency__isnull=False, decided_by__isnull=False),
                name="join_request_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="join_request_refused_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["person", "agency"], condition=Q(state="waiting"), name="join_request_waiting_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="join_request_queue"),
            models.Index(fields=["person", "-id"], name="join_request_person"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.state}"

    @property
    def body_name(self) -> str:
        """The agency asked for, or the new body as its people call it."""
        return self.name_th or (self.agency.name_th if self.agency else "")
