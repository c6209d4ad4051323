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
    carried_from: {edition: psea-2563, year_be: 2563}        # the year whose text this one began as; else left out
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
            # in a window, where the rules publish one: grace: {minutes: 30, th: ..., en: ..., citations: [...]}
            gate: {at_least: 400, scale: 500, text: {...}, citations: [...]}                 # pmqa-4 only
            answers_in: th                    # or en: the language the answers are written in
            opens_after: null                 # number of the step that must be passed first
        requires_parent: {types: [effective-change], how: any, falls_with_parent: true, text: {...}, citations: [...], open: x}
        exclusion: {passed: [pmqa-outstanding], also_open: [pmqa-4], name: {th: "ไม่พิจารณา", en: "Not considered"}, text: {...}, citations: [...], open: x}
        reaffirmation: {from_year: 2555, to_year: 2562, same_category: true, text: {...}, citations: [...], open: x}
        corresponds: [{edition: psea-2564, type: service-covid, th: ..., en: ..., citations: [...]}]      # as a source sets them side by side
        not_required: [psea_award]            # facts that are recorded, though no condition asks for them
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
    instrument:                                # PMQA 4.0: one instrument, two intakes; items scored by maturity, in order
      type: pmqa-4
      scale: {minimum: 0, maximum: 500}
      maturity: [{level: basic, adds: 300, text: {...}}, {level: advance, adds: 100, text: {...}}, ...]
      categories: [{number: 1, kind: process, name: {...}, items: [{id: "1.1", name: {...}, points: [3, 1, 1]}]}]
      intakes: [{id: award, months: [12, 1], step: 1, ...}, {id: kpi, months: [5, 6], ...}]
      item_rule: {th: ..., en: ...}           # and category_rule, total_rule, result_rule, forecast, reuse
    certification: [{id: ..., th: ..., en: ..., citations: [...]}]
    suspended: [{year_be: 2566, th: ..., en: ..., citations: [...]}]      # years without entries
    notes: [{id: ..., about: effective-change, th: ..., en: ..., citations: [...]}]       # sentences that fit nowhere else
    kpi_refused: {th: ..., en: ..., open: kpi-2566}       # why no KPI points can be given (instead of a kpi table)
    history:
      meetings: [{id: m, number: "7/2565", held_on: 2022-09-27, body: sub, electronic: true, th: ..., en: ..., items: [
        {id: m-1-1, number: "1.1", kind: approved, about: [service], th: ..., en: ..., citations: [...]}]}]      # or acknowledged
      succession: [{edition: psea-2564, before: service-covid, how: dropped, inferred: true, th: ..., en: ...}]  # same renamed changed new dropped
      calendar: [{id: ceremony, first_day: 2023-09-07, th: ..., en: ..., citations: [...]}]
      silence: {th: ..., en: ...}             # a rule that is absent was not found; it is not thereby dropped
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
      items: [{item: "1.1", met: [3, 0, 1], score: 300}]
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
        asks: [strength, opportunity]        # findings a sheet needs before it is locked
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

from lertrat.criteria.schema.base import (
    BANGKOK,
    SCHEMA,
    Base,
    Citation,
    Citations,
    Exact,
    FactName,
    Id,
    Opens,
    Rule,
    Source,
    Statement,
    Text,
    Variant,
    exact,
    wrong,
)
from lertrat.criteria.schema.documents import (
    AssumedWindow,
    CarriedFrom,
    CutOffs,
    Hours,
    LevelCut,
    PackDocument,
    Resolve,
    StepUse,
    SupplementDocument,
)
from lertrat.criteria.schema.examples import (
    Examples,
    ExclusionExample,
    GateExample,
    HonourExample,
    ItemExample,
    JudgeExample,
    KpiExample,
    ReaffirmationExample,
)
from lertrat.criteria.schema.facts import (
    Among,
    AppliesTo,
    ByReading,
    Compare,
    Comparison,
    Condition,
    Counted,
    Elapsed,
    Fact,
    FactType,
    Literalish,
    Node,
    Option,
    Quantified,
    Says,
)
from lertrat.criteria.schema.forms import (
    Aggregation,
    Band,
    Column,
    Criterion,
    Form,
    Question,
    Rubric,
    Section,
    Wording,
)
from lertrat.criteria.schema.history import Dated, History, Meeting, MeetingItem, Succession
from lertrat.criteria.schema.honours import AboutType, Honour, KpiPoint, KpiRule, Note, OpenValue, Reading
from lertrat.criteria.schema.pmqa import Category, Instrument, Intake, Item, Maturity
from lertrat.criteria.schema.programme import Authority, Body, Branch, Emblem, EmblemPart, Level, Suspension
from lertrat.criteria.schema.types import (
    AwardType,
    Correspondence,
    Exclusion,
    Gate,
    Quota,
    Reaffirmation,
    RequiresParent,
    Step,
    TargetGroup,
    TypeLevel,
    Window,
)

__all__ = [
    "AboutType",
    "Aggregation",
    "Among",
    "AppliesTo",
    "AssumedWindow",
    "Authority",
    "AwardType",
    "BANGKOK",
    "Band",
    "Base",
    "Body",
    "Branch",
    "ByReading",
    "CarriedFrom",
    "Category",
    "Citation",
    "Citations",
    "Column",
    "Compare",
    "Comparison",
    "Condition",
    "Correspondence",
    "Counted",
    "Criterion",
    "CutOffs",
    "Dated",
    "Elapsed",
    "Emblem",
    "EmblemPart",
    "Exact",
    "Examples",
    "Exclusion",
    "ExclusionExample",
    "Fact",
    "FactName",
    "FactType",
    "Form",
    "Gate",
    "GateExample",
    "History",
    "Honour",
    "HonourExample",
    "Hours",
    "Id",
    "Instrument",
    "Intake",
    "Item",
    "ItemExample",
    "JudgeExample",
    "KpiExample",
    "KpiPoint",
    "KpiRule",
    "Level",
    "LevelCut",
    "Literalish",
    "Meeting",
    "MeetingItem",
    "Maturity",
    "Node",
    "Note",
    "OpenValue",
    "Opens",
    "Option",
    "PackDocument",
    "Quantified",
    "Question",
    "Quota",
    "Reading",
    "Reaffirmation",
    "ReaffirmationExample",
    "RequiresParent",
    "Resolve",
    "Rubric",
    "Rule",
    "SCHEMA",
    "Says",
    "Section",
    "Source",
    "Statement",
    "Step",
    "StepUse",
    "Succession",
    "SupplementDocument",
    "Suspension",
    "TargetGroup",
    "Text",
    "TypeLevel",
    "Variant",
    "Window",
    "Wording",
    "exact",
    "wrong",
]
