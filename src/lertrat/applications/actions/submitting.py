"""Submission: the frozen copy, its slot in the quota, and the moment that counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.applications import closing
from lertrat.applications import content as contents
from lertrat.applications.content import Content, content_hash
from lertrat.applications.models import (
    Answer,
    Application,
    Approval,
    Attachment,
    Stage,
    Submission,
    SubmitIntent,
)
from lertrat.applications.permits import may
from lertrat.applications.readiness import Readiness, check
from lertrat.applications.target import refuse_shut_out
from lertrat.kernel import hashing, ids
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append

TAKEN_UP = Refusal(
    "taken-up",
    "เจ้าหน้าที่ตรวจคุณสมบัติฉบับที่ส่งแล้ว จึงส่งฉบับใหม่แทนไม่ได้ ฉบับที่ส่งแล้วยังมีผล",
    "The office has decided on the version that was sent, so it cannot be replaced. It stands.",
)


def submit(
    *, stage: Stage, received_at: datetime, acknowledged: bool = False, by: Person
) -> tuple[Submission, bool]:
    """Send what the approver approved. Returns the submission and whether it is new: a second click gets the first receipt.

    `received_at` is the moment the request arrived, stamped before any lock: it alone decides about the deadline, half-open
    (house.md, decision 3). `acknowledged`: the sender has read that a condition is unmet or unknown.
    Refuses: outside the window (and the grace, where the rules publish one and sending was begun in time), not approved, changed since approval, blanks or texts that do not fit, no slot left.
    """
    may(by, "submit", stage.application).require()
    content = contents.read(stage)
    if stage.state != "submitted":
        refuse_shut_out(content.pack, content.application.type_id, content.application.agency)
        ready = check(content, received_at)
        closing.refuse_untimely(stage, ready.window, received_at)
        _refuse_unready(ready, acknowledged)
        frozen = freeze(content, ready)
        tree = hashing.tree(frozen)
    with transaction.atomic():
        held = Stage.objects.select_for_update().get(pk=stage.pk)
        if held.state == "submitted":
            return Submission.objects.get(stage=held, live=True), False
        if held.state != "approved":
            raise Refusal(
                "not-approved", "ใบสมัครยังไม่ได้รับอนุมัติจากหน่วยงาน", "The agency has not approved this yet."
            )
        held.application = content.application
        _refuse_moved(held, content)
        closing.refuse_untimely(held, closing.of(held), received_at)
        before = _taken_over(held, received_at)
        slot = before.slot if before else _slot(content.application, held.step, content)
        try:
            with transaction.atomic():
                made = _insert(content, held, slot, received_at, frozen, tree, by)
        except IntegrityError:
            raise _full(content) from None
        if before is not None:
            Submission.objects.filter(pk=before.pk).update(replaced_by=made)
        if closing.grace(held):
            SubmitIntent.objects.filter(stage=held, submission=None).update(submission=made)
        held.state, held.touched_at, held.touched_by, held.replacing = "submitted", received_at, by, None
        held.save(update_fields=["state", "touched_at", "touched_by", "replacing"])
        append(
            "submission.received", obj=made, by=by, edition_id=made.edition_id, application=made.application_id,
            step=made.step, root=made.root_hash, **({"replaces": before.pk} if before else {}),
        )  # fmt: skip
    return made, True


def _refuse_unready(ready: Readiness, acknowledged: bool) -> None:
    if not ready.complete:
        first = [f"{gap.label}: {gap.refusal.th}" for gap in ready.gaps[:5]] + [r.th for r in ready.extra]
        raise Refusal(
            "not-ready", "ยังส่งไม่ได้: " + " · ".join(first), "Not ready to be sent: see the readiness check."
        )
    if ready.judgement.verdict != "met" and not acknowledged:
        raise Refusal(
            "not-acknowledged",
            "มีเงื่อนไขที่ยังไม่ผ่านหรือยังไม่ทราบ กรุณาอ่านและยืนยันว่ารับทราบก่อนส่ง",
            "Some conditions are unmet or unknown. Read them and confirm before sending.",
        )


def _refuse_moved(stage: Stage, content: Content) -> None:
    answers = Answer.objects.filter(stage=stage).values_list("question_id", "revision")
    files = Attachment.objects.filter(stage=stage, removed_at__isnull=True).values_list("pk", flat=True)
    application = Application.objects.get(pk=stage.application_id)
    now_hash = content_hash(application, answers, files)
    approved = Approval.objects.filter(stage=stage, outcome="approved").order_by("-id").first()
    other_rules = application.pack_version_id != content.application.pack_version_id
    if approved is None or approved.content_hash != now_hash or now_hash != content.hash or other_rules:
        raise Conflict(
            "content-moved", "ใบสมัครเปลี่ยนไปหลังจากได้รับอนุมัติ กรุณาขออนุมัติอีกครั้ง",
            "The application has changed since it was approved. Ask for approval again.", current=now_hash,
        )  # fmt: skip


def _taken_over(stage: Stage, moment: datetime) -> Submission | None:
    """The submission this one replaces, ended: its place in the quota passes on and is never free in between."""
    if stage.replacing_id is None:
        return None
    before = Submission.objects.select_for_update(of=("self",)).get(pk=stage.replacing_id)
    if before.screened:
        raise TAKEN_UP
    before.live, before.withdrawn_at, before.withdrawn_reason = False, moment, "ส่งฉบับใหม่แทน"
    before.save(update_fields=["live", "withdrawn_at", "withdrawn_reason"])
    return before


def _slot(application: Application, step: int, content: Content) -> int | None:
    """The lowest free number of the quota over the counted body; None where the type has no limit.

    The counted body's row is the lock: two bureaux of one department wait for each other here.
    """
    quota = content.pack.types[application.type_id].quota
    if quota is None or quota.max is None or step != 1:
        return None
    Agency.objects.select_for_update().get(pk=application.counted_agency_id)
    taken = set(
        Submission.objects.filter(
            edition_id=application.edition_id, type_id=application.type_id, step=step, category=application.category,
            counted_agency_id=application.counted_agency_id, live=True, slot__isnull=False,
        ).values_list("slot", flat=True)
    )  # fmt: skip
    free = [number for number in range(1, quota.max + 1) if number not in taken]
    if not free:
        raise _full(content)
    return free[0]


def _full(content: Content) -> Refusal:
    quota = content.pack.types[content.application.type_id].quota
    counted = content.application.counted_agency.name_th
    rule = f" ({quota.text.th})" if quota else ""
    return Refusal(
        "quota-full",
        f"{counted} ส่งใบสมัครประเภทนี้ครบจำนวนแล้ว{rule}",
        f"{counted} has used its quota for this type.",
    )


def freeze(content: Content, ready: Readiness) -> dict[str, Any]:
    """The parts of the frozen copy as they stand now: plain values by part name."""
    application, agency = content.application, content.application.agency
    return {
        "application": {
            "ref": application.ref, "title": application.title, "type": application.type_id,
            "category": application.category, "step": content.stage.step, "edition": application.edition.code,
            "parent": application.parent.ref if application.parent else "",
        },
        "nominee": application.nominee,
        "agency": {
            "code": agency.code, "name": agency.name_th, "kind": agency.kind,
            "above": [{"code": a.code, "name": a.name_th} for a in agencies.above(agency)],
        },
        "pack": {"version": application.pack_version.number, "sha256": application.pack_version.sha256},
        "answers": {a.question_id: a.value for a in content.answers.values() if a.value is not None},
        "attachments": [
            {"id": a.pk, "question": a.question_id, "name": a.file.name, "size": a.file.size, "sha256": a.file.sha256,
             "caption": a.caption, "page": a.page, "second": a.second}
            for a in content.attachments
        ],
        "judgement": ready.judgement.as_json(),
    }  # fmt: skip


def _insert(
    content: Content, stage: Stage, slot: int | None, received_at: datetime, frozen: dict[str, Any],
    tree: dict[str, Any], by: Person,
) -> Submission:  # fmt: skip
    application = content.application
    return Submission.objects.create(
        ref=ids.reference(f"R{application.edition.year_be % 100}"), application=application, stage=stage,
        edition_id=application.edition_id, pack_version_id=application.pack_version_id, type_id=application.type_id,
        category=application.category, step=stage.step, agency_id=application.agency_id,
        counted_agency_id=application.counted_agency_id, slot=slot, title=application.title,
        sort_key=application.sort_key, agency_name=application.agency.name_th, received_at=received_at,
        submitted_by=by, frozen=frozen, tree=tree, root_hash=tree["root"], token=ids.secret(),
    )  # fmt: skip
