"""The shape of a criteria pack: what a year's rules file may say, and nothing else.

Two documents. The *pack* comes from the sources alone. The *supplement* fills what is open and needed to play a year; all
that comes from it carries ``assumed = True`` after the merge. Notation: only ``true``, ``false``, ``null`` and integers are
typed; everything else is text (``yes``, ``on``, ``12:00``, ``12.5`` stay as written). Decimals and fractions are written as
text or integers (``"12.5"``, ``"2799/7"``) and read exactly. Dates are ``2021-02-23`` (Christian era). No anchors, no tags.

A citation is ``{file: "004", line: 681, words: "ทุกประเภท"}`` or, shorter, the text ``"004:681 ทุกประเภท"``.
``open: some-id`` (or a list of ids) may stand on any rule and names entries of the list ``open``.
Texts are ``{th: ..., en: ...}``; a *statement* is a text with ``citations``, and may keep a scan error: ``printed`` is what
stands in the source, ``reading`` how it is read, ``note`` (a text) why.

The pack in miniature (every key of every model below may be used)::

    schema: 1
    id: psea-2564
    programme: psea
    year_be: 2564
    title: {th: "รางวัลเลิศรัฐ ประจำปี พ.ศ. 2564", en: "..."}
    authority: {kind: document, th: "...", en: "...", shown: {th: "ไม่พบเลขที่มติ", en: "..."}, citations: ["004:7 ..."]}
    sources:
      - {id: "004", path: "seeds/004_47a8e6cc0a6620dd.txt", title: {th: "สไลด์...", en: "..."}}
    bodies:                                   # who decides
      - {id: commission, role: confers, th: "ก.พ.ร.", en: "...", citations: ["004:77 ..."]}
      - {id: sub-service, role: sub_committee, branch: service, th: "...", en: "...", citations: ["004:20 ..."]}
    legal_basis: [{id: decree, th: "...", en: "...", citations: [...]}]
    emblems:
      - id: programme                         # or branch: service
        name: {th: "...", en: "..."}
        meaning: {th: "...", en: "...", citations: [...]}
        parts: [{id: diamond, name: {th: "เพชร", en: "Diamond"}, meaning: {th: ..., en: ..., citations: [...]}}]
    emphasis: [{id: digital, th: "...", en: "...", citations: ["000:6 ..."]}]
    success_factors: [{id: technology, th: "...", en: "...", citations: ["000:8 ..."]}]
    levels: [{id: outstanding, name: {th: "ดีเด่น", en: "Outstanding"}, rank: 10, variants: ["ระดับดีเด่น"], citations: [...]}]
    branches:
      - id: participatory
        name: {th: "...", en: "..."}
        printed: "รางวัลการบริหารราชการแบบมีส่วนร่วม"
        variants: [{words: "รางวัลบริหารราชการ แบบมีส่วนร่วม", citations: ["004:117 ..."]}]
        definition: {th: ..., en: ..., citations: [...]}
        citations: ["000:16 ..."]
    facts:                                    # every fact a condition reads
      agency_kind: {type: choice, who: register, question: {th: "...", en: "..."}, options: [{id: province, th: "จังหวัด", en: "..."}]}
      started_on: {type: date, who: applicant, question: {th: "เริ่มดำเนินการจริงเมื่อใด", en: "..."}, help: {th: ..., en: ...}}
      own_share: {type: number, who: applicant, unit: {th: "ร้อยละ", en: "per cent"}, minimum: 0, maximum: 100, question: {...}}
      good_standing: {type: bool, who: officer, question: {...}}
      sources: {type: collection, who: register, question: {...}, record: {source_level: {type: choice, question: {...}, options: [...]}}}
    conditions:                               # shared by several types; a type may hold its own in the same shape
      - id: one-year
        applies_to: {branches: [participatory]}          # and/or types: [...]
        text: {th: "ดำเนินการมาแล้วไม่น้อยกว่า 1 ปี", en: "..."}
        check: {elapsed: {from: started_on, until: closing_day, years: 1}}
        says:                                 # optional; {fact}, {elapsed}, {count} are filled in with the case's values
          unmet: {th: "ดำเนินการมาแล้ว {elapsed} ต้องครบ 1 ปี", en: "..."}
        open: one-year-counted-to
        citations: ["004:681 ทุกประเภทรางวัลต้องดำเนินการมาแล้วไม่น้อยกว่า 1 ปี"]
    types:
      - id: effective-change
        concept: psea/effective-change
        number: 8
        branch: participatory
        name: {th: "สัมฤทธิผลประชาชนมีส่วนร่วม", en: "Effective Change"}
        printed: "สัมฤทธิผลประชาชนมีส่วนร่วม"
        english: "Effective Change"           # as printed in the seeds, else leave out
        variants: [{words: "สัมฤทธิ์ผลประชาชนมีส่วนร่วม", citations: ["004:595 ..."]}]
        definition: {th: ..., en: ..., citations: [...]}
        target_groups: [{kinds: [department, province], th: "หน่วยงานของรัฐ", en: ..., citations: ["004:635 ..."]}]
        subject: work                         # work | organisation | organisation_category | person_or_group
        subject_note: {th: ..., en: ..., citations: [...]}          # optional
        citations: ["004:120 ..."]
        conditions: [...]
        quota: {max: null, counted: agency, text: {th: ..., en: ...}, citations: [...]}      # max null: no limit printed
        levels: [{level: outstanding, citations: [...]}, {level: good, open: level-good}]
        steps:
          - number: 1
            kind: intake                      # or visit
            name: {th: "เอกสารการสมัคร", en: "Application documents"}
            window: {first_day: 2020-12-23, last_day: 2021-02-23, citations: ["000:19 ..."], open: [opening-hour, closing-hour]}
            gate: {at_least: 400, scale: 500, text: {...}, citations: [...]}                 # pmqa-4 only
            opens_after: null                 # number of the step that must be passed first
        requires_parent: {types: [effective-change], how: any, falls_with_parent: true, text: {...}, citations: [...], open: x}
        exclusion: {passed: [pmqa-outstanding], also_open: [pmqa-4], name: {th: "ไม่พิจารณา", en: "Not considered"}, text: {...}, citations: [...], open: x}
        reaffirmation: {from_year: 2555, to_year: 2562, same_category: true, text: {...}, citations: [...], open: x}
    honours:
      - id: overall
        name: {th: "รางวัลเลิศรัฐยอดเยี่ยม", en: "..."}
        kind: every_branch                    # or by_hand (then branches: [service])
        branches: [service, participatory, management]
        level: outstanding
        whatever_level: [{type: pmqa-4, th: ..., en: ..., citations: [...]}]       # counts as `level` once awarded
        never: [{type: pmqa-category, th: "why", en: ..., citations: [...]}]
        text: {th: ..., en: ...}
        citations: ["004:30 ..."]
    kpi:
      - agency_kinds: [province]
        type: pmqa-4
        step: 1
        weight_percent: 15
        text: {...}
        points: [{points: 50, score: 240, name: {...}}, {points: 75, score: null, open: kpi-75, name: {...}}, {points: 100, score: 375, name: {...}}]
        citations: ["004:947 ...", "004:979 240"]
    certification: [{id: ..., th: ..., en: ..., citations: [...]}]
    notes: [{id: ..., about: effective-change, th: ..., en: ..., citations: [...]}]       # sentences that fit nowhere else
    beside: ["ภาพรวม (รางวัลเลิศรัฐ)", "UNPSA"]       # names registers use for awards that belong to no branch
    open:
      - id: one-year-counted-to
        question: {th: ..., en: ...}
        readings: [{id: closing, th: "นับถึงวันปิดรับสมัคร", en: ..., value: null, citations: []}, {id: opening, th: ..., en: ...}]
        in_force: closing                     # id of a reading, or null: no reading is in force, the engine answers unknown / refuses
        reason: {th: ..., en: ...}
        citations: ["004:681 ..."]
    examples:
      judge: [{id: j1, type: effective-change, facts: {started_on: 2020-06-01}, expect: unmet, unmet: [one-year], missing: [...]}]
      gates: [{type: pmqa-4, step: 1, score: "2799/7", expect: failed}]
      kpi: [{agency_kind: province, mean: 240, points: 50, weighted: "7.5"}, {agency_kind: province, mean: 300, refused: true}]
      honours: [{honour: overall, awards: [{year_be: 2564, branch: service, type: service-innovation, level: outstanding, agency: ก}], expect: no, missing: [management]}]
      exclusions: [{type: pmqa-category, others: {pmqa-outstanding: passed}, expect: not_considered}]
      reaffirmations: [{type: pmqa-category, category: 1, past: [{type: pmqa-category, category: 1, from_year: 2555, to_year: 2563}], expect: unknown}]

In ``examples.judge`` ``unmet`` and ``missing`` are compared only where given (all unmet conditions; all facts missing).

Conditions (``check``) are one node; a node is a mapping with exactly one key::

    {all: [node, ...]}  {any: [node, ...]}  {not: node}
    {holds: fact}                                          # a bool fact is true
    {compare: {fact: own_share, is: at_least, to: 70}}     # is: equal not_equal at_least at_most more_than less_than
                                                           # exactly one of: to | to_fact: name | to_open: open id (its value in force)
    {in: {fact: agency_kind, values: [ministry, province]}}
    {elapsed: {from: started_on, until: closing_day, years: 1}}   # or months:/days:; until: closing_day | opening_day | a date fact
    {some: {fact: sources, where: node}}  {every: {...}}   # inside `where` the record's fields are facts too
    {count: {fact: sources, where: node, is: at_least, to: 2}}    # `where` may be left out; to | to_open
    {known: fact}                                          # met once known, otherwise unknown
    {open: open-id}                                        # unknown, unless the value in force is true / false
    {by_reading: {open: open-id, cases: {either: node, both: node}}}   # the reading in force decides; none: unknown

The supplement in miniature::

    schema: 1
    supplement: psea-2564.demo
    for: psea-2564
    label: {th: "ค่าสมมติเพื่อการสาธิต", en: "Assumed for demonstration"}
    resolves:                                 # open values filled in: by a reading's id and/or a value
      - {open: closing-hour, reading: end-of-day, value: "24:00", th: "...", en: "..."}
    hours: {opens_at: "00:00", closes_at: "24:00"}       # for every window; 24:00 = half-open at 00:00 of the next day
    windows: [{type: pmqa-4, step: 2, first_day: 2021-04-01, last_day: 2021-04-30}]
    sections:
      - id: evidence
        title: {th: "หลักฐาน", en: "Evidence"}
        guidance: {th: "...", en: "..."}
        questions:
          - {id: started, kind: date, label: {...}, help: {...}, example: {...}, required: true, fact: started_on, criterion: results}
    forms:                                    # include: shared sections, in that order, before the form's own
      - {id: service-innovation, title: {...}, include: [evidence], sections: [{...}]}
    rubrics:
      - id: service
        title: {...}
        scale: points                         # points: sum of weight * score / maximum; pmqa: plain mean of the criteria, 0..500
        total: 100
        criteria:
          - {id: results, name: {...}, help: {...}, weight: 30, minimum: 0, maximum: 10, step: "0.5", kind: result,
             anchors: [{from: 0, to: "2.5", text: {...}}]}
    steps:                                    # type -> step number -> what it uses
      service-innovation: {1: {form: service-innovation, rubric: service, assessors: 3}}
    cut_offs:                                 # highest level first
      - {types: [service-innovation], step: 1, levels: [{level: outstanding, at_least: 80}, {level: good, at_least: 60}]}
    aggregation: {method: mean, places: 2, th: "...", en: "..."}
    tie_break: [{id: results, th: ..., en: ...}]
    letters: [{id: awarded, title: {...}, body: {...}}]
    certificates: [{id: award, title: {...}, body: {...}}]      # {agency} {work} {type} {branch} {level} {year} may be used
    notes: [{id: ..., th: ..., en: ...}]
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

SCHEMA = 1
BANGKOK = ZoneInfo("Asia/Bangkok")


def wrong(en: str, th: str) -> PydanticCustomError:
    """A fault of a rules file in both languages."""
    return PydanticCustomError("rule", "{en}", {"en": en, "th": th})


def exact(value: Any) -> Fraction:
    """`value` (int, Fraction, or text such as "12.5" or "2799/7") as an exact number; floats and all else are refused."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and re.fullmatch(
        r"[-+]?\d{1,12}(\.\d{1,12}|/[1-9]\d{0,11})?", value.strip(), re.ASCII
    ):
        return Fraction(value.strip())
    raise wrong(
        f"not an exact number: {value!r} (write an integer, or text such as '12.5' or '2799/7')",
        f"ไม่ใช่จำนวนที่แน่นอน: {value!r} (เขียนเป็นจำนวนเต็ม หรือข้อความ เช่น '12.5' '2799/7')",
    )


