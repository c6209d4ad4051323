"""Who may take part: agencies as they stand and stood, their other names, and who acts for them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from lertrat.agencies.joining import Invitation, JoinRequest
from lertrat.agencies.states import ALIAS_KINDS, KINDS, ROLES
from lertrat.kernel import thai
from lertrat.records.constraints import one_of

__all__ = ["Agency", "Alias", "Import", "Invitation", "JoinRequest", "Membership", "Province"]


class Province(models.Model):
    """One of the 76 provinces or Bangkok. `code` is the two-digit geographical code ("รหัสจังหวัด").

    The demonstration adds fictitious provinces under codes that no real one can have.
    """

    code = models.CharField(primary_key=True, max_length=12)
    name_th = models.CharField(max_length=60, unique=True)
    name_en = models.CharField(max_length=60)
    region = models.CharField(max_length=40, blank=True)
    sort_key = models.CharField(max_length=400, db_index=True)
    fictitious = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name_th

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the dictionary order in step with the name."""
        self.sort_key = thai.sort_key(self.name_th)
        super().save(*args, **kwargs)


class Agency(models.Model):
    """A body that may take part or has taken part. What no source tells stays blank.

    `valid_from`/`valid_until` are half-open: the agency exists on `valid_from` and no longer on `valid_until`.
    `name_key` is the folded name that search and uniqueness use, `sort_key` the Thai dictionary order.
    """

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=24)
    name_th = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250, blank=True)
    sort_key = models.CharField(max_length=400)
    name_key = models.CharField(max_length=400, db_index=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    province = models.ForeignKey(
        Province, null=True, blank=True, on_delete=models.PROTECT, related_name="agencies"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    state_body = models.BooleanField(default=True)
    fictitious = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                F("kind"),
                F("name_key"),
                Coalesce(F("parent"), Value(0)),
                Coalesce(F("province"), Value("")),
                condition=Q(valid_until__isnull=True),
                name="agency_name_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lt=F("valid_until")),
                name="agency_valid_forward",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="agency_not_own_parent"
            ),
            one_of("kind", KINDS.items(), "agency_kind_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sort_key", "id"], name="agency_order"),
            models.Index(fields=["kind", "sort_key", "id"], name="agency_kind_order"),
            models.Index(fields=["province", "sort_key", "id"], name="agency_province_order"),
        ]

    def __str__(self) -> str:
        return self.name_th

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name and the dictionary order in step with the name."""
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Set the keys that follow from the name (for bulk writes, which do not call `save`)."""
        self.name_key = thai.search_key(self.name_th)
        self.sort_key = thai.sort_key(self.name_th)


class Alias(models.Model):
    """Another name by which the agency is printed or was known; a scan slip is kept as printed, the agency is its reading."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=250)
    name_key = models.CharField(max_length=400, db_index=True)
    kind = models.CharField(max_length=10, default="variant")
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "name"], name="alias_once"),
            one_of("kind", ALIAS_KINDS.items(), "alias_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded name in step with the name."""
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Set the key that follows from the name (for bulk writes, which do not call `save`)."""
        self.name_key = thai.search_key(self.name)


class Membership(models.Model):
    """A person acts for an agency in one role, from a moment on and until it ends: by somebody, or with the appointment.

    `until_at` may lie ahead (half-open: the appointment opens nothing at that moment). `letter`, `letter_ref`, `letter_on`: what
    it rests on. `reminded_at`: when its end was last announced.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    letter = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    letter_ref = models.CharField(max_length=120, blank=True)
    letter_on = models.DateField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "agency", "role"],
                condition=Q(until_at__isnull=True),
                name="membership_live_once",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")), name="membership_forward"
            ),
            one_of("role", ROLES.items(), "membership_role_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "role", "until_at"], name="membership_agency"),
            models.Index(fields=["until_at"], condition=Q(until_at__isnull=False), name="membership_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.agency_id}"


class Import(models.Model):
    """A bulk change of the register that was applied: which plan, how much of it, by whom. The record points here."""

    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="register_imports",
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d}"
