"""A form that was written on paper, brought back: what it would change, question by question, and what did not fit and why.

Three texts meet at each question: what the document says, what it said when it was taken away (the revision it names), and what
stands now. Only what somebody wrote in the document is proposed; where both have moved, nobody is overwritten unless they choose it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lertrat.applications import paper, validators
from lertrat.applications.authors import rights
from lertrat.applications.content import Content
from lertrat.applications.models import AnswerRevision
from lertrat.criteria.schema import Fact, Question
from lertrat.files.models import StoredFile
from lertrat.files.queries import by_ref, open_stored
from lertrat.kernel import thai
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.kernel.plan import Change, Plan
from lertrat.people.models import Person
from lertrat.typesetting import word
from lertrat.typesetting.word_reading import Box, Word, read

_KINDS = {"new": "add", "change": "change", "both": "change", "empty": "remove"}
_TICK = re.compile(r"^\s*(?:[☒☑✓✔√✗✘×xXｘ]|[(\[]\s*[xX✓/✔√×]\s*[)\]]|/)\s*(.*)$", re.DOTALL)
_OPEN = re.compile(r"^\s*(?:[☐□○▢◻]|\(\s*\)|\[\s*\])\s*(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """What the document would change at one question.

    `kind`: "new" (nothing stands), "change", "both" (changed in the document and in the system since), "empty" (the document's box
    is empty). `take`: ticked to begin with. `locked`: the section is not this person's to write. `problem`: what the readiness check
    will say of it; it can be taken over all the same.
    """

    question: Question
    section: str
    kind: str
    before: Any
    after: Any
    given: Any
    revision: int
    take: bool
    locked: bool = False
    problem: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Misfit:
    """Words of the document that are brought over nowhere, whole, and why."""

    why: Refusal
    text: str


@dataclass(slots=True)
class Reading:
    """A document against a draft. `same`: questions that say what stands; `newer`: not touched in the document, newer here."""

    file: StoredFile
    lines: list[Line] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    notes: list[Refusal] = field(default_factory=list)
    same: int = 0
    newer: list[Question] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        """What would be done, with a digest that names the document and every answer it was held against."""
        return Plan(
            f"paper:{self.file.sha256}",
            tuple(
                Change(_KINDS[one.kind], one.question.id, {"r": one.revision, "v": one.before}, {"v": one.after})
                for one in self.lines
            ),
        )  # fmt: skip


def document(person: Person, ref: str) -> StoredFile:
    """A document the person brought here. Raises NotFound for somebody else's and for what is no .docx."""
    found = by_ref(ref)
    if found is None or found.uploaded_by_id != person.pk or found.extension != "docx":
        raise NotFound(
            "no-paper", "ไม่พบเอกสารนี้ โปรดเลือกไฟล์อีกครั้ง", "There is no such document; choose the file again."
        )
    return found


def reading(content: Content, file: StoredFile, person: Person) -> Reading:
    """The document held against the draft as it stands. At most four queries. Refusals: "paper-damaged", "paper-too-big"."""
    with open_stored(file, person) as held:
        found = read(held.read())
    made = Reading(file)
    own = found.properties.get(word.APPLICATION) == content.application.ref and found.properties.get(
        word.STEP
    ) == str(content.stage.step)
    _origin(made, found, content, own)
    boxes = _matched(made, found, content)
    taken_at = _taken_at(content, found) if own else {}
    mine = rights(content.stage).get(person.pk, {})
    for section in content.form.sections:
        locked = mine.get(section.id, "write") != "write"
        for question in section.questions:
            if question.id in boxes:
                _hold(made, content, question, boxes[question.id], taken_at, section.title.th, locked)
    _outside(made, found, content)
    return made


def _origin(made: Reading, found: Word, content: Content, own: bool) -> None:
    """What to say of where the document comes from."""
    rules, mine = found.properties.get(word.RULES, ""), content.application.pack_version.sha256
    if not rules:
        made.notes.append(Refusal("paper-unknown", "เอกสารไม่ได้บอกว่ามาจากแบบฟอร์มใด ระบบจับคู่คำตอบจากข้อความของคำถาม", "The document does not say which form it is; answers are matched by the words of the questions."))  # fmt: skip
    elif rules != mine:
        made.notes.append(Refusal("paper-other-form", "เอกสารออกจากแบบฟอร์มคนละฉบับกับที่ใบสมัครนี้ใช้ ข้อที่ตรงกันนำเข้าได้ ข้อที่ไม่มีในฉบับนี้แสดงไว้ด้านล่าง", "The document is another version of the form; what both have can be taken over, the rest is shown below."))  # fmt: skip
    if rules and not own:
        ref = found.properties.get(word.APPLICATION, "")[:40]
        made.notes.append(Refusal("paper-other-application", f"เอกสารออกจากใบสมัครอื่น ({ref}) หรือคนละขั้นตอน โปรดตรวจว่าเลือกไฟล์ถูกต้อง", f"The document was taken from another application ({ref}) or step; check that it is the right file."))  # fmt: skip
    if found.changes:
        made.notes.append(Refusal("paper-tracked", f"เอกสารมีการแก้ไขที่ติดตามไว้ {found.changes} แห่ง ระบบอ่านเหมือนยอมรับทั้งหมดแล้ว", f"The document has {found.changes} tracked changes; they are read as accepted."))  # fmt: skip
    pictures = found.pictures + sum(box.pictures for box in found.boxes)
    if pictures:
        made.notes.append(Refusal("paper-pictures", f"มีรูปภาพหรือวัตถุ {pictures} รายการที่นำเข้าเป็นข้อความไม่ได้ โปรดแนบเป็นไฟล์หลักฐาน", f"{pictures} pictures or objects cannot come over as text; attach them as evidence."))  # fmt: skip