Exact = Annotated[
    Fraction,
    BeforeValidator(exact),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string"}),
]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._/-]*$", max_length=80)]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Opens = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Base(BaseModel):
    """Frozen, and every unknown key is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True
    )


class Text(Base):
    """One text in both languages; Thai prevails."""

    th: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def says(self, language: str = "th") -> str:
        """The words in "th" or "en"."""
        return self.en if language == "en" else self.th

    def as_json(self) -> dict[str, str]:
        return {"th": self.th, "en": self.en}


class Citation(Base):
    """Where a rule stands: the source's id, the line (from 1), and the Thai words found there."""

    file: str
    line: int = Field(ge=1)
    words: str = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str):
            found = re.fullmatch(r"([\w.-]+):(\d+) (.+)", value, re.DOTALL)
            if not found:
                raise wrong('a citation is written "004:681 words"', 'การอ้างอิงเขียนว่า "004:681 ข้อความ"')
            return {"file": found[1], "line": int(found[2]), "words": found[3]}
        return value

    def as_json(self) -> dict[str, Any]:
        return {"file": self.file, "line": self.line, "words": self.words}


Citations = tuple[Citation, ...]


class Rule(Base):
    """What every rule carries: where it stands, what in it is open, and whether it was assumed."""

    citations: Citations = ()
    open: Opens = ()
    assumed: bool = False


