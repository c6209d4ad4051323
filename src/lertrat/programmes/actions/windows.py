"""More time: for everybody by a resolution, for one agency by two officers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lertrat.agencies.models import Agency
from lertrat.committees.models import Resolution
from lertrat.kernel import clock, ids, thai
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Extension, Window, WindowAmendment
from lertrat.programmes.permits import may
from lertrat.programmes.states import EXTENSION_STEPS
from lertrat.records.actions import append


def amend_window(
    *,
    window: Window,
    closes_at: datetime,
    reason: str,
    resolution: Resolution | None = None,
    document: str = "",
    announced: str = "",
    by: Person,
) -> WindowAmendment:
    """Extend (or shorten) a window for everybody; the moment before stays on record, and who has a draft is written to.

    It rests on a `resolution` or on a `document` named in words.
    `announced` says where the public was told. Refuses without a reason, without a ground, or a closing before the opening.
    """
    may(by, "office", window.edition).require()
    if not reason.strip():
        raise Refusal(
            "reason-needed", "การเปลี่ยนกำหนดเวลาต้องระบุเหตุผล", "A change of closing time needs its reason."
        )
    if resolution is None and not document.strip():
        raise Refusal(
            "ground-needed",
            "การเปลี่ยนกำหนดเวลาสำหรับทุกรายต้องมีมติที่ประชุมหรือประกาศรองรับ",
            "A change for everybody rests on a resolution or an announcement: name it.",
        )
    with transaction.atomic():
        held = Window.objects.select_for_update().get(pk=window.pk)
        if closes_at <= held.opens_at:
            raise Refusal("window-order", "เวลาปิดรับต้องอยู่หลังเวลาเปิดรับ", "A window closes after it opens.")
        if closes_at == held.closes_at:
            raise Refusal("unchanged", "เวลาปิดรับตรงกับกำหนดเดิม", "This is the closing time already.")
        made = WindowAmendment.objects.create(
            window=held, closed_before=held.closes_at, closes_now=closes_at, reason=_clean(reason),
            resolution=resolution, document=_clean(document, 300), announced=_clean(announced), at=clock.now(), by=by,
        )  # fmt: skip
        held.closes_at = closes_at
        held.save(update_fields=["closes_at"])
        append("window.amended", obj=held, by=by, edition_id=held.edition_id, amendment=made.pk)
    window.refresh_from_db()
    return made


def _clean(text: str, limit: int = 400) -> str:
    return thai.normalise(text).strip()[:limit]


def propose_extension(
    *, window: Window, agency: Agency, until_at: datetime, reason: str, by: Person
) -> Extension:
    """Propose more time for one agency. Nothing changes until another officer confirms it.

    Refuses without a reason, for a moment that gives no more time than everybody has, and while another proposal waits.
    """
    may(by, "office", window.edition, type_id=window.type_id).require()
    if not reason.strip():
        raise Refusal(
            "reason-needed", "การขยายเวลาเฉพาะรายต้องระบุเหตุผล", "More time for one agency needs a reason."
        )
    moment = clock.now()
    with transaction.atomic():
        held = Window.objects.select_for_update().get(pk=window.pk)
        _refuse_useless(held, until_at, moment)
        if Extension.objects.filter(window=held, agency=agency, state="proposed").exists():
            raise Refusal(
                "proposed",
                "มีข้อเสนอขยายเวลาของหน่วยงานนี้รอยืนยันอยู่แล้ว",
                "A proposal for this agency is waiting already.",
            )
        made = Extension.objects.create(
            ref=ids.reference("E"), window=held, agency=agency, until_at=until_at, reason=_clean(reason),
            proposed_at=moment, proposed_by=by,
        )  # fmt: skip
        append("extension.proposed", obj=made, by=by, edition_id=held.edition_id, agency=agency.pk)
    return made


def _refuse_useless(window: Window, until_at: datetime, moment: datetime) -> None:
    if until_at <= window.closes_at:
        raise Refusal(
            "no-more-time",
            "เวลาที่เสนอต้องอยู่หลังกำหนดปิดรับของทุกราย",
            "The moment proposed lies before the closing for everybody.",
        )
    if until_at <= moment:
        raise Refusal("past", "เวลาที่เสนอผ่านไปแล้ว", "The moment proposed has passed already.")


def confirm_extension(*, extension: Extension, by: Person) -> Extension:
    """A second officer confirms: from now on the agency may write and send until then. A second press changes nothing."""
    with transaction.atomic():
        held = _held(extension, by)
        if held.state == "confirmed":
            return held
        if held.proposed_by_id == by.pk:
            raise Refusal(
                "second-officer",
                "ผู้เสนอยืนยันเองไม่ได้ ต้องให้เจ้าหน้าที่อีกคนหนึ่งยืนยัน",
                "Whoever proposes cannot confirm; another officer must.",
            )
        window = Window.objects.select_for_update().get(pk=held.window_id)
        _refuse_useless(window, held.until_at, clock.now())
        return _decide(held, "confirmed", "", by)


def decline_extension(*, extension: Extension, comment: str, by: Person) -> Extension:
    """Another officer declines with a reason; the proposer takes it back (state "taken_back") in the same way."""
    with transaction.atomic():
        held = _held(extension, by)
        own = held.proposed_by_id == by.pk
        if not own and not comment.strip():
            raise Refusal("comment-needed", "กรุณาระบุเหตุผลที่ไม่อนุญาต", "Say why it is declined.")
        return _decide(held, "taken_back" if own else "declined", comment, by)


def _held(extension: Extension, by: Person) -> Extension:
    held = (
        Extension.objects.select_for_update(of=("self",))
        .select_related("window__edition")
        .filter(pk=extension.pk)
        .first()
    )
    if held is None:
        raise NotFound("no-extension", "ไม่พบข้อเสนอขยายเวลานี้", "There is no such proposal.")
    may(by, "office", held.window.edition, type_id=held.window.type_id).require()
    return held


def _decide(held: Extension, state: str, comment: str, by: Person) -> Extension:
    if state not in EXTENSION_STEPS[held.state]:
        raise Refusal("decided", "ข้อเสนอนี้มีผู้ตัดสินไปแล้ว", "Somebody has decided on this proposal already.")
    held.state, held.comment = state, _clean(comment)
    held.decided_at, held.decided_by = clock.now(), by
    held.save(update_fields=["state", "comment", "decided_at", "decided_by"])
    append(
        f"extension.{state.replace('_', '-')}",
        obj=held,
        by=by,
        edition_id=held.window.edition_id,
        agency=held.agency_id,
    )
    return held
