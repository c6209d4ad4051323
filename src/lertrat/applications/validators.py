"""One rule per function: what may stand as an answer. Forms, actions and imports ask here.

An answer that cannot be read yet ("ประมาณ 5") is kept as ``{"raw": text}``: a draft never loses a word; the readiness check
says what is wrong, and only submission refuses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lertrat.criteria.schema import Column, Fact, Question
from lertrat.kernel import dates, exact, thai
from lertrat.kernel.errors import Refusal

MAX_TEXT = 200_000
YES = frozenset({"yes", "true", "1", "on", "ใช่"})
NO = frozenset({"no", "false", "0", "off", "ไม่ใช่"})


def title(text: str) -> str:
    """A title of at most 300 characters; Refusal when empty or longer."""
    clean = " ".join(thai.normalise(text).split())
    if not clean:
        raise Refusal("title-empty", "กรุณาตั้งชื่อผลงานหรือชื่อใบสมัคร", "Please give the application a title.")
    if len(clean) > 300:
        raise Refusal(
            "title-long", f"ชื่อยาว {len(clean)} ตัวอักษร ใช้ได้ไม่เกิน 300", "A title has at most 300 characters."
        )
    return clean


def read(question: Question, given: Any, fact: Fact | None = None) -> Any:
    """`given` (form text, list or table rows) as the value to store; ``{"raw": ...}`` where it does not fit the question.

    Returns None for a blank. Refuses only what cannot be kept at all: more than 200,000 characters.
    """
    if is_blank(given):
        return None
    if len(str(given)) > MAX_TEXT:
        raise Refusal(
            "answer-too-long",
            f"ข้อความยาวเกิน {MAX_TEXT:,} ตัวอักษร ระบบยังไม่ได้บันทึก กรุณาตัดให้สั้นลงหรือแนบเป็นไฟล์",
            f"More than {MAX_TEXT:,} characters: not saved. Shorten it or attach a file.",
        )
    try:
        return _READERS[question.kind](question, given, fact)
    except Refusal:
        return {"raw": _storable(given) if isinstance(given, (str, list)) else thai.tidy(str(given))}


def _storable(given: Any) -> Any:
    """What cannot be read yet, as it was written, save for signs that no database takes."""
    if isinstance(given, Mapping):
        return {str(key): _storable(one) for key, one in given.items()}
    if isinstance(given, list):
        return [_storable(one) for one in given]
    return thai.tidy(given) if isinstance(given, str) else given


def pasted(texts: Iterable[str]) -> list[Refusal]:
    """What storing changes in these texts, in words for the writer; nothing where it changes nothing one would miss."""
    found = thai.pasted("\n".join(texts))
    told = [
        (found.letters, "pasted-letters", "แปลงอักขระเฉพาะแบบอักษรจาก Word เป็นอักษรปกติ {} ตัว",
         "{} glyphs of an old font turned into letters"),
        (found.invisible, "pasted-invisible", "ตัดอักขระที่มองไม่เห็น {} ตัว", "{} invisible characters left out"),
        (found.direction, "pasted-direction", "ตัดเครื่องหมายกำกับทิศทางข้อความ {} ตัว", "{} direction marks left out"),
        (found.control, "pasted-control", "ตัดอักขระควบคุม {} ตัว", "{} control characters left out"),
        (found.strange, "pasted-strange", "มีอักขระที่ระบบอ่านไม่ได้ {} ตัว ยังเก็บไว้ กดบันทึกเพื่อเลือกว่าจะตัดหรือแทน",
         "{} characters cannot be read; they are kept, save the page to remove or replace them"),
    ]  # fmt: skip
    return [
        Refusal(code, th.format(f"{count:,}"), en.format(f"{count:,}"))
        for count, code, th, en in told
        if count
    ]


def _strange(value: Any) -> Refusal | None:
    """Signs of a private font left in a text or a table: others would see a box, or nothing."""
    if isinstance(value, Mapping):
        texts = [one for one in value.values() if isinstance(one, str)]
    elif isinstance(value, list):
        texts = [
            cell
            for row in value
            if isinstance(row, Mapping)
            for cell in row.values()
            if isinstance(cell, str)
        ]
    else:
        texts = [value] if isinstance(value, str) else []
    found = [one for text in texts for one in thai.strange(text)]
    if not found:
        return None
    where = " · ".join(f"{code} หลัง “{before}”" if before else code for code, before in found[:3])
    return Refusal(
        "strange-characters",
        f"มีอักขระที่ผู้อื่นจะอ่านไม่ออก {len(found):,} ตัว ({where}) มักมาจากแบบอักษรเฉพาะใน Word ตัดออก แทน หรือพิมพ์ใหม่ก่อนส่ง",
        f"{len(found):,} characters that others cannot read ({', '.join(code for code, _ in found[:3])}), often from a font"
        " of Word. Remove, replace or retype them before sending.",
    )


def problem(question: Question, value: Any, fact: Fact | None = None) -> Refusal | None:
    """What keeps a stored value from being submitted; None when nothing does."""
    if isinstance(value, Mapping) and "raw" in value:
        try:
            _READERS[question.kind](question, value["raw"], fact)
        except Refusal as refusal:
            return refusal
    if odd := _strange(value):
        return odd
    if question.max_words and isinstance(value, str):
        count = thai.words(value)
        if count > question.max_words:
            return Refusal(
                "too-many-words",
                f"ยาว {count:,} คำ เกินกำหนด {question.max_words:,} คำ อยู่ {count - question.max_words:,} คำ",
                f"{count:,} words; the limit is {question.max_words:,}.",
            )
    return None


def is_blank(value: Any) -> bool:
    """Whether nothing is written: no text, no row with anything in it."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return all(is_blank(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return all(is_blank(part) for part in value)
    return False


