"""Evidence: a file kept in the agency's library, cited in answers, taken out of them, given up."""

from __future__ import annotations

from django.db import transaction

from lertrat.agencies.models import Agency
from lertrat.applications import content
from lertrat.applications.actions.locks import lock, touch
from lertrat.applications.models import Attachment, LibraryItem, SectionRight, Stage
from lertrat.applications.permits import may
from lertrat.applications.states import EDITABLE
from lertrat.criteria.schema import Question
from lertrat.files.models import StoredFile
from lertrat.files.names import COMPANIONS
from lertrat.kernel import clock, thai
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append


def keep(*, agency: Agency, file: StoredFile, title: str = "", by: Person) -> LibraryItem:
    """Put a file into the agency's library. The same content once only: the item that holds it is returned, as it is called there.

    Without a title it is called as the file is, without the ending. Refusal "item-kind" for what is no evidence by itself.
    """
    may(by, "keep", agency).require()
    if file.extension in COMPANIONS:
        raise Refusal("item-kind", "ไฟล์คำบรรยายใช้คู่กับวิดีโอเท่านั้น", "Captions go with a video only.")
    with transaction.atomic():
        return put(agency, file, title, by)


def put(agency: Agency, file: StoredFile, title: str, by: Person) -> LibraryItem:
    """`keep` for a caller that has asked and holds a transaction."""
    name = _line(title, 200) or file.name.rpartition(".")[0][:200] or file.name
    known = (
        LibraryItem.objects.select_for_update(of=("self",))
        .select_related("file")
        .filter(agency=agency, file__sha256=file.sha256)
        .order_by("id")
        .first()
    )
    if known is not None and known.removed_at is None:
        return known
    if known is not None:
        known.title, known.removed_at = name, None
        known.save(update_fields=["title", "removed_at"])
        item = known
    else:
        item = LibraryItem.objects.create(
            agency=agency, file=file, title=name, added_at=clock.now(), added_by=by
        )
    append("evidence.kept", obj=item, by=by, agency=agency.pk, file=file.pk)
    return item


def describe_item(
    *, item: LibraryItem, title: str, transcript: str | None = None, captions: StoredFile | None = None, by: Person
) -> LibraryItem:  # fmt: skip
    """Call a file otherwise; of a film also its transcript, and captions where a file of them is given."""
    may(by, "keep", item.agency).require()
    name = _line(title, 200)
    if not name:
        raise Refusal("item-title", "กรุณาตั้งชื่อหลักฐาน", "Give the evidence a title.")
    with transaction.atomic():
        held = _held(item)
        held.title = name
        if transcript is not None:
            held.transcript = thai.normalise(transcript).strip()
        if captions is not None:
            held.captions = captions
        held.save(update_fields=["title", "transcript", "captions"])
        append("evidence.described", obj=held, by=by, agency=held.agency_id)
    return held


def cite(
    *, stage: Stage, question_id: str, item: LibraryItem, page: int | None = None, second: int | None = None,
    caption: str = "", by: Person,
) -> Attachment:  # fmt: skip
    """Cite a file of the library in an answer, at a page or second. The same citation twice is the one that stands.

    Refusals: "cite-agency" (another agency's file), "cite-kind" (the question takes other kinds), "file-infected".
    """
    may(by, "edit", stage.application).require()
    question = _may_write(stage, question_id, by)
    if item.agency_id != stage.application.agency_id:
        raise NotFound("no-item", "ไม่พบไฟล์นี้ในคลังหลักฐาน", "There is no such file in the library.")
    if question.accept and item.file.extension not in question.accept:
        listed = ", ".join(f".{one}" for one in question.accept)
        raise Refusal("cite-kind", f"ข้อนี้รับเฉพาะไฟล์ {listed}", f"This question takes only {listed}.")
    if item.file.scan == "infected":
        raise Refusal("file-infected", "ไฟล์นี้มีสิ่งอันตราย จึงอ้างไม่ได้", "The file is infected and cannot be cited.")
    with transaction.atomic():
        held = lock(stage.application, stage.step, EDITABLE)
        _held(item)
        return _cite(held, question_id, item, page, second, caption or item.title, by)


