"""A section said to be finished or not yet, and who may write, comment or only read in it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from lertrat.agencies import queries as agencies
from lertrat.applications import content as contents
from lertrat.applications import readiness
from lertrat.applications.actions.locks import lock
from lertrat.applications.models import SectionMark, SectionRight, Stage
from lertrat.applications.permits import may
from lertrat.applications.states import EDITABLE, SECTION_RIGHTS
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append


def finish_section(*, stage: Stage, section_id: str, finished: bool, by: Person) -> SectionMark | None:
    """Somebody answers "have you finished this section?". A yes holds for what stands there now; a later edit reopens it.

    Refuses a yes while a question of the section still lacks something. The same answer twice changes nothing.
    """
    may(by, "edit", stage.application).require()
    with transaction.atomic():
        held = lock(stage.application, stage.step, EDITABLE, by=by, sections=[section_id])
        mark = SectionMark.objects.select_for_update().filter(stage=held, section_id=section_id).first()
        if not finished:
            if mark is not None:
                mark.delete()
                append(
                    "section.reopened", obj=held, by=by, edition_id=stage.application.edition_id, section=section_id
                )  # fmt: skip
            return None
        stands = _stands(stage, section_id)
        if mark is not None and mark.content == stands:
            return mark
        made, _ = SectionMark.objects.update_or_create(
            stage=held, section_id=section_id, defaults={"content": stands, "at": clock.now(), "by": by}
        )
        append(
            "section.finished", obj=held, by=by, edition_id=stage.application.edition_id, section=section_id
        )
    return made


def _stands(stage: Stage, section_id: str) -> str:
    """The hash of a section that lacks nothing. Raises Refusal where it does."""
    content = contents.read(stage)
    section = next((one for one in content.form.sections if one.id == section_id), None)
    if section is None:
        raise NotFound("no-section", "ไม่พบส่วนนี้ในแบบฟอร์ม", "The form has no such section.")
    gaps = [gap for gap in readiness.outline(content).gaps if gap.section_id == section_id]
    if gaps:
        raise Refusal(
            "section-gaps",
            f"ยังบอกว่าเสร็จไม่ได้ มี {len(gaps)} ข้อที่ต้องตอบหรือแก้ก่อน: {' · '.join(gap.label for gap in gaps[:3])}",
            f"Not finished yet: {len(gaps)} questions need an answer or a correction.",
        )
    return contents.section_hash(content, section)


def set_rights(*, stage: Stage, person: Person, rights: Mapping[str, str], by: Person) -> None:
    """Say what `person` may do in sections of a draft: "write", "comment" or "read" by section id; the others stay as they are.

    For the draft's owner and the agency's approvers, who always write themselves and cannot be held back.
    """
    application = stage.application
    may(by, "share", application).require()
    if not agencies.acts_for(person.pk, application.agency_id):
        raise NotFound(
            "no-member", "บุคคลนี้ไม่ได้เป็นผู้แทนของหน่วยงาน", "This person does not represent the agency."
        )
    if may(person, "share", application):
        raise Refusal(
            "always-writes",
            "เจ้าของฉบับร่างและผู้อนุมัติเขียนได้ทุกส่วนเสมอ",
            "The draft's owner and approvers always write everywhere.",
        )
    form = contents.form_by_id(
        application.pack_version_id, application.pack_version.sha256, application.type_id, stage.step
    )
    known = {section.id for section in form.sections}
    codes = {code for code, _ in SECTION_RIGHTS}
    if not set(rights) <= known or not set(rights.values()) <= codes:
        raise Refusal("no-right", "กรุณาเลือกสิทธิจากรายการ", "Choose one of the rights.")
    with transaction.atomic():
        held = Stage.objects.select_for_update().get(pk=stage.pk)
        for section_id, right in sorted(rights.items()):
            if right == "write":
                SectionRight.objects.filter(stage=held, person=person, section_id=section_id).delete()
            else:
                SectionRight.objects.update_or_create(
                    stage=held, person=person, section_id=section_id,
                    defaults={"right": right, "given_at": clock.now(), "given_by": by},
                )  # fmt: skip
        append(
            "section.rights", obj=held, by=by, edition_id=application.edition_id, person=person.pk, rights=dict(rights)
        )  # fmt: skip
