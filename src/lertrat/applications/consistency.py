"""What an attentive reader would ask about a draft: figures and dates that do not agree, numbers without any evidence.

None of it stops a submission; each is named with its question, so that the writer can look again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from lertrat.applications.content import Content
from lertrat.applications.validators import is_blank
from lertrat.criteria.schema import Question
from lertrat.kernel import thai
from lertrat.kernel.errors import Refusal


def doubts(content: Content, today: date) -> list[tuple[str, Question, Refusal]]:
    """(section id, question, words) for everything worth a second look at `today`. No query."""
    told: dict[str, tuple[Question, Any]] = {}
    found = []
    for section in content.form.sections:
        for question in section.questions:
            value = content.value(question.id)
            if is_blank(value) or (isinstance(value, dict) and "raw" in value):
                continue
            for refusal in _of_one(question, value, today):
                found.append((section.id, question, refusal))
            if question.fact:
                first, other = told.setdefault(question.fact, (question, value))
                if other != value:
                    found.append((section.id, question, _differs(first)))
    return [*found, *_bare_numbers(content)]


def _of_one(question: Question, value: Any, today: date) -> Iterator[Refusal]:
    if question.kind == "date" and date.fromisoformat(value) > today:
        yield Refusal("date-ahead", "วันที่นี้ยังมาไม่ถึง", "This date lies ahead.")
    if question.kind == "table":
        seen: dict[str, dict[str, Any]] = {}
        name = question.columns[0].id
        for row in value:
            key = thai.search_key(str(row.get(name, "")))
            if key and key in seen and seen[key] != row:
                words = str(row[name])[:60]
                yield Refusal(
                    "row-twice",
                    f"มี “{words}” มากกว่าหนึ่งแถวและตัวเลขไม่ตรงกัน",
                    f"“{words}” stands in more than one row with different figures.",
                )
            seen.setdefault(key, row)


def _differs(first: Question) -> Refusal:
    return Refusal(
        "told-twice",
        f"ไม่ตรงกับที่ตอบไว้ในข้อ “{first.label.th}”",
        f"Differs from the answer to “{first.label.en}”.",
    )


def _bare_numbers(content: Content) -> Iterator[tuple[str, Question, Refusal]]:
    """The first table of figures of a draft whose form takes files and that has none."""
    if content.attachments or all(question.kind != "file" for question in content.form.questions):
        return
    for section in content.form.sections:
        for question in section.questions:
            if question.kind == "table" and not is_blank(content.value(question.id)):
                yield (
                    section.id,
                    question,
                    Refusal(
                        "no-evidence",
                        "มีตัวเลขแต่ทั้งใบสมัครยังไม่มีไฟล์หลักฐาน",
                        "Figures are given, but the application has no evidence file yet.",
                    ),
                )
                return