# --- which box answers which question -----------------------------------------------------------------------------------


def _matched(made: Reading, found: Word, content: Content) -> dict[str, Box]:
    """Boxes by question: by what names them, else by the question's words above them."""
    asked = [question for question in content.form.questions if question.kind != "file"]
    by_mark = {mark: one for one in asked for mark in (word.tag_of(one.id), word.mark_of(one.id))}
    boxes: dict[str, Box] = {}
    later: list[Box] = []
    for box in found.boxes:
        question = next((by_mark[mark] for mark in box.marks if mark in by_mark), None)
        if question is None:
            later.append(box)
        elif question.id not in boxes:
            boxes[question.id] = box
        elif box.text.strip() and box.text != boxes[question.id].text:
            made.misfits.append(Misfit(Refusal("paper-twice", f"คำถามนี้มีสองกรอบ ระบบอ่านกรอบแรก: {question.label.th}", f"Two boxes for one question, the first was read: {question.label.th}"), box.text))  # fmt: skip
    for box in later:
        question = _by_words(box, [one for one in asked if one.id not in boxes])
        if question is not None:
            boxes[question.id] = box
        elif box.text.strip():
            known = any(word.names_question(mark) for mark in box.marks)
            why = (
                Refusal("paper-no-question", "คำถามนี้ไม่มีในแบบฟอร์มฉบับที่ใช้อยู่", "The form in use has no such question.")
                if known
                else Refusal("paper-no-place", "ไม่ทราบว่าเป็นคำตอบของข้อใด", "It is not known which question this answers.")
            )  # fmt: skip
            above = box.above[-1] if box.above else ""
            made.misfits.append(Misfit(why, "\n".join(filter(None, [above, box.text]))))
    return boxes


def _by_words(box: Box, asked: list[Question]) -> Question | None:
    above = [thai.search_key(words) for words in reversed(box.above)]
    for words in above:
        for one in asked:
            if words in (thai.search_key(paper.label(one)), thai.search_key(one.label.th)):
                return one
    return None


# --- what a box says ----------------------------------------------------------------------------------------------------


def given(question: Question, box: Box, fact: Fact | None = None) -> tuple[Any, list[str]]:
    """What stands in a box as an answer is given, and what of it has no place in such an answer."""
    if question.kind == "table":
        return _rows(question, box)
    if question.kind in {"choice", "multi", "yes_no"}:
        return _chosen(question, box, fact), []
    if question.kind in {"number", "date"}:
        return " ".join(box.text.split()), []
    return box.text, []


def _rows(question: Question, box: Box) -> tuple[list[dict[str, str]], list[str]]:
    labels = [thai.search_key(column.label.th) for column in question.columns]
    order, rows, beyond = list(range(len(labels))), [], []
    for place, cells in enumerate(box.rows):
        keys = [thai.search_key(cell) for cell in cells]
        if place == 0 and set(labels) & set(keys):
            # Columns may have been moved: their titles say where each is now.
            order = [keys.index(label) if label in keys else -1 for label in labels]
            beyond += [cell for cell, key in zip(cells, keys, strict=True) if key and key not in labels]
            continue
        row = {column.id: cells[at].strip() if 0 <= at < len(cells) else "" for column, at in zip(question.columns, order, strict=True)}  # fmt: skip
        beyond += [cell for at, cell in enumerate(cells) if at not in order and cell.strip()]
        if any(row.values()):
            rows.append(row)
    return rows, beyond


