"""Is it ready to be sent? Every gap by name: blanks, texts that do not fit, conditions unmet and unknown with their citation.

A blank that is required or a text over its limit stops a submission. A condition never does: the machine explains, an
officer decides (house.md, decision 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lertrat.applications import closing
from lertrat.applications.authors import Mark
from lertrat.applications.clashes import clashes_of
from lertrat.applications.consistency import doubts
from lertrat.applications.content import Content, section_hash
from lertrat.applications.facts import judgement
from lertrat.applications.validators import is_blank, problem
from lertrat.criteria import Judgement
from lertrat.kernel import dates
from lertrat.kernel.errors import Refusal
from lertrat.programmes.queries import Closing, is_open

NONE: Mapping[str, Mark] = {}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to mend: where (section and question id) and the words."""

    section_id: str
    question_id: str
    label: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class SectionStatus:
    """How far a section is: "empty", "started", "done" or "problem".

    Done is what somebody has called finished (`mark`) and nobody has changed since, never what a machine infers; a problem is
    an answer that cannot be sent as it stands, or a finished section in which something has come to be missing.
    """

    id: str
    title_th: str
    title_en: str
    state: str
    answered: int
    required: int
    missing: int
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """`gaps` stop a submission, `judgement` explains, `warnings` are for both sides to settle, `doubts` are worth a second look."""

    gaps: tuple[Gap, ...]
    sections: tuple[SectionStatus, ...]
    judgement: Judgement
    warnings: tuple[Refusal, ...]
    window: Closing | None
    open: bool
    content_hash: str = ""
    doubts: tuple[Gap, ...] = ()
    extra: tuple[Refusal, ...] = field(default=())

    @property
    def complete(self) -> bool:
        """Nothing is missing; conditions may still be unmet or unknown."""
        return not self.gaps and not self.extra


@dataclass(frozen=True, slots=True)
class Outline:
    """How far the writing is: what a draft's pages show at every step, without the conditions."""

    gaps: tuple[Gap, ...]
    sections: tuple[SectionStatus, ...]


def outline(content: Content, marks: Mapping[str, Mark] = NONE) -> Outline:
    """The gaps and sections of a stage; without `marks` (`authors.working`) no section is done. No query."""
    gaps = list(_gaps(content))
    return Outline(tuple(gaps), tuple(_sections(content, gaps, marks)))


def check(content: Content, moment: datetime) -> Readiness:
    """The readiness of a stage at `moment`. About six queries."""
    drawn = outline(content)
    stage_window = closing.of(content.stage)
    return Readiness(
        gaps=drawn.gaps,
        sections=drawn.sections,
        judgement=judgement(content, moment),
        warnings=tuple(clashes(content)),
        window=stage_window,
        open=is_open(stage_window, moment),
        content_hash=content.hash,
        doubts=tuple(
            Gap(section_id, question.id, question.label.th, words)
            for section_id, question, words in doubts(content, dates.day_of(moment))
        ),
        extra=tuple(_parent(content)),
    )


def _gaps(content: Content) -> list[Gap]:
    with_files = {attachment.question_id for attachment in content.attachments}
    infected = {each.question_id for each in content.attachments if each.file.scan == "infected"}
    found = []
    for section in content.form.sections:
        for question in section.questions:
            value = content.value(question.id)
            if question.kind == "file":
                blank = question.id not in with_files
                wrong = None
            else:
                blank = is_blank(value)
                wrong = problem(question, value, content.fact_of(question))
            if blank and question.required:
                wrong = Refusal("missing", "ยังไม่ได้ตอบ", "Not answered yet.")
            if question.id in infected:
                wrong = Refusal(
                    "file-infected",
                    "ไฟล์ที่อ้างมีสิ่งอันตราย กรรมการเปิดไม่ได้ โปรดนำออกหรือเปลี่ยนไฟล์",
                    "A cited file is infected and nobody can open it. Remove or replace it.",
                )
            if wrong:
                found.append(Gap(section.id, question.id, question.label.th, wrong))
    return found


def _sections(content: Content, gaps: list[Gap], marks: Mapping[str, Mark]) -> list[SectionStatus]:
    with_files = {attachment.question_id for attachment in content.attachments}
    result = []
    for section in content.form.sections:
        answered = [q for q in section.questions if q.id in with_files or not is_blank(content.value(q.id))]
        open_gaps = [gap for gap in gaps if gap.section_id == section.id]
        mark = marks.get(section.id)
        if mark is not None and mark.content != section_hash(content, section):
            mark = None
        if any(gap.refusal.code != "missing" for gap in open_gaps) or (mark is not None and open_gaps):
            state = "problem"
        elif mark is not None:
            state = "done"
        else:
            state = "started" if answered else "empty"
        result.append(
            SectionStatus(
                section.id, section.title.th, section.title.en, state, len(answered),
                sum(1 for q in section.questions if q.required), len(open_gaps), mark,
            )
        )  # fmt: skip
    return result


def clashes(content: Content) -> list[Refusal]:
    """Other applications that stand in the way of this one: both sides are told early. One query."""
    return [clash.refusal for clash in clashes_of(content.application, content.pack)]


def _parent(content: Content) -> list[Refusal]:
    application = content.application
    rule = content.pack.types[application.type_id].requires_parent
    if rule is None:
        return []
    if application.parent is None:
        return [Refusal("parent-missing", f"ต้องระบุใบสมัครที่เป็นฐานของการเสนอชื่อ: {rule.text.th}", rule.text.en)]
    if not application.nominee:
        return [Refusal("nominee-missing", "ต้องระบุชื่อบุคคลหรือกลุ่มบุคคลที่เสนอ", "Name the person or group.")]
    states = {stage.state for stage in application.parent.stages.all()}
    if states <= {"withdrawn"}:
        return [Refusal("parent-withdrawn", "ใบสมัครที่เป็นฐานถูกถอนแล้ว", "The parent application was withdrawn.")]
    return []