class Statement(Text, Rule):
    """A text that stands in a source; a scan error is kept as printed, with the reading beside it."""

    id: str = ""
    printed: str = ""
    reading: str = ""
    note: Text | None = None


class Variant(Rule):
    """Another printed form of a name."""

    words: str = Field(min_length=1)
    reading: str = ""
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"words": value} if isinstance(value, str) else value


class Source(Base):
    """A paper the rules were read from; `path` is relative to the folder of sources."""

    id: str
    path: str = ""
    title: Text
    dated: date | None = None
    url: str = ""
    quoted: bool = True  # False: cited by place only, its words are not a quotation


class Authority(Statement):
    """What the edition is sealed under: a resolution, or the document that announced the rules."""

    kind: Literal["resolution", "document"]
    number: str = ""
    shown: Text | None = None


class Body(Statement):
    """Who decides: the Commission, the Office, a sub-committee, a co-organiser."""

    id: Id
    role: str
    branch: str = ""
    types: tuple[str, ...] = ()


class EmblemPart(Rule):
    id: Id
    name: Text
    printed: str = ""
    reading: str = ""
    note: Text | None = None
    meaning: Statement | None = None


class Emblem(Rule):
    """An emblem with its parts and meanings."""

    id: Id
    branch: str = ""
    name: Text
    printed: str = ""
    reading: str = ""
    note: Text | None = None
    description: Statement | None = None
    meaning: Statement | None = None
    parts: tuple[EmblemPart, ...] = ()


