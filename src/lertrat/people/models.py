"""A person signs in with an e-mail address. What the person may do comes from memberships, seats, panels and officers' roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from lertrat.people.states import PROOFS, RECOVERY_OUTCOMES
from lertrat.records.constraints import one_of


class PersonManager(BaseUserManager["Person"]):
    """Finds a person by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A new person; without a password nobody can sign in as them until one is set."""
        person = self.model(email=email.strip(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Somebody who may sign in. Titles and ranks are data of their own, since Thai names carry long ones."""

    email = models.EmailField(unique=True, max_length=254)
    title = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, db_index=True, default="")
    post = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="th")
    created_at = models.DateTimeField()
    # When the account was closed for good and its person forgotten (`actions.erasing`).
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="person_email_any_case")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Title and name as written together in Thai: no space after a civil title."""
        return f"{self.title}{self.name}"


class SignInFailure(models.Model):
    """Failures of one kind (password, code, letter asked for) from one network address, counted for all workers together.

    `key` is a hash of whose they are and from where: what somebody mistyped into the e-mail field is not kept.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    waits_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"


class Session(AbstractBaseSession):
    """One sign-in on one device: Django's row, with whose it is, how it was opened, and where."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=300, blank=True)


class OneTimeKey(models.Model):
    """The secret shared with somebody's authenticator app, sealed. Counts once it was confirmed with a code.

    `last_step` is the time step of the last code taken, so that no code is taken twice.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    secret = models.TextField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"one-time key of {self.person_id}"


class Passkey(models.Model):
    """A passkey: what its device signs is checked with `public_key`. Ids are base64url, as browsers write them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that stands in once for a lost phone or passkey; kept as a keyed hash."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("person", "key", name="recovery_code_once_per_person")
        ]

    def __str__(self) -> str:
        return f"recovery code of {self.person_id}"


class Identity(models.Model):
    """An identity at an OpenID Connect provider that signs in as a person. `subject` is a keyed hash: the number itself
    (ThaID's is the citizen number) is never kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    provider = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("provider", "subject", name="identity_belongs_to_one_person"),
            models.UniqueConstraint("person", "provider", name="identity_one_per_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.subject[:8]}"


class Look(models.Model):
    """Somebody of the office looked at the pages of `person` as they see them: read-only, for a reason, for a while."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    started_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("started_at")), name="look_has_a_length"
            ),
            models.CheckConstraint(condition=~models.Q(person=models.F("by")), name="look_at_somebody_else"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="look_has_a_reason"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-started_at"], name="look_of_person")]

    def __str__(self) -> str:
        return f"{self.by_id} as {self.person_id}"


class Recovery(models.Model):
    """An administrator (None: somebody at the machine) asked to remove what a person lost; another one confirms within `until`.

    `outcome` is empty while it is open. "came-in": its person signed in with a factor meanwhile, so nothing was lost.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=400)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("person", condition=models.Q(ended_at=None), name="recovery_one_open"),
            models.CheckConstraint(
                condition=~models.Q(confirmed_by=models.F("asked_by")), name="recovery_by_two"
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("asked_by")) & ~models.Q(person=models.F("confirmed_by")),
                name="recovery_by_others",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, outcome="")
                | models.Q(ended_at__isnull=False, outcome__in=[code for code, _ in RECOVERY_OUTCOMES]),
                name="recovery_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery of {self.person_id}"


class Proof(models.Model):
    """A letter with a link that proves an address: to set a new password ("reset"), to change the address ("email"); or a
    word without a link: that the address changed ("email-changed", to the earlier one), that somebody asked to remove the ways
    in ("recovery-asked"), that they were removed ("recovered").

    The link's key is never kept: it is computed from this row and the account as it stands, and so works no more once the
    password or the address has changed.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    address = models.EmailField(max_length=254)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [one_of("kind", PROOFS, name="proof_kind_known")]
        indexes: ClassVar = [models.Index(fields=["sent_at", "id"], name="proof_to_send")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"
