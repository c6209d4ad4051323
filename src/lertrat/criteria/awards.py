"""Awards that follow from other awards: honours, each with the tree that explains its verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from lertrat.criteria import schema as s
from lertrat.criteria.facts import FactError
from lertrat.criteria.pack import Pack
from lertrat.kernel.thai import arabic_digits, normalise

Answer = Literal["yes", "no", "unknown"]
Years = tuple[int, int]
_SPAN = re.compile(r"(\d{4})(?:\s*[-–—]\s*(\d{4}))?")


def _t(th: str, en: str) -> s.Text:
    return s.Text(th=th, en=en)


@dataclass(frozen=True, slots=True)
class AwardFact:
    """One award as a register has it: ids or printed names; an empty text (or None) is what the source did not say.

    `year_be` is a year (2564), a span ("2555-2563"), or empty.
    """

    year_be: int | str | None
    branch: str
    type: str
    level: str
    agency: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A node of the tree that explains a verdict."""

    about: str
    verdict: Answer
    says: s.Text
    children: tuple[Explanation, ...] = ()

    def as_json(self, language: str = "th") -> dict[str, Any]:
        return {
            "about": self.about,
            "verdict": self.verdict,
            "says": self.says.says(language),
            "children": [child.as_json(language) for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class HonourVerdict:
    """Whether an honour is due. `missing` names the branches that lack (no) or are not established (unknown)."""

    agency: str
    honour: str
    verdict: Answer
    missing: tuple[str, ...]
    tree: Explanation
    citations: s.Citations = ()

    def as_json(self, language: str = "th", *, tree: bool = False) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "agency": self.agency,
            "honour": self.honour,
            "verdict": self.verdict,
            "missing": list(self.missing),
        }
        return {**plain, "tree": self.tree.as_json(language)} if tree else plain


@dataclass(frozen=True, slots=True)
class _Award:
    """A row with its names resolved: the types it may be of, and whether its year is certain."""

    candidates: tuple[s.AwardType, ...]
    branch: str
    level: str
    certain_year: bool
    name: str
    told: s.Text  # the name as people read it: what was given as an id is told by its name


def years(value: int | str | None) -> Years | None:
    """The years a register means, Buddhist era: (2564, 2564), (2555, 2563), or None where it says nothing. ValueError else."""
    text = arabic_digits(normalise(str(value))).strip() if value is not None else ""
    if not text:
        return None
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(text)
    first, last = int(found[1]), int(found[2] or found[1])
    if not 2400 <= first <= last <= 2700:
        raise ValueError(text)
    return first, last


def honours(pack: Pack, awards: Iterable[AwardFact]) -> list[HonourVerdict]:
    """One verdict per agency (in the order of the rows) and honour. The rows are taken as all awards of those agencies.

    Only awards of the pack's own year count. A level, type or year that is not recorded gives unknown where it matters,
    never yes. Raises FactError naming the row for a year that is none and, in the pack's own year, for a blank agency or a
    name the pack does not know; rows of other years need no more than their year.
    """
    rows: dict[str, list[_Award]] = {}
    problems: list[s.Text] = []
    for number, award in enumerate(awards, 1):
        agency = " ".join(normalise(award.agency).split())
        try:
            found = _read(pack, award, agency)
        except _Unreadable as error:
            problems.append(_t(f"แถวที่ {number}: {error.th}", f"row {number}: {error.en}"))
            continue
        if agency:
            rows.setdefault(agency, [])
        if found is not None:
            rows[agency].append(found)
    if problems:
        raise FactError(problems)
    return [_verdict(pack, honour, agency, held) for agency, held in rows.items() for honour in pack.honours]


class _Unreadable(Exception):
    def __init__(self, th: str, en: str) -> None:
        self.th, self.en = th, en


def _read(pack: Pack, award: AwardFact, agency: str) -> _Award | None:
    """The row with its names resolved; None for an award that can complete nothing this year."""
    try:
        span = years(award.year_be)
    except ValueError:
        raise _Unreadable(
            f"ปี “{award.year_be}” ไม่ใช่ปีพุทธศักราช", f"“{award.year_be}” is no year of the Buddhist era"
        ) from None
    if span and not span[0] <= pack.year_be <= span[1]:
        return None
    if not agency:
        raise _Unreadable("ไม่มีชื่อหน่วยงาน", "the agency is blank")
    branch_text, type_text, level_text = award.branch.strip(), award.type.strip(), award.level.strip()
    if pack.is_beside(branch_text) or pack.is_beside(type_text):
        return None
    branch = _resolved(pack.resolve_branch(branch_text), branch_text, "สาขา", "branch")
    type_id = _resolved(pack.resolve_type(type_text), type_text, "ประเภทรางวัล", "award type")
    level = _resolved(pack.resolve_level(level_text), level_text, "ระดับ", "level")
    types = (pack.types[type_id],) if type_id else tuple(pack.types.values())
    candidates = tuple(t for t in types if not branch or t.branch == branch)
    if not candidates:
        raise _Unreadable(
            f"ประเภท “{type_text}” ไม่อยู่ในสาขา “{branch_text}”",
            f"“{type_text}” is no type of the branch “{branch_text}”",
        )
    name = " ".join(part for part in (type_text or branch_text, level_text) if part) or "รางวัล"
    by_id = bool(type_id) and type_text == type_id
    told = _told(pack, type_id, level, level_text) if by_id else _t(name, name)
    return _Award(
        candidates,
        candidates[0].branch if type_id else branch,
        level,
        bool(span and span[0] == span[1]),
        name,
        told,
    )


def _told(pack: Pack, type_id: str, level: str, level_text: str) -> s.Text:
    kind, known = pack.types[type_id].name, pack.levels.get(level)
    th, en = (known.name.th, known.name.en) if known else (level_text, level_text)
    return _t(f"{kind.th} {th}".strip(), f"{kind.en} {en}".strip())


def _resolved(id: str | None, text: str, th: str, en: str) -> str:
    if text and id is None:
        raise _Unreadable(f"ไม่รู้จัก{th} “{text}”", f"unknown {en} “{text}”")
    return id or ""


def _verdict(pack: Pack, honour: s.Honour, agency: str, held: list[_Award]) -> HonourVerdict:
    if honour.kind == "by_hand":
        return _by_hand(pack, honour, agency, held)
    if honour.kind == "open":
        return _unpublished(honour, agency)
    branches = [_branch(pack, honour, id, held) for id in honour.branches]
    verdict = _all_of([b.verdict for b in branches])
    missing = tuple(b.about for b in branches if b.verdict == verdict and verdict != "yes")
    names = " · ".join(pack.branches[id].name.th for id in missing)
    names_en = " · ".join(pack.branches[id].name.en for id in missing)
    says = {
        "yes": _t(f"ครบทุกสาขาในปี {pack.year_be}", f"complete in every branch in {pack.year_be}"),
        "no": _t(f"ยังไม่ครบ ขาด {names}", f"not complete; lacking: {names_en}"),
        "unknown": _t(
            f"ยังสรุปไม่ได้ เพราะข้อมูลของ {names} ไม่ครบ", f"cannot be told; not recorded fully: {names_en}"
        ),
    }[verdict]
    tree = Explanation(honour.id, verdict, says, tuple(branches))
    return HonourVerdict(agency, honour.id, verdict, missing, tree, honour.citations)


def _all_of(answers: list[Answer]) -> Answer:
    return "no" if "no" in answers else "unknown" if "unknown" in answers else "yes"


def _any_of(answers: list[Answer]) -> Answer:
    return "yes" if "yes" in answers else "unknown" if "unknown" in answers else "no"


def _branch(pack: Pack, honour: s.Honour, branch: str, held: list[_Award]) -> Explanation:
    leaves = []
    for award in held:
        if not any(t.branch == branch for t in award.candidates):
            continue
        leaves.append(_leaf(honour, branch, award))
    verdict = _any_of([leaf.verdict for leaf in leaves])
    name = pack.branches[branch].name
    says = {
        "yes": _t(f"{name.th}: มีรางวัลถึงระดับที่กำหนด", f"{name.en}: an award at the level asked for"),
        "no": _t(f"{name.th}: ไม่มีรางวัลถึงระดับที่กำหนด", f"{name.en}: no award at the level asked for"),
        "unknown": _t(f"{name.th}: ข้อมูลไม่พอจะบอก", f"{name.en}: not recorded well enough to tell"),
    }[verdict]
    return Explanation(branch, verdict, says, tuple(leaves))


def _leaf(honour: s.Honour, branch: str, award: _Award) -> Explanation:
    """What one award does for one branch, over all types it may be of."""
    found = [
        _counts(honour, t, award.level) if t.branch == branch else ("no", None) for t in award.candidates
    ]
    answers: set[Answer] = {answer for answer, _ in found}
    answer: Answer = answers.pop() if len(answers) == 1 else "unknown"
    if answer == "yes" and not award.certain_year:
        answer = "unknown"
    reason = next((why for _, why in found if why is not None), None) if len(found) == 1 else None
    words = {
        "yes": _t("นับ", "counts"),
        "no": _t("ไม่นับ", "does not count"),
        "unknown": _t(
            "บอกไม่ได้ เพราะแหล่งข้อมูลไม่ได้บันทึกครบ", "cannot be told: the source does not record it fully"
        ),
    }[answer]
    th, en = f"{award.told.th}: {words.th}", f"{award.told.en}: {words.en}"
    if reason is not None:
        th, en = f"{th} ({reason.th})", f"{en} ({reason.en})"
    return Explanation(award.name, answer, _t(th, en))


def _counts(honour: s.Honour, type: s.AwardType, level: str) -> tuple[Answer, s.Text | None]:
    for rule in honour.never:
        if rule.type == type.id:
            return "no", rule
    for rule in honour.whatever_level:
        if rule.type == type.id:
            return "yes", rule
    if not level:
        return "unknown", _t("ไม่มีระดับรางวัลบันทึกไว้", "no level is recorded")
    return ("yes" if level == honour.level else "no"), None


def _unpublished(honour: s.Honour, agency: str) -> HonourVerdict:
    """An honour whose rule no source gives: unknown for every agency, naming what would settle it."""
    leaves = tuple(Explanation(need.id, "unknown", _t(need.th, need.en)) for need in honour.needs)
    tree = Explanation(honour.id, "unknown", honour.note or honour.text, leaves)
    missing = tuple(need.id for need in honour.needs)
    return HonourVerdict(agency, honour.id, "unknown", missing, tree, honour.citations)


def _by_hand(pack: Pack, honour: s.Honour, agency: str, held: list[_Award]) -> HonourVerdict:
    branch = honour.branches[0]
    leaves = []
    for award in held:
        never = {rule.type for rule in honour.never}
        inside = [t.branch == branch and t.id not in never for t in award.candidates]
        if any(inside):
            sure = all(inside) and award.certain_year
            words = _t(
                f"{award.told.th}: อยู่ในสาขานี้" if sure else f"{award.told.th}: อาจอยู่ในสาขานี้",
                f"{award.told.en}: of this branch" if sure else f"{award.told.en}: may be of this branch",
            )
            leaves.append(Explanation(award.name, "unknown", words))
    name = pack.branches[branch].name
    if not leaves:
        says = _t(
            f"ไม่มีผลงานที่ได้รับรางวัลใน{name.th} ปี {pack.year_be}", f"no award in {name.en} in {pack.year_be}"
        )
        tree = Explanation(honour.id, "no", says)
        return HonourVerdict(agency, honour.id, "no", (branch,), tree, honour.citations)
    says = _t(
        "คำว่า “โดดเด่น” ไม่มีสูตรคำนวณ คณะกรรมการเป็นผู้เสนอพร้อมเหตุผล",
        "“distinguished” is no formula: the committee proposes, with its reason",
    )
    tree = Explanation(honour.id, "unknown", says, tuple(leaves))
    return HonourVerdict(agency, honour.id, "unknown", ("proposal",), tree, honour.citations)