class Level(Rule):
    """A level of award. Ranks order levels, the higher the better; they are not scores."""

    id: Id
    name: Text
    rank: int = 0
    printed: str = ""
    variants: tuple[Variant, ...] = ()
    note: Text | None = None


class Branch(Rule):
    id: Id
    name: Text
    printed: str = ""
    variants: tuple[Variant, ...] = ()
    english: str = ""
    definition: Statement | None = None
    intent: tuple[Statement, ...] = ()
    note: Text | None = None


class Option(Text, Rule):
    """One value of a choice."""

    id: Id


FactType = Literal["bool", "int", "number", "date", "choice", "text", "collection"]


class Fact(Rule):
    """A fact a condition reads: its type, who knows it, and the question that asks for it."""

    name: str = ""
    type: FactType
    who: Literal["applicant", "officer", "register"] = "applicant"
    question: Text
    help: Text | None = None
    unit: Text | None = None
    options: tuple[Option, ...] = ()
    minimum: Exact | None = None
    maximum: Exact | None = None
    record: dict[FactName, Fact] = {}

    @model_validator(mode="after")
    def _whole(self) -> Fact:
        if (self.type == "choice") != bool(self.options):
            raise wrong(
                "options belong to a choice, and a choice needs them",
                "ชนิด choice ต้องมี options และชนิดอื่นต้องไม่มี",
            )
        if (self.type == "collection") != bool(self.record):
            raise wrong(
                "a record belongs to a collection, and a collection needs one",
                "ชนิด collection ต้องมี record และชนิดอื่นต้องไม่มี",
            )
        if any(field.type == "collection" for field in self.record.values()):
            raise wrong("a record holds no further collection", "record ซ้อน collection ไม่ได้")
        return self


# --- conditions: one key per node -------------------------------------------------------------------------------------

Comparison = Literal["equal", "not_equal", "at_least", "at_most", "more_than", "less_than"]
Literalish = bool | int | str


class Compare(Base):
    fact: str
    how: Comparison = Field(alias="is")
    to: Literalish | None = None
    to_fact: str | None = None
    to_open: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Compare:
        if sum(x is not None for x in (self.to, self.to_fact, self.to_open)) != 1:
            raise wrong("exactly one of to, to_fact, to_open", "ต้องมี to, to_fact หรือ to_open เพียงอย่างเดียว")
        return self


class Among(Base):
    fact: str
    values: tuple[str | int, ...] = Field(min_length=1)


class Elapsed(Base):
    """From a date to another, in whole years, months or days: met when at least that long."""

    since: str = Field(alias="from")
    until: str
    years: int | None = Field(None, ge=1)
    months: int | None = Field(None, ge=1)
    days: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _one(self) -> Elapsed:
        if sum(x is not None for x in (self.years, self.months, self.days)) != 1:
            raise wrong("exactly one of years, months, days", "ต้องมี years, months หรือ days เพียงอย่างเดียว")
        return self


class Quantified(Base):
    fact: str
    where: Node


class Counted(Base):
    fact: str
    where: Node | None = None
    how: Comparison = Field(alias="is")
    to: int | None = None
    to_open: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Counted:
        if (self.to is None) == (self.to_open is None):
            raise wrong("exactly one of to, to_open", "ต้องมี to หรือ to_open เพียงอย่างเดียว")
        return self