def _chosen(question: Question, box: Box, fact: Fact | None) -> Any:
    """Ids of the ticked options; words that are no option are kept as they are, so that the answer says what was written."""
    ids = {thai.search_key(words): id for id, words in paper.options(question, fact)}
    chosen: list[str] = []
    for line in filter(str.strip, box.text.split("\n")):
        if thai.search_key(line) in ids:
            continue
        if found := _OPEN.match(line):
            if thai.search_key(found[1]) not in ids and found[1].strip():
                chosen.append(found[1].strip())
        elif (found := _TICK.match(line)) and thai.search_key(found[1]) in ids:
            chosen.append(ids[thai.search_key(found[1])])
        else:
            chosen.append((found[1] if found else line).strip())
    chosen = list(dict.fromkeys(filter(None, chosen)))
    return chosen if question.kind == "multi" else " / ".join(chosen)


# --- against what stands ------------------------------------------------------------------------------------------------


def _taken_at(content: Content, found: Word) -> dict[str, tuple[int, Any]]:
    """Revision and value of each answer when the paper was made; (0, None) for what was blank. One query."""
    pairs = (one.partition("=") for one in found.properties.get(word.REVISIONS, "").split())
    numbers = {
        mark: int(text) for mark, _, text in pairs if text.isascii() and text.isdigit() and len(text) < 9
    }
    asked = {one.id: numbers.get(word.mark_of(one.id), 0) for one in content.form.questions}
    rows = AnswerRevision.objects.filter(answer__stage=content.stage, revision__in=set(asked.values()))
    values = {
        (one, revision): value
        for one, revision, value in rows.values_list("answer__question_id", "revision", "value")
    }
    return {one: (revision, values.get((one, revision))) for one, revision in asked.items()}


def _hold(
    made: Reading, content: Content, question: Question, box: Box, taken_at: Mapping[str, tuple[int, Any]], section: str, locked: bool
) -> None:  # fmt: skip
    """Add what the box would change."""
    fact, answer = content.fact_of(question), content.answers.get(question.id)
    said, beyond = given(question, box, fact)
    made.misfits += [Misfit(Refusal("paper-beyond", f"อยู่นอกคอลัมน์ของตาราง: {question.label.th}", f"Outside the table's columns: {question.label.th}"), one) for one in beyond]  # fmt: skip
    try:
        value = validators.read(question, said, fact)
    except Refusal as refusal:
        made.misfits.append(Misfit(refusal, box.text))
        return
    standing, revision = (answer.value, answer.revision) if answer else (None, 0)
    if _alike(value, standing):
        made.same += 1
        return
    base, was = taken_at.get(question.id, (-1, None))
    if base >= 0 and _alike(value, was):
        made.newer.append(question)
        return
    problem = validators.problem(question, value, fact)
    unreadable = isinstance(value, Mapping) and "raw" in value
    if value is None:
        kind = "empty"
    elif validators.is_blank(standing):
        kind = "new"
    else:
        kind = "change" if base == revision else "both"
    take = not locked and (kind == "new" or (kind == "change" and not unreadable))
    made.lines.append(Line(question, section, kind, standing, value, said, revision, take, locked, problem))


def _alike(one: Any, other: Any) -> bool:
    """Whether two values say the same: blanks at the ends of lines and the kind of blank line are no difference."""
    if isinstance(one, str) and isinstance(other, str):
        return [line.strip() for line in one.strip().split("\n")] == [line.strip() for line in other.strip().split("\n")]  # fmt: skip
    if validators.is_blank(one) and validators.is_blank(other):
        return True
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all(_alike(left, right) for left, right in zip(one, other, strict=True))
    if isinstance(one, Mapping) and isinstance(other, Mapping) and set(one) == set(other):
        return all(_alike(one[key], other[key]) for key in one)
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _outside(made: Reading, found: Word, content: Content) -> None:
    """What somebody wrote outside the boxes."""
    draft = paper.sheet(content, None)
    known = word.printed(draft)
    loose = [text for text in found.loose if not _ours(text, known)]
    if loose:
        made.misfits.append(Misfit(Refusal("paper-outside", "ข้อความที่เขียนนอกกรอบคำตอบ", "Words outside the boxes"), "\n".join(loose)))  # fmt: skip
    if found.aside:
        made.misfits.append(Misfit(Refusal("paper-aside", "เชิงอรรถและความเห็นในเอกสาร", "Notes and remarks in the document"), "\n".join(found.aside)))  # fmt: skip


def _ours(text: str, known: Iterable[str]) -> bool:
    # The closing day may have moved since the paper was made; it is ours all the same.
    return thai.search_key(text) in known or text.startswith("รับถึง: ")


def chosen_lines(made: Reading, chosen: Iterable[str]) -> list[Line]:
    """The lines somebody ticked and may write."""
    wanted = set(chosen)
    return [one for one in made.lines if one.question.id in wanted and not one.locked]


__all__ = ["Line", "Misfit", "Reading", "chosen_lines", "document", "given", "reading"]
