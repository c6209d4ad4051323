"""Applications that depend on other awards: what the exclusion leaves unconsidered, and who may enter an award again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from lertrat.criteria import schema as s
from lertrat.criteria.awards import Years
from lertrat.criteria.conditions import Verdict
from lertrat.criteria.pack import Pack

Considered = Literal["considered", "not_considered", "committee", "unknown"]


def _t(th: str, en: str) -> s.Text:
    return s.Text(th=th, en=en)


@dataclass(frozen=True, slots=True)
class ExclusionResult:
    """What the exclusion does to an application. "committee": the sources leave it open, so it is flagged and decided by
    people; "unknown": wait until the other application is decided."""

    result: Considered
    says: s.Text
    by: tuple[str, ...] = ()
    citations: s.Citations = ()
    opens: tuple[str, ...] = ()


def excluded(pack: Pack, type_id: str, others: Mapping[str, str | bool | None]) -> ExclusionResult:
    """Whether an application of `type_id` is still considered, given the same agency's other applications of the edition:
    type id → "passed" | "failed" | "unknown" (or True | False | None)."""
    rule = pack.type(type_id).exclusion
    if rule is None:
        return ExclusionResult(
            "considered", _t("ไม่มีข้อยกเว้นสำหรับรางวัลนี้", "no exclusion applies to this award")
        )
    stand = {id: _stand(value) for id, value in others.items()}
    for state, types, result in (
        ("passed", rule.passed, "not_considered"),
        ("unknown", rule.passed, "unknown"),
        ("passed", rule.also_open, "committee"),
        ("unknown", rule.also_open, "unknown"),
    ):
        by = tuple(id for id in types if stand.get(id) == state)
        if by:
            return ExclusionResult(
                _AS[result], _exclusion_words(pack, rule, result, by), by, rule.citations, rule.open
            )
    return ExclusionResult("considered", _t("พิจารณาตามปกติ", "considered as usual"), (), rule.citations)


def _stand(value: str | bool | None) -> str:
    if value is None:
        return "unknown"
    return value if isinstance(value, str) else "passed" if value else "failed"


_AS: dict[str, Considered] = {
    "not_considered": "not_considered",
    "unknown": "unknown",
    "committee": "committee",
}


def _exclusion_words(pack: Pack, rule: s.Exclusion, result: str, by: tuple[str, ...]) -> s.Text:
    names = ", ".join(pack.types[id].name.th for id in by)
    names_en = ", ".join(pack.types[id].name.en for id in by)
    if result == "not_considered":
        return _t(
            f"{rule.name.th} เพราะผ่านเกณฑ์รางวัล {names} ในปีเดียวกัน",
            f"{rule.name.en}: {names_en} was passed in the same year",
        )
    if result == "committee":
        return _t(
            f"ผ่านเกณฑ์รางวัล {names} ในปีเดียวกัน แหล่งข้อมูลไม่ชัดว่าข้อยกเว้นใช้ด้วยหรือไม่ คณะกรรมการเป็นผู้ตัดสิน",
            f"{names_en} was passed in the same year; the sources leave open whether the exclusion applies, so the committee decides",
        )
    return _t(f"รอผลการพิจารณารางวัล {names}", f"waits for the result of {names_en}")


# --- entering again ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastAward:
    """An award won before: its type's id, the category for an award by category, and its year or span (Buddhist era)."""

    type: str
    from_year: int
    to_year: int
    category: int | None = None


@dataclass(frozen=True, slots=True)
class ReaffirmationResult:
    """Whether the entry is a reaffirmation of a past award. `unclear` holds the spans that cross the rule's years."""

    verdict: Verdict
    says: s.Text
    unclear: tuple[Years, ...] = ()
    citations: s.Citations = ()


def _same_category(rule: s.Reaffirmation, award: PastAward, category: int | None) -> bool | None:
    """Whether the award is of the category entered now; None where its category is not recorded."""
    if not rule.same_category:
        return True
    return None if award.category is None else award.category == category


def reaffirms(
    pack: Pack, type_id: str, past: Iterable[PastAward], category: int | None = None
) -> ReaffirmationResult:
    """Whether the agency won this award (this category) in the years the rule names, and so may enter it again."""
    rule = pack.type(type_id).reaffirmation
    if rule is None:
        return ReaffirmationResult(
            "unmet", _t("รางวัลนี้ไม่มีข้อกำหนดเรื่องการยืนยันมาตรฐาน", "this award has no rule of reaffirmation")
        )
    if rule.from_year is None or rule.to_year is None:
        return ReaffirmationResult("unknown", rule.text, (), rule.citations)
    first_year, last_year = rule.from_year, rule.to_year
    same = [a for a in past if a.type == type_id and _same_category(rule, a, category) is not False]
    span = f"{first_year}–{last_year}"
    sure = [a for a in same if _same_category(rule, a, category)]
    if any(first_year <= a.from_year and a.to_year <= last_year for a in sure):
        words = _t(f"เคยได้รับรางวัลนี้ในปี {span} สมัครเพื่อยืนยันมาตรฐานได้", f"won in {span}: may enter to reaffirm")
        return ReaffirmationResult("met", words, (), rule.citations)
    unclear = tuple(
        (a.from_year, a.to_year) for a in same if a.from_year <= last_year and a.to_year >= first_year
    )
    if unclear:
        named = ", ".join(f"{first}–{last}" if first != last else str(first) for first, last in unclear)
        words = _t(
            f"รางวัลที่บันทึกไว้ (ปี {named}) ไม่บอกปีหรือหมวดที่แน่ชัด จึงยังบอกไม่ได้ว่าอยู่ในปี {span} หรือไม่",
            f"the award on record ({named}) lacks its exact year or category, so it cannot be told whether it counts for {span}",
        )
        return ReaffirmationResult("unknown", words, unclear, rule.citations)
    return ReaffirmationResult(
        "unmet", _t(f"ไม่เคยได้รับรางวัลนี้ในปี {span}", f"not won in {span}"), (), rule.citations
    )