class ByReading(Base):
    open: str
    cases: dict[str, Node] = Field(min_length=1)


class Node(Base):
    """One node of a condition: exactly one key of the closed vocabulary."""

    all: tuple[Node, ...] | None = Field(None, min_length=1)
    any: tuple[Node, ...] | None = Field(None, min_length=1)
    negated: Node | None = Field(None, alias="not")
    holds: str | None = None
    compare: Compare | None = None
    among: Among | None = Field(None, alias="in")
    elapsed: Elapsed | None = None
    some: Quantified | None = None
    every: Quantified | None = None
    count: Counted | None = None
    known: str | None = None
    open: str | None = None
    by_reading: ByReading | None = None

    @model_validator(mode="after")
    def _one(self) -> Node:
        if len(self.model_fields_set) != 1 or getattr(self, self.key) is None:
            raise wrong("a condition's node has exactly one key", "หนึ่งข้อของเงื่อนไขมีคำสั่งได้เพียงคำเดียว")
        return self

    @property
    def key(self) -> str:
        """The one key in use."""
        return next(iter(self.model_fields_set))


class Says(Base):
    """Wording per verdict; {fact}, {elapsed} and {count} stand for the case's values."""

    met: Text | None = None
    unmet: Text | None = None
    unknown: Text | None = None


class AppliesTo(Base):
    branches: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


class Condition(Rule):
    """A condition of entry. `officer`: only an officer may establish it (set by the loader from its facts)."""

    id: Id
    text: Text
    check: Node
    says: Says = Says()
    applies_to: AppliesTo | None = None
    printed: str = ""
    reading: str = ""
    note: Text | None = None
    officer: bool = False


# --- award types ------------------------------------------------------------------------------------------------------


class TargetGroup(Statement):
    """Who an award is for; `kinds` are agency kinds, empty where the words name none."""

    kinds: tuple[str, ...] = ()


class Quota(Rule):
    """How many may be entered. `max` None: the sources set no limit. `counted`: whose slots they are."""

    max: int | None = Field(None, ge=1)
    counted: Literal["agency", "department", "parent", "agency_category", "edition"] = "agency"
    text: Text
    note: Text | None = None


