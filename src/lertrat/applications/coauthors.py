"""What several authors of one draft need of each other, stored: rights per section, "finished" marks, presence, comments.

None of it is part of a submission. Presence and comments are erased (`tasks`); nothing here but rights and marks is recorded.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from lertrat.applications.states import SECTION_RIGHTS
from lertrat.records.constraints import one_of

PERSON = settings.AUTH_USER_MODEL


class SectionRight(models.Model):
    """What a person of the agency may do in one section of a draft: "write", "comment" or "read". Without a row: write."""

    stage = models.ForeignKey("applications.Stage", on_delete=models.PROTECT, related_name="section_rights")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    section_id = models.CharField(max_length=80)
    right = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            one_of("right", SECTION_RIGHTS, "section_right_known"),
            models.UniqueConstraint(fields=["stage", "person", "section_id"], name="section_right_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}:{self.section_id} {self.person_id} {self.right}"


class SectionMark(models.Model):
    """Somebody said that a section is finished. It holds as long as `content` (`content.section_hash`) is what stands there:
    a later edit reopens the section by itself."""

    stage = models.ForeignKey("applications.Stage", on_delete=models.PROTECT, related_name="section_marks")
    section_id = models.CharField(max_length=80)
    content = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "section_id"], name="section_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}:{self.section_id} {self.at}"


class Presence(models.Model):
    """Where a person is in a draft, by their browser's last sign of life; `question_id` is what they are writing, or empty."""

    stage = models.ForeignKey("applications.Stage", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    section_id = models.CharField(max_length=80)
    question_id = models.CharField(max_length=80, blank=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stage", "person"], name="presence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}:{self.question_id or self.section_id} {self.person_id}"


class Comment(models.Model):
    """A remark on one answer, or a reply to one (`parent`). A thread is open until its first remark is resolved.

    `mentions`: ids of the people of the agency whom the text names.
    """

    stage = models.ForeignKey("applications.Stage", on_delete=models.PROTECT, related_name="comments")
    question_id = models.CharField(max_length=80)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    text = models.TextField()
    mentions = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["stage", "question_id", "id"], name="comment_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}:{self.question_id} {self.pk}"
