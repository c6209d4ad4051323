"""Remarks of co-authors on an answer: a thread, resolved by anybody who may comment. No part of any submission."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from lertrat.agencies import queries as agencies
from lertrat.applications import content as contents
from lertrat.applications.authors import right_in
from lertrat.applications.models import Comment, Stage
from lertrat.applications.permits import may
from lertrat.applications.states import UNSENT
from lertrat.kernel import clock, thai
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append

LONGEST = 4000


def comment(
    *, stage: Stage, question_id: str, text: str, parent: Comment | None = None, mentions: Iterable[int] = (), by: Person
) -> Comment:  # fmt: skip
    """Say something of an answer, or reply to what was said. Naming a member with @ tells them, as does `mentions` (ids)."""
    _may_comment(stage, question_id, by)
    clean = thai.normalise(text).strip()
    if not clean:
        raise Refusal("comment-empty", "กรุณาพิมพ์ความเห็น", "Please write the comment.")
    if len(clean) > LONGEST:
        raise Refusal(
            "comment-long",
            f"ความเห็นยาว {len(clean):,} ตัวอักษร ใช้ได้ไม่เกิน {LONGEST:,} ข้อความยังอยู่ในช่อง",
            f"A comment has at most {LONGEST:,} characters; yours has {len(clean):,}.",
        )
    named = _named(stage, clean, set(mentions)) - {by.pk}
    with transaction.atomic():
        held = _open(stage)
        first = _thread(held, question_id, parent)
        made = Comment.objects.create(
            stage=held, question_id=question_id, parent=first, text=clean, mentions=sorted(named), at=clock.now(), by=by
        )  # fmt: skip
        if first is not None and first.resolved_at is not None:
            Comment.objects.filter(pk=first.pk).update(resolved_at=None, resolved_by=None)
        append(
            "comment.added", obj=made, by=by, edition_id=stage.application.edition_id, stage=held.pk,
            question=question_id, mentions=sorted(named),
        )  # fmt: skip
    return made


def resolve(*, comment: Comment, resolved: bool = True, by: Person) -> Comment:
    """Settle a thread, or open it again. Saying it twice changes nothing."""
    _may_comment(comment.stage, comment.question_id, by)
    with transaction.atomic():
        _open(comment.stage)
        held = Comment.objects.select_for_update().get(pk=comment.parent_id or comment.pk)
        if (held.resolved_at is not None) == resolved:
            return held
        held.resolved_at, held.resolved_by = (clock.now(), by) if resolved else (None, None)
        held.save(update_fields=["resolved_at", "resolved_by"])
        append(
            "comment.resolved" if resolved else "comment.reopened", obj=held, by=by,
            edition_id=comment.stage.application.edition_id, stage=held.stage_id,
        )  # fmt: skip
    return held


def erase_comment(*, comment: Comment, by: Person) -> None:
    """Take one's own remark back. One that was answered stays, since the answers would hang in the air."""
    _may_comment(comment.stage, comment.question_id, by)
    if comment.by_id != by.pk:
        raise Refusal(
            "comment-others", "ลบได้เฉพาะความเห็นของท่านเอง", "You can only take back your own comment."
        )
    with transaction.atomic():
        _open(comment.stage)
        held = Comment.objects.select_for_update().filter(pk=comment.pk).first()
        if held is None:
            return
        if held.replies.exists():
            raise Refusal("comment-answered", "มีผู้ตอบความเห็นนี้แล้ว จึงลบไม่ได้", "Somebody has replied; it stays.")
        append(
            "comment.erased", obj=held, by=by, edition_id=comment.stage.application.edition_id, stage=held.stage_id
        )  # fmt: skip
        held.delete()


def _may_comment(stage: Stage, question_id: str, by: Person) -> None:
    application = stage.application
    may(by, "comment", application).require()
    form = contents.form_by_id(
        application.pack_version_id, application.pack_version.sha256, application.type_id, stage.step
    )
    section = next((s for s in form.sections if any(q.id == question_id for q in s.questions)), None)
    if section is None:
        raise NotFound("no-question", "ไม่พบคำถามข้อนี้ในแบบฟอร์ม", "The form has no such question.")
    if right_in(stage, section.id, by) == "read":
        raise Refusal(
            "section-right",
            "ท่านอ่านส่วนนี้ได้ แต่ไม่ได้รับสิทธิให้ความเห็น",
            "You may read this section, not comment on it.",
        )


def _open(stage: Stage) -> Stage:
    held = Stage.objects.select_for_update().get(pk=stage.pk)
    if held.state not in UNSENT:
        raise Refusal(
            "comments-closed",
            "ใบสมัครส่งหรือถอนไปแล้ว ความเห็นอ่านได้แต่เพิ่มไม่ได้",
            "The application was sent or withdrawn; comments can be read, not added.",
        )
    return held


def _thread(stage: Stage, question_id: str, parent: Comment | None) -> Comment | None:
    """The remark that begins the thread of `parent`."""
    if parent is None:
        return None
    first = Comment.objects.filter(
        pk=parent.parent_id or parent.pk, stage=stage, question_id=question_id
    ).first()
    if first is None:
        raise NotFound("no-comment", "ความเห็นที่ท่านตอบถูกลบไปแล้ว", "The comment you reply to is gone.")
    return first


def _named(stage: Stage, text: str, chosen: set[int]) -> set[int]:
    """Ids of the agency's members whom the text names with @, and of those chosen by hand."""
    found = set()
    for member in agencies.members(stage.application.agency):
        names = (member.person.full_name, member.person.name)
        if member.person_id in chosen or any(f"@{thai.normalise(name)}" in text for name in names):
            found.add(member.person_id)
    return found