def _text(question: Question, given: Any, fact: Fact | None) -> str:
    return thai.tidy(str(given)).strip()


def _number(question: Question | Column, given: Any, fact: Fact | None = None) -> str:
    value = exact.parse(str(given))
    low = getattr(question, "minimum", None)
    high = getattr(question, "maximum", None)
    low = low if low is not None else fact.minimum if fact else None
    high = high if high is not None else fact.maximum if fact else None
    if low is not None and value < low:
        raise Refusal("too-small", f"ต้องไม่น้อยกว่า {exact.to_text(low)}", f"At least {exact.to_text(low)}.")
    if high is not None and value > high:
        raise Refusal("too-large", f"ต้องไม่เกิน {exact.to_text(high)}", f"At most {exact.to_text(high)}.")
    return exact.to_text(value)


def _date(question: Question, given: Any, fact: Fact | None) -> str:
    return dates.parse_date(str(given)).isoformat()


def _choice(question: Question, given: Any, fact: Fact | None) -> str:
    options = question.options or (fact.options if fact else ())
    if str(given) not in {option.id for option in options}:
        raise Refusal("no-option", "กรุณาเลือกจากตัวเลือกที่กำหนด", "Choose one of the options.")
    return str(given)


def _multi(question: Question, given: Any, fact: Fact | None) -> list[str]:
    chosen = [given] if isinstance(given, str) else list(given)
    return [_choice(question, one, fact) for one in dict.fromkeys(map(str, chosen)) if one]


def _yes_no(question: Question, given: Any, fact: Fact | None) -> bool:
    word = str(given).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Refusal("yes-or-no", "กรุณาเลือก ใช่ หรือ ไม่ใช่", "Choose yes or no.")


def _table(question: Question, given: Any, fact: Fact | None) -> list[dict[str, Any]]:
    rows = []
    for row in given:
        if is_blank(row):
            continue
        rows.append({column.id: _cell(column, row.get(column.id, "")) for column in question.columns})
    if question.max_rows and len(rows) > question.max_rows:
        raise Refusal("too-many-rows", f"มี {len(rows)} แถว ใช้ได้ไม่เกิน {question.max_rows}", "Too many rows.")
    return rows


def _cell(column: Column, given: Any) -> Any:
    if is_blank(given):
        return ""
    if column.kind == "number":
        return _number(column, given)
    if column.kind == "date":
        return dates.parse_date(str(given)).isoformat()
    return thai.tidy(str(given)).strip()


def _file(question: Question, given: Any, fact: Fact | None) -> str:
    raise Refusal("file-question", "คำถามข้อนี้ตอบด้วยไฟล์แนบ", "This question is answered by a file.")


_READERS = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "multi": _multi,
    "yes_no": _yes_no,
    "table": _table,
    "award_ref": _text,
    "file": _file,
}
