"""A stage's form on paper: the questions of exactly the rules its draft stands under, in boxes, with what is answered so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from lertrat.applications.content import Content
from lertrat.criteria.schema import Column, Fact, Question
from lertrat.criteria.schema.facts import Option
from lertrat.kernel import clock, dates, exact
from lertrat.typesetting import render
from lertrat.typesetting.papers import Draft, DraftQuestion
from lertrat.typesetting.word import write

YES_NO = (("yes", "ใช่"), ("no", "ไม่ใช่"))
NOTES = (
    "เขียนคำตอบในกรอบใต้คำถาม กรอบขยายตามข้อความ เขียนเกินกำหนดไว้ก่อนแล้วค่อยตัดได้",
    "ข้อที่ให้เลือก คลิกช่องสี่เหลี่ยมหน้าตัวเลือก หรือพิมพ์ X แทนช่องนั้น",
    "เขียนเสร็จแล้วนำไฟล์ .docx กลับเข้าระบบที่หน้า “ร่างในเครื่องหรือพิมพ์” ระบบจะให้ดูก่อนว่าจะเปลี่ยนข้อใด ข้อความนอกกรอบจะไม่ถูกนำเข้า",
    "หลักฐานและไฟล์แนบให้อัปโหลดในระบบ เอกสารนี้ไม่ใช่การส่งใบสมัคร",
)
_KINDS = {"choice": "choice", "multi": "choice", "yes_no": "choice", "table": "table", "file": "file"}


def docx(content: Content, closes: datetime | None) -> bytes:
    """The form as a Word document, to write on and to bring back (`importing`)."""
    return write(sheet(content, closes))


def pdf(content: Content, closes: datetime | None) -> bytes:
    """The same form to print."""
    return render("draft", sheet(content, closes))


def sheet(content: Content, closes: datetime | None) -> Draft:
    """The form with its answers as `typesetting` takes it; `closes`: when the stage closes, None where that is open."""
    application, form = content.application, content.form
    kind = content.pack.types[application.type_id]
    intakes = [one for one in kind.steps if one.kind == "intake"]
    step = f" {kind.step(content.stage.step).name.th}" if len(intakes) > 1 else ""
    return Draft(
        dated=dates.day_of(clock.now()).isoformat(),
        programme=application.edition.programme.name_th,
        edition=f"ประจำปี พ.ศ. {application.edition.year_be}",
        reference=application.ref,
        step=content.stage.step,
        title=application.title,
        agency=application.agency.name_th,
        award=kind.name.th + step,
        closes=dates.deadline_words(closes) if closes else "",
        fingerprint=application.pack_version.sha256,
        guidance=form.guidance.th if form.guidance else "",
        notes=list(NOTES),
        sections=[
            {
                "title": section.title.th,
                "guidance": section.guidance.th if section.guidance else "",
                "questions": [_question(content, question) for question in section.questions],
            }
            for section in form.sections
        ],
    )


def _question(content: Content, question: Question) -> DraftQuestion:
    fact, answer = content.fact_of(question), content.answers.get(question.id)
    box = filled(question, answer.value if answer else None, fact)
    return DraftQuestion(
        id=question.id,
        kind=_KINDS.get(question.kind, "text"),
        label=label(question),
        help=question.help.th if question.help else "",
        limit=limits(question, fact),
        text=box["text"],
        options=box["options"],
        head=[column.label.th for column in question.columns],
        rows=box["rows"],
        height=_height(question),
        revision=answer.revision if answer else 0,
    )


def _height(question: Question) -> int:
    if question.kind == "table":
        return min(question.max_rows or 4, 8)
    if question.kind == "long_text":
        # Some fifteen Thai words stand on a written line; more than a page of blank lines helps nobody.
        return min(30, max(4, (question.max_words or 150) // 15))
    return 1


def label(question: Question) -> str:
    """The question as it is printed above its box."""
    return question.label.th + ("" if question.required else " (ไม่บังคับ)")


def limits(question: Question, fact: Fact | None) -> str:
    """What may stand in the box, in words: length in Thai words, unit, least and most, form of a date, number of rows."""
    unit = question.unit or (fact.unit if fact else None)
    least = question.minimum if question.minimum is not None else fact.minimum if fact else None
    most = question.maximum if question.maximum is not None else fact.maximum if fact else None
    parts = [
        f"ไม่เกิน {question.max_words:,} คำ" if question.max_words else "",
        "กรอกเป็นตัวเลข" if question.kind == "number" else "",
        f"หน่วย: {unit.th}" if unit and question.kind == "number" else "",
        f"ไม่น้อยกว่า {exact.plain(exact.to_text(least))}" if least is not None and question.kind == "number" else "",
        f"ไม่เกิน {exact.plain(exact.to_text(most))}" if most is not None and question.kind == "number" else "",
        "วัน เดือน ปี พ.ศ. เช่น 23 กุมภาพันธ์ 2564" if question.kind == "date" else "",
        "เลือกได้หลายข้อ" if question.kind == "multi" else "",
        "เลือกหนึ่งข้อ" if question.kind in {"choice", "yes_no"} else "",
        f"ไม่เกิน {question.max_rows} แถว" if question.max_rows else "เพิ่มแถวได้" if question.kind == "table" else "",
        "แนบไฟล์ในระบบ" if question.kind == "file" else "",
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)


def options(question: Question, fact: Fact | None) -> list[tuple[str, str]]:
    """Id and Thai words of what can be chosen."""
    if question.kind == "yes_no":
        return list(YES_NO)
    found: tuple[Option, ...] = question.options or (fact.options if fact else ())
    return [(one.id, one.th) for one in found]


def filled(question: Question, value: Any, fact: Fact | None) -> dict[str, Any]:
    """A stored value as it stands in the box: `text`, `options` (label, chosen), `rows`."""
    raw = value["raw"] if isinstance(value, Mapping) and "raw" in value else None
    made: dict[str, Any] = {"text": "", "options": [], "rows": []}
    if question.kind == "table":
        given = raw if raw is not None else value or []
        rows = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
        made["rows"] = [[_cell(row.get(c.id), c, raw is not None) for c in question.columns] for row in rows]
    elif question.kind in {"choice", "multi", "yes_no"}:
        known = options(question, fact)
        held = ("yes" if value else "no") if isinstance(value, bool) else raw if raw is not None else value
        chosen = [str(one) for one in held] if isinstance(held, list) else [str(held)] if held else []
        made["options"] = [{"label": words, "chosen": id in chosen} for id, words in known]
        made["text"] = "\n".join(one for one in chosen if one not in {id for id, _ in known})
    elif raw is not None:
        made["text"] = str(raw)
    elif value is not None:
        made["text"] = _words(question.kind, str(value))
    return made


def _cell(value: Any, column: Column, raw: bool) -> str:
    text = "" if value is None else str(value)
    return text if raw or not text else _words(column.kind, text)


def _words(kind: str, text: str) -> str:
    if kind == "number":
        return exact.plain(text)
    if kind != "date":
        return text
    try:
        return dates.thai_date(date.fromisoformat(text))
    except ValueError:
        return text