def attach(*, stage: Stage, question_id: str, file: StoredFile, caption: str = "", by: Person) -> Attachment:
    """Keep a file in the agency's library and cite it as a whole: what a form with a file field does in one go."""
    application = stage.application
    may(by, "edit", application).require()
    _may_write(stage, question_id, by)
    with transaction.atomic():
        held = lock(application, stage.step, EDITABLE)
        item = put(application.agency, file, caption, by)
        return _cite(held, question_id, item, None, None, caption, by)


def _may_write(stage: Stage, question_id: str, by: Person) -> Question:
    """The question, where the person may write in its section."""
    application = stage.application
    version = application.pack_version
    form = content.form_by_id(version.pk, version.sha256, application.type_id, stage.step)
    for section in form.sections:
        for question in section.questions:
            if question.id == question_id:
                given = SectionRight.objects.filter(stage=stage, section_id=section.id, person=by)
                if given.exclude(right="write").exists():
                    raise NotAllowed(
                        "section-right",
                        "ท่านไม่ได้รับสิทธิให้เขียนส่วนนี้",
                        "You were not given the right to write this section.",
                    )
                return question
    raise NotFound("no-question", "ไม่พบคำถามข้อนี้ในแบบฟอร์ม", "The form has no such question.")


def _cite(
    stage: Stage, question_id: str, item: LibraryItem, page: int | None, second: int | None, caption: str, by: Person
) -> Attachment:  # fmt: skip
    """One citation, in the caller's transaction, the stage locked."""
    words = _line(caption, 300)
    standing = Attachment.objects.filter(
        stage=stage, question_id=question_id, item=item, page=page, second=second, removed_at__isnull=True
    ).first()
    if standing is not None and standing.caption == words:
        return standing
    if standing is not None:
        standing.removed_at = clock.now()
        standing.save(update_fields=["removed_at"])
    made = Attachment.objects.create(
        stage=stage, question_id=question_id, item=item, file_id=item.file_id, page=page, second=second, caption=words,
        added_at=clock.now(), added_by=by,
    )  # fmt: skip
    touch(stage, by)
    append("attachment.added", obj=made, by=by, edition_id=stage.application.edition_id, stage=stage.pk)
    return made


def detach(*, attachment: Attachment, by: Person) -> None:
    """Take a citation out of a draft; the file stays in the library, and the row stays known."""
    application = attachment.stage.application
    may(by, "edit", application).require()
    _may_write(attachment.stage, attachment.question_id, by)
    with transaction.atomic():
        stage = lock(application, attachment.stage.step, EDITABLE)
        _detach(attachment, stage, by)


def _detach(attachment: Attachment, stage: Stage, by: Person) -> None:
    held = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if held.removed_at is None:
        held.removed_at = clock.now()
        held.save(update_fields=["removed_at"])
        touch(stage, by)
        append("attachment.removed", obj=held, by=by, edition_id=stage.application.edition_id, stage=stage.pk)


def give_up(*, item: LibraryItem, by: Person) -> None:
    """Take a file out of the library, and out of the drafts that cite it. The row and the content stay known.

    Refuses "item-cited" where something that is no draft any more cites it (awaiting approval, approved, sent).
    """
    may(by, "keep", item.agency).require()
    with transaction.atomic():
        held = _held(item)
        rows = list(
            Attachment.objects.filter(item=held, removed_at__isnull=True)
            .select_related("stage__application__agency")
            .order_by("stage_id", "id")
        )
        for one in rows:
            stage = Stage.objects.select_for_update().select_related("application").get(pk=one.stage_id)
            if stage.state not in EDITABLE:
                raise Refusal(
                    "item-cited",
                    f"นำไฟล์ออกไม่ได้ เพราะใบสมัคร “{stage.application.title}” ที่ไม่ใช่ฉบับร่างแล้วอ้างถึงไฟล์นี้",
                    f"The file is cited by “{stage.application.title}”, which is no longer a draft, and must stay.",
                )
            _detach(one, stage, by)
        held.removed_at = clock.now()
        held.save(update_fields=["removed_at"])
        append("evidence.given-up", obj=held, by=by, agency=held.agency_id)


def _held(item: LibraryItem) -> LibraryItem:
    held = LibraryItem.objects.select_for_update().get(pk=item.pk)
    if held.removed_at is not None:
        raise NotFound("no-item", "ไฟล์นี้ถูกนำออกจากคลังแล้ว", "This file has been taken out of the library.")
    return held


def _line(text: str, longest: int) -> str:
    return " ".join(thai.normalise(text).split())[:longest]
