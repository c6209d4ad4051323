"""The applicants' guide of a year, in words: what is printed comes from the rules alone, so that it cannot say otherwise.

`guide` gives the data of the typeset paper "guide": chapters of blocks. A block holds one of: `heading` (with `level`), `text`,
`items`, `table`; each piece of text may carry `sources` (places) and `assumed`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from lertrat.criteria import schema as s
from lertrat.criteria.limits import limits
from lertrat.criteria.pack import Pack
from lertrat.kernel.dates import ERA, english_date, thai_date
from lertrat.kernel.exact import decimal

Block = dict[str, Any]
NOT_FOUND = s.Text(th="ยังไม่พบหลักเกณฑ์ที่เผยแพร่", en="No published criteria have been found")


def guide(pack: Pack, language: str = "th") -> dict[str, Any]:
    """The data of the paper "guide" (`typesetting.papers.Guide`) in "th" or "en"; the same rules give the same data."""
    return _Writer(pack, language).guide()


class _Writer:
    def __init__(self, pack: Pack, language: str) -> None:
        self.pack, self.language = pack, language
        self.english = language == "en"

    def say(self, th: str, en: str) -> str:
        return en if self.english else th

    def said(self, text: s.Text) -> str:
        return text.says(self.language)

    def day(self, day: date) -> str:
        return english_date(day) if self.english else thai_date(day)

    def guide(self) -> dict[str, Any]:
        pack = self.pack
        windows = [step.window for t in pack.types.values() for step in t.steps if step.window]
        dated = min((window.first_day for window in windows), default=date(pack.year_be - ERA, 1, 1))
        year = self.say(
            f"ประจำปี พ.ศ. {pack.year_be}", f"Awards of {pack.year_be - ERA} (B.E. {pack.year_be})"
        )
        return {
            "dated": dated.isoformat(),
            "reference": pack.id,
            "english": self.english,
            "emblem": "programme" if pack.programme == "psea" else "none",
            "kicker": self.say("คู่มือผู้สมัคร", "Applicants’ guide"),
            "title": self.said(pack.title),
            "year": year,
            "authority": self.said(pack.authority),
            "shown": self.said(pack.authority.shown) if pack.authority.shown else "",
            "assumed": self.said(pack.label) if pack.label and self._assumes() else "",
            "assumed_note": self.say(
                "ส่วนที่แหล่งข้อมูลไม่ได้ระบุใช้ค่าสมมติ และมีป้ายกำกับไว้ทุกแห่ง", "What the sources leave open is assumed and marked wherever it stands."
            ) if pack.label and self._assumes() else "",
            "contents": self.say("สารบัญ", "Contents"),
            "fingerprint": f"SHA-256 {pack.sha256}",
            "source_word": self.say("ที่มา", "Source"),
            "chapters": [chapter for chapter in self._chapters() if chapter["blocks"]],
        }  # fmt: skip

    def _assumes(self) -> bool:
        return self.pack.has_assumptions

    def _chapters(self) -> Iterable[dict[str, Any]]:
        pack = self.pack
        yield self.chapter(self.say("ปฏิทิน", "Calendar"), self._calendar())
        yield self.chapter(self.say("ภาพรวมของปี", "The year at a glance"), self._glance())
        for branch in pack.branches.values():
            blocks: list[Block] = []
            if branch.definition:
                blocks.append(self.text(branch.definition))
            blocks += [self.text(one) for one in branch.intent]
            for type in pack.types_of(branch.id):
                blocks += self._type(type)
            yield self.chapter(self.said(branch.name), blocks)
        yield self.chapter(
            self.say("รางวัลที่เกิดจากผลรางวัลอื่น", "Honours that follow from other awards"), self._honours()
        )
        yield self.chapter(self.say("เรื่องที่แหล่งข้อมูลยังไม่ชี้ชัด", "What the sources leave open"), self._opens())
        yield self.chapter(self.say("เอกสารอ้างอิง", "Sources"), self._sources())

    # --- pieces -----------------------------------------------------------------------------------------------------

    def chapter(self, title: str, blocks: Iterable[Block]) -> dict[str, Any]:
        return {"title": title, "blocks": list(blocks)}

    def heading(self, level: int, th: str, en: str) -> Block:
        return {"heading": self.say(th, en), "level": level}

    def text(self, text: s.Text, *, citations: s.Citations = (), assumed: bool = False) -> Block:
        """One text with its places; a statement brings its own."""
        own = getattr(text, "citations", ()) or citations
        mark = assumed or bool(getattr(text, "assumed", False))
        return {
            "text": self.said(text),
            "sources": self.places(own),
            "assumed": self._label() if mark else "",
        }

    def rule(self, text: s.Text, rule: s.Rule) -> Block:
        return self.text(text, citations=rule.citations, assumed=rule.assumed)

    def items(self, blocks: Iterable[Block], *, numbered: bool = False) -> list[Block]:
        rows = list(blocks)
        return [{"items": rows, "numbered": numbered}] if rows else []

    def places(self, citations: s.Citations) -> str:
        line = self.say("บรรทัด", "line")
        return " · ".join(dict.fromkeys(f"[{c.file}] {line} {c.line}" for c in citations))

    def _label(self) -> str:
        return (
            self.said(self.pack.label)
            if self.pack.label
            else self.say("ค่าสมมติเพื่อการสาธิต", "Assumed for demonstration")
        )

    # --- chapters ---------------------------------------------------------------------------------------------------

    def _calendar(self) -> list[Block]:
        spans: dict[tuple[date, str, str, bool], list[str]] = {}
        for type in self.pack.types.values():
            for step in type.steps:
                if step.window:
                    hours = self._span(step.window)
                    key = (step.window.first_day, hours, self.said(step.name), step.window.assumed)
                    spans.setdefault(key, []).append(self.said(type.name))
        rows = [
            [span + (f" ({self._label()})" if assumed else ""), f"{name}: {', '.join(types)}"]
            for (_, span, name, assumed), types in sorted(spans.items(), key=lambda one: one[0])
        ]
        if not rows:
            return [
                {"text": self.say("ยังไม่พบกำหนดวันรับสมัครที่เผยแพร่", "No published days of entry have been found")}
            ]
        head = [self.say("ช่วงเวลา", "When"), self.say("รายการ", "What")]
        told = self.items(self.text(one) for one in self.pack.history.calendar)
        return [{"table": [head, *rows]}, *told]

    def _span(self, window: s.Window) -> str:
        opens = f" {window.opens_at}" if window.opens_at and window.opens_at != "00:00" else ""
        closes = {"24:00": " 23:59", None: ""}.get(window.closes_at, f" {window.closes_at}")
        return f"{self.day(window.first_day)}{opens} – {self.day(window.last_day)}{closes}"

    def _glance(self) -> list[Block]:
        pack = self.pack
        made: list[Block] = []
        for th, en, statements in (
            ("วัตถุประสงค์", "Purpose", pack.purpose),
            ("สิ่งที่ปีนี้ให้ความสำคัญ", "This year’s emphasis", pack.emphasis),
            ("ปัจจัยความสำเร็จของผลงานที่ได้รับรางวัล", "Success factors of awarded works", pack.success_factors),
            ("ผู้มีอำนาจตัดสิน", "Who decides", pack.bodies),
            ("ฐานกฎหมายและมติ", "Legal basis", pack.legal_basis),
        ):
            if statements:
                made += [self.heading(2, th, en), *self.items(self.text(one) for one in statements)]
        if pack.suspended:
            made += [self.heading(2, "ปีที่งดรับสมัคร", "Years without entries")]
            made += self.items(self.text(one) for one in pack.suspended)
        if pack.history.silence:
            made.append(self.text(pack.history.silence))
        return made

    def _type(self, type: s.AwardType) -> list[Block]:
        made: list[Block] = [{"heading": self.said(type.name), "level": 2}]
        made += [self.text(one) for one in (type.definition, *type.remarks) if one]
        made += [self.heading(3, "ใครสมัครได้ และสมัครด้วยอะไร", "Who may enter, and with what")]
        who = [self.text(one) for one in (*type.target_groups, type.subject_note) if one]
        who += [self.rule(rule.text, rule) for rule in (type.quota, type.requires_parent) if rule]
        made += self.items(who) or [{"text": self.said(NOT_FOUND)}]
        made += [self.heading(3, "เงื่อนไข", "Conditions")]
        made += self.items((self.rule(c.text, c) for c in type.conditions), numbered=True) or [
            {"text": self.said(NOT_FOUND)}
        ]
        made += [self.rule(rule.text, rule) for rule in (type.exclusion, type.reaffirmation) if rule]
        made += self._steps(type)
        for step in type.steps:
            if step.form:
                made += self._form(self.pack.form(type.id, step.number), step)
            if step.rubric:
                made += self._rubric(self.pack.rubric(type.id, step.number), step)
        opens = dict.fromkeys(
            id for rule in (type, *type.conditions, *type.levels, *type.steps) for id in rule.open
        )
        if opens:
            made += [self.heading(3, "เรื่องที่ยังไม่ชี้ชัด", "Left open")]
            made += self.items({"text": self.said(self.pack.open_value(id).question)} for id in opens)
        return made

    def _steps(self, type: s.AwardType) -> list[Block]:
        made = [self.heading(3, "ขั้นตอนและกำหนดเวลา", "Steps and dates")]
        rows: list[Block] = []
        for step in type.steps:
            span = f": {self._span(step.window)}" if step.window else ""
            whole = s.Text(th=step.name.th + span, en=step.name.en + span)
            cited = step.window.citations if step.window else step.citations
            rows.append(self.text(whole, citations=cited, assumed=bool(step.window and step.window.assumed)))
            if step.text:
                rows.append(self.text(step.text))
            if step.gate:
                rows.append(self.rule(step.gate.text, step.gate))
            if step.no_gate:
                rows.append(self.text(step.no_gate))
        made += self.items(rows)
        if type.levels:
            made += [
                self.heading(3, "ระดับรางวัล", "Levels"),
                *self.items(self._level(one) for one in type.levels),
            ]
        for rule in self.pack.kpi:
            if rule.type == type.id:
                cells = [
                    [
                        self.said(p.name),
                        self.say("ไม่ได้พิมพ์ไว้", "not printed")
                        if p.score is None
                        else decimal(p.score, 2, trim=True),
                        str(p.points),
                    ]
                    for p in rule.points
                ]
                head = [
                    self.say("เป้าหมาย", "Target"),
                    self.say("คะแนน PMQA 4.0", "PMQA 4.0 score"),
                    self.say("คะแนนตัวชี้วัด", "KPI points"),
                ]
                made += [
                    self.heading(3, "การแปลงเป็นคะแนนตัวชี้วัด", "Conversion to KPI points"),
                    self.rule(rule.text, rule),
                ]
                made.append({"table": [head, *cells]})
        return made

    def _level(self, level: s.TypeLevel) -> Block:
        known = self.pack.levels.get(level.level)
        words = self.said(known.name) if known else level.level
        if level.cut_off is not None:
            score = decimal(level.cut_off, 4, trim=True)
            words += self.say(f" ตั้งแต่ {score} คะแนน", f", from {score} points")
        return {
            "text": words,
            "sources": self.places(level.citations),
            "assumed": self._label() if level.assumed else "",
        }

    def _form(self, form: s.Form, step: s.Step) -> list[Block]:
        made: list[Block] = [
            self.heading(3, f"คำถามในแบบฟอร์ม: {step.name.th}", f"Questions of the form: {step.name.en}")
        ]
        if form.assumed:
            made.append({"text": "", "assumed": self._label()})
        for section in form.sections:
            made.append({"heading": self.said(section.title), "level": 4})
            rows = []
            for question in section.questions:
                mark = self._label() if question.assumed and not form.assumed else ""
                rows.append(
                    {"text": self.said(question.label), "under": self.said(limits(question)), "assumed": mark}
                )
            made += self.items(rows, numbered=True)
        return made

    def _rubric(self, rubric: s.Rubric, step: s.Step) -> list[Block]:
        made: list[Block] = [
            self.heading(3, f"เกณฑ์การให้คะแนน: {step.name.th}", f"How it is scored: {step.name.en}")
        ]
        if rubric.assumed:
            made.append({"text": "", "assumed": self._label()})
        points = rubric.scale == "points"
        head = [
            self.say("ประเด็น", "Criterion"),
            self.say("น้ำหนัก", "Weight") if points else self.say("คะแนน", "Scores"),
        ]
        rows = [
            [
                self.said(c.name),
                decimal(c.weight, 4, trim=True)
                if points
                else f"{decimal(c.minimum, 2, trim=True)}–{decimal(c.maximum, 2, trim=True)}",
            ]
            for c in rubric.criteria
        ]
        return [*made, {"table": [head, *rows]}]

    def _honours(self) -> list[Block]:
        made: list[Block] = []
        for honour in self.pack.honours:
            made += [{"heading": self.said(honour.name), "level": 2}, self.rule(honour.text, honour)]
            made += self.items(
                self.text(one) for one in (*honour.whatever_level, *honour.never, *honour.needs)
            )
        return made

    def _opens(self) -> list[Block]:
        made: list[Block] = []
        for value in self.pack.open_values:
            made.append({"heading": self.said(value.question), "level": 3})
            rows = []
            for reading in value.readings:
                force = self.say("ใช้อยู่: ", "In force: ") if reading.id == value.in_force else ""
                rows.append({**self.text(reading), "text": force + self.said(reading)})
            made += self.items(rows)
            if value.filled:
                made.append({"text": self.said(value.filled), "assumed": self._label()})
            elif value.in_force is None:
                made.append(
                    {
                        "text": self.say(
                            "ยังไม่มีค่าที่ใช้ ระบบจะไม่ตัดสินในเรื่องนี้",
                            "No reading is in force; the system does not decide this.",
                        )
                    }
                )
            made.append(self.text(value.reason, citations=value.citations))
        return made

    def _sources(self) -> list[Block]:
        rows = [{"text": f"[{one.id}] {self.said(one.title)}"} for one in self.pack.sources]
        return self.items(rows)
