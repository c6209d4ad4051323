"""A person signs in with an e-mail address. What the person may do comes from memberships, seats, panels and officers' roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


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
    """Failed sign-ins of one e-mail address from one network address, counted for all workers together.

    `key` is a hash of the two: what somebody mistyped into the e-mail field is not kept.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    waits_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"