class Window(Rule):
    """Days of opening and closing (Bangkok); the hours may be open. Half-open: the moment `closes` is already too late."""

    first_day: date
    last_day: date
    opens_at: str | None = Field(None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    closes_at: str | None = Field(None, pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")
    hours_assumed: bool = False
    text: Text | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Window:
        if self.last_day < self.first_day:
            raise wrong("the window closes before it opens", "ช่วงรับสมัครปิดก่อนเปิด")
        if self.opens and self.closes and self.closes <= self.opens:
            raise wrong("the window closes before it opens", "ช่วงรับสมัครปิดก่อนเปิด")
        return self

    @property
    def opens(self) -> datetime | None:
        """The first moment of the window, aware; None where the hour is open."""
        return _moment(self.first_day, self.opens_at)

    @property
    def closes(self) -> datetime | None:
        """The first moment after the window, aware; None where the hour is open."""
        return _moment(self.last_day, self.closes_at)


def _moment(day: date, hour: str | None) -> datetime | None:
    if hour is None:
        return None
    if hour == "24:00":
        return datetime.combine(day + timedelta(days=1), time(0), BANGKOK)
    return datetime.combine(day, time.fromisoformat(hour), BANGKOK)


class Gate(Rule):
    """The score that opens the next step; compared exactly, never rounded."""

    at_least: Exact
    scale: Exact = Fraction(500)
    text: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _on_scale(self) -> Gate:
        if not 0 <= self.at_least <= self.scale:
            raise wrong(
                f"the gate {self.at_least} lies outside the scale 0..{self.scale}",
                f"เกณฑ์ผ่าน {self.at_least} อยู่นอกช่วงคะแนน 0..{self.scale}",
            )
        return self


class Step(Rule):
    number: int = Field(ge=1)
    kind: Literal["intake", "visit"]
    name: Text
    window: Window | None = None
    form: str = ""
    rubric: str = ""
    gate: Gate | None = None
    assessors_per_submission: int | None = Field(None, ge=1)
    opens_after: int | None = Field(None, ge=1)
    text: Text | None = None
    note: Text | None = None
    assumed_parts: tuple[str, ...] = ()  # of "window", "hours", "form", "rubric", "assessors"


class TypeLevel(Rule):
    """A level an award type knows; `cut_off` is the least score, read at `cut_off_step`."""

    level: str
    cut_off: Exact | None = None
    cut_off_step: int | None = None
    note: Text | None = None

    @property
    def id(self) -> str:
        return self.level


class RequiresParent(Rule):
    """An entry that hangs on another entry of the same agency and edition."""

    types: tuple[str, ...] = Field(min_length=1)
    how: Literal["any", "all"] = "any"
    falls_with_parent: bool = True
    text: Text
    note: Text | None = None


class Exclusion(Rule):
    """Not considered once the agency passed one of `passed` in the same edition; for `also_open` the committee decides."""

    passed: tuple[str, ...] = Field(min_length=1)
    also_open: tuple[str, ...] = ()
    name: Text
    text: Text
    note: Text | None = None


class Reaffirmation(Rule):
    """Winners of the years from..to (Buddhist era, inclusive) may enter the same award again."""

    from_year: int
    to_year: int
    same_category: bool = False
    text: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Reaffirmation:
        if self.to_year < self.from_year:
            raise wrong("the years run backwards", "ปีเรียงย้อนกลับ")
        return self


class AwardType(Rule):
    id: Id
    concept: Id
    number: int = Field(ge=1)
    branch: str
    name: Text
    printed: str
    english: str = ""
    variants: tuple[Variant, ...] = ()
    definition: Statement | None = None
    remarks: tuple[Statement, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    subject: Literal["work", "organisation", "organisation_category", "person_or_group"]
    subject_note: Statement | None = None
    categories: tuple[Option, ...] = ()
    conditions: tuple[Condition, ...] = ()
    quota: Quota | None = None
    levels: tuple[TypeLevel, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    requires_parent: RequiresParent | None = None
    exclusion: Exclusion | None = None
    reaffirmation: Reaffirmation | None = None
    note: Text | None = None

    @field_validator("categories", mode="before")
    @classmethod
    def _text_ids(cls, value: Any) -> Any:
        if isinstance(value, list):
            return [{**o, "id": str(o["id"])} if isinstance(o, dict) and "id" in o else o for o in value]
        return value

    def step(self, number: int) -> Step:
        """The step `number`; KeyError where the type has none."""
        for step in self.steps:
            if step.number == number:
                return step
        raise KeyError(number)


# --- honours, KPI, open values ----------------------------------------------------------------------------------------


class AboutType(Statement):
    """Something said of one award type."""

    type: str


class Honour(Rule):
    """An award that follows from other awards."""

    id: Id
    name: Text
    printed: str = ""
    variants: tuple[Variant, ...] = ()
    kind: Literal["every_branch", "by_hand"]
    branches: tuple[str, ...] = Field(min_length=1)
    level: str = "outstanding"
    whatever_level: tuple[AboutType, ...] = ()
    never: tuple[AboutType, ...] = ()
    text: Text
    note: Text | None = None


class KpiPoint(Rule):
    """One published cell: `score` None is the blank cell."""

    points: int
    score: Exact | None = None
    name: Text


class KpiRule(Rule):
    """Points for the mean score, published for some kinds of agency only. Nothing is read between the cells."""

    agency_kinds: tuple[str, ...] = Field(min_length=1)
    type: str = "pmqa-4"
    step: int = 1
    weight_percent: Exact
    points: tuple[KpiPoint, ...] = Field(min_length=2)
    text: Text
    statements: tuple[Statement, ...] = ()
    note: Text | None = None


class Reading(Statement):
    """One way to read an open value; `value` is what the engine uses where it needs one."""

    id: Id
    value: bool | int | str | None = None


class OpenValue(Base):
    """A gap in the sources: both readings kept, the one in force named with its reason.

    After a merge `assumed` tells that the supplement filled it; `value` is the value in force, if any.
    """

    id: Id
    question: Text
    readings: tuple[Reading, ...] = ()
    in_force: str | None = None
    reason: Text
    citations: Citations = ()
    about: str = ""
    value: bool | int | str | None = None
    assumed: bool = False
    filled: Text | None = None

    @model_validator(mode="after")
    def _named(self) -> OpenValue:
        if self.in_force is not None and self.in_force not in {r.id for r in self.readings}:
            raise wrong(
                f"in_force names no reading: {self.in_force}", f"in_force ไม่ตรงกับการอ่านข้อใด: {self.in_force}"
            )
        return self

    @property
    def in_force_value(self) -> bool | int | str | None:
        """What the engine uses: the value filled in, else that of the reading in force."""
        if self.value is not None:
            return self.value
        return next((r.value for r in self.readings if r.id == self.in_force), None)


class Note(Statement):
    """A sentence of the sources that fits nowhere else."""

    about: str = ""


# --- worked examples --------------------------------------------------------------------------------------------------


class JudgeExample(Base):
    id: str = ""
    type: str
    facts: dict[str, Any] = {}
    expect: Literal["met", "unmet", "unknown"]
    unmet: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    why: Text | None = None


class GateExample(Base):
    id: str = ""
    type: str
    step: int
    score: Exact | None = None
    opened: bool = True
    expect: Literal["passed", "failed", "not_opened", "refused"]


class KpiExample(Base):
    id: str = ""
    agency_kind: str
    mean: Exact
    points: int | None = None
    weighted: Exact | None = None
    refused: bool = False


class HonourExample(Base):
    id: str = ""
    honour: str
    awards: tuple[dict[str, Any], ...]
    expect: Literal["yes", "no", "unknown"]
    missing: tuple[str, ...] | None = None


class ExclusionExample(Base):
    id: str = ""
    type: str
    others: dict[str, Literal["passed", "failed", "unknown"]]
    expect: Literal["considered", "not_considered", "committee", "unknown"]


class ReaffirmationExample(Base):
    id: str = ""
    type: str
    category: int | None = None
    past: tuple[dict[str, Any], ...]
    expect: Literal["met", "unmet", "unknown"]


class Examples(Base):
    judge: tuple[JudgeExample, ...] = ()
    gates: tuple[GateExample, ...] = ()
    kpi: tuple[KpiExample, ...] = ()
    honours: tuple[HonourExample, ...] = ()
    exclusions: tuple[ExclusionExample, ...] = ()
    reaffirmations: tuple[ReaffirmationExample, ...] = ()


# --- forms and rubrics ------------------------------------------------------------------------------------------------


class Column(Base):
    """A column of a table question."""

    id: Id
    label: Text
    kind: Literal["text", "number", "date"] = "text"
    help: Text | None = None
    required: bool = False


class Question(Rule):
    """One question of a form. `fact` names the fact it fills, `criterion` the rubric criterion it serves."""

    id: Id
    kind: Literal[
        "text", "long_text", "number", "date", "choice", "multi", "yes_no", "file", "table", "award_ref"
    ]
    label: Text
    help: Text | None = None
    example: Text | None = None
    required: bool = False
    max_words: int | None = Field(None, ge=1)
    unit: Text | None = None
    minimum: Exact | None = None
    maximum: Exact | None = None
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    max_rows: int | None = Field(None, ge=1)
    accept: tuple[str, ...] = ()
    fact: str = ""
    criterion: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Question:
        if (self.kind == "table") != bool(self.columns):
            raise wrong(
                "columns belong to a table, and a table needs them", "ชนิด table ต้องมี columns และชนิดอื่นต้องไม่มี"
            )
        if self.options and self.kind not in ("choice", "multi"):
            raise wrong("options belong to a choice", "options ใช้กับ choice หรือ multi เท่านั้น")
        if self.kind in ("choice", "multi") and not self.options and not self.fact:
            raise wrong(
                "a choice needs options (or a choice fact that brings them)",
                "choice ต้องมี options หรือมี fact ที่มีตัวเลือก",
            )
        return self


class Section(Rule):
    id: Id
    title: Text
    guidance: Text | None = None
    questions: tuple[Question, ...] = ()


class Form(Rule):
    """What a step asks. After loading, `sections` holds the included ones too and `include` is empty."""

    id: Id
    title: Text
    guidance: Text | None = None
    include: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in reading order."""
        return tuple(q for section in self.sections for q in section.questions)

    def question(self, id: str) -> Question:
        """The question `id`; KeyError where the form has none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)


class Band(Base):
    """What a stretch of scores means."""

    lowest: Exact = Field(alias="from")
    highest: Exact = Field(alias="to")
    text: Text
    note: Text | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Band:
        if self.highest < self.lowest:
            raise wrong("the band runs backwards", "ช่วงคะแนนเรียงย้อนกลับ")
        return self


class Criterion(Rule):
    """One line of a score sheet: scores from `minimum` to `maximum` in steps of `step`."""

    id: Id
    name: Text
    help: Text | None = None
    weight: Exact = Fraction(1)
    minimum: Exact = Fraction(0)
    maximum: Exact
    step: Exact = Fraction(1)
    anchors: tuple[Band, ...] = ()
    kind: Literal["process", "result"] = "process"

    @model_validator(mode="after")
    def _sane(self) -> Criterion:
        if self.maximum <= self.minimum or self.weight <= 0 or self.step <= 0:
            raise wrong(
                "maximum above minimum, weight and step above zero",
                "maximum ต้องมากกว่า minimum และ weight กับ step ต้องมากกว่าศูนย์",
            )
        if any(band.lowest < self.minimum or band.highest > self.maximum for band in self.anchors):
            raise wrong("an anchor lies outside the criterion's scale", "คำอธิบายระดับอยู่นอกช่วงคะแนนของข้อ")
        return self


class Rubric(Rule):
    """A score sheet. "points": the sum of weight * score / maximum, weights adding up to `total`. "pmqa": the plain mean."""

    id: Id
    title: Text | None = None
    scale: Literal["points", "pmqa"]
    total: Exact
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    guidance: Text | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Rubric:
        if self.scale == "points" and sum(c.weight for c in self.criteria) != self.total:
            raise wrong(
                f"the weights add up to {sum(c.weight for c in self.criteria)}, not to {self.total}",
                f"น้ำหนักรวมไม่เท่ากับ {self.total}",
            )
        if self.scale == "pmqa" and any(c.maximum != self.total for c in self.criteria):
            raise wrong(
                f"every category is scored from 0 to {self.total}", f"ทุกหมวดให้คะแนน 0 ถึง {self.total}"
            )
        return self

    def criterion(self, id: str) -> Criterion:
        """The criterion `id`; KeyError where the rubric has none."""
        for criterion in self.criteria:
            if criterion.id == id:
                return criterion
        raise KeyError(id)


class Wording(Rule):
    """The wording of a letter or certificate; {agency}, {work}, {type}, {branch}, {level}, {year} are filled in."""

    id: Id
    title: Text
    body: Text
    note: Text | None = None


class Aggregation(Statement):
    """How the sheets of one submission become one score, and to how many places it is shown."""

    method: Literal["mean", "median"] = "mean"
    places: int = Field(2, ge=0, le=6)


# --- the documents ----------------------------------------------------------------------------------------------------


class PackDocument(Base):
    """The pack as written."""

    schema_version: int = Field(alias="schema")
    id: Id
    programme: Id
    year_be: int = Field(ge=2500, le=2700)
    title: Text
    authority: Authority
    sources: tuple[Source, ...] = Field(min_length=1)
    bodies: tuple[Body, ...] = ()
    legal_basis: tuple[Statement, ...] = ()
    purpose: tuple[Statement, ...] = ()
    emblems: tuple[Emblem, ...] = ()
    emphasis: tuple[Statement, ...] = ()
    success_factors: tuple[Statement, ...] = ()
    levels: tuple[Level, ...] = ()
    branches: tuple[Branch, ...] = Field(min_length=1)
    facts: dict[FactName, Fact] = {}
    conditions: tuple[Condition, ...] = ()
    types: tuple[AwardType, ...] = Field(min_length=1)
    honours: tuple[Honour, ...] = ()
    kpi: tuple[KpiRule, ...] = ()
    certification: tuple[Statement, ...] = ()
    notes: tuple[Note, ...] = ()
    open: tuple[OpenValue, ...] = ()
    beside: tuple[Variant, ...] = ()
    examples: Examples = Examples()
    # A programme whose rules publish these in full needs no supplement for them.
    sections: tuple[Section, ...] = ()
    forms: tuple[Form, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    aggregation: Aggregation | None = None
    tie_break: tuple[Statement, ...] = ()
    letters: tuple[Wording, ...] = ()
    certificates: tuple[Wording, ...] = ()


class Resolve(Base):
    """An open value filled in: by one of its readings and/or by a value."""

    open: str
    reading: str | None = None
    value: bool | int | str | None = None
    th: str
    en: str


class Hours(Base):
    opens_at: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    closes_at: str = Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")


class AssumedWindow(Base):
    type: str
    step: int
    first_day: date
    last_day: date
    opens_at: str | None = None
    closes_at: str | None = None
    text: Text | None = None


class StepUse(Base):
    """What a step uses: a form, a rubric, how many assessors read each submission."""

    form: str = ""
    rubric: str = ""
    assessors: int | None = Field(None, ge=1, le=9)


class LevelCut(Base):
    level: str
    at_least: Exact


class CutOffs(Base):
    """Least scores for levels, the highest level first, read at one step."""

    types: tuple[str, ...] = Field(min_length=1)
    step: int = 1
    levels: tuple[LevelCut, ...] = Field(min_length=1)
    text: Text | None = None

    @model_validator(mode="after")
    def _falling(self) -> CutOffs:
        cuts = [level.at_least for level in self.levels]
        if cuts != sorted(set(cuts), reverse=True):
            raise wrong("cut-offs fall from the highest level to the lowest", "คะแนนตัดระดับต้องเรียงจากสูงไปต่ำ")
        return self


class SupplementDocument(Base):
    """The supplement as written."""

    schema_version: int = Field(alias="schema")
    supplement: Id
    extends: str = Field(alias="for")
    label: Text
    resolves: tuple[Resolve, ...] = ()
    hours: Hours | None = None
    windows: tuple[AssumedWindow, ...] = ()
    sections: tuple[Section, ...] = ()
    forms: tuple[Form, ...] = ()
    rubrics: tuple[Rubric, ...] = ()
    steps: dict[str, dict[int, StepUse]] = {}
    cut_offs: tuple[CutOffs, ...] = ()
    aggregation: Aggregation | None = None
    tie_break: tuple[Statement, ...] = ()
    letters: tuple[Wording, ...] = ()
    certificates: tuple[Wording, ...] = ()
    notes: tuple[Note, ...] = ()
    sources: tuple[Source, ...] = ()
