"""What an answer to a form's question may be, in one line of words: the same on paper and on the page."""

from __future__ import annotations

from lertrat.criteria import schema as s
from lertrat.kernel.exact import decimal

KINDS = {
    "text": s.Text(th="ข้อความ", en="text"), "long_text": s.Text(th="ข้อความยาว", en="long text"),
    "number": s.Text(th="จำนวน", en="number"), "date": s.Text(th="วันที่", en="date"),
    "choice": s.Text(th="เลือกหนึ่งข้อ", en="choose one"), "multi": s.Text(th="เลือกได้หลายข้อ", en="choose any"),
    "yes_no": s.Text(th="ใช่หรือไม่ใช่", en="yes or no"), "file": s.Text(th="ไฟล์", en="file"),
    "table": s.Text(th="ตาราง", en="table"), "award_ref": s.Text(th="รางวัลที่เคยได้รับ", en="an earlier award"),
}  # fmt: skip


def limits(question: s.Question) -> s.Text:
    """What an answer may be: its kind, whether it must be given, its length, bounds, files and choices, in one line."""
    th, en = [KINDS[question.kind].th], [KINDS[question.kind].en]

    def add(words_th: str, words_en: str) -> None:
        th.append(words_th)
        en.append(words_en)

    if question.required:
        add("ต้องตอบ", "required")
    if question.max_words:
        add(f"ไม่เกิน {question.max_words} คำ", f"up to {question.max_words} words")
    if question.max_rows:
        add(f"ไม่เกิน {question.max_rows} แถว", f"up to {question.max_rows} rows")
    low, high = question.minimum, question.maximum
    if low is not None:
        add(f"ตั้งแต่ {decimal(low, 4, trim=True)}", f"from {decimal(low, 4, trim=True)}")
    if high is not None:
        add(f"ไม่เกิน {decimal(high, 4, trim=True)}", f"at most {decimal(high, 4, trim=True)}")
    if question.unit:
        add(f"หน่วย {question.unit.th}", f"unit: {question.unit.en}")
    if question.accept:
        add(f"ชนิดไฟล์ {', '.join(question.accept)}", f"file types {', '.join(question.accept)}")
    if question.options:
        add(
            "ตัวเลือก: " + " / ".join(o.th for o in question.options),
            "choices: " + " / ".join(o.en for o in question.options),
        )
    if question.columns:
        add(
            "ช่อง: " + " / ".join(c.label.th for c in question.columns),
            "columns: " + " / ".join(c.label.en for c in question.columns),
        )
    return s.Text(th=" · ".join(th), en=" · ".join(en))
