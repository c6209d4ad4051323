"""One row of a file of awards, read: what a source tells of one award. Nothing is guessed; unknown words are refused.

Columns, all texts: `year_be` ("2563", a span "2555-2563", or blank), `branch`, `type`, `level`, `work_title`, `agency`,
`province`, `source_url`; further, from our own files: `programme`, `source`, `locator`, `words`, `note`, `inferred`, `named_only`.
In `agency`: "(รางวัลที่ 1 จาก 2)" counts awards without titles, "(เสนอชื่อโดย …)" follows a person, "[…]" is a remark on spelling,
and several agencies stand together with ";" or "และ".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lertrat.kernel import thai
from lertrat.kernel.errors import Refusal
from lertrat.works import validators, vocabulary
from lertrat.works.keys import folded
from lertrat.works.states import PROGRAMMES, Programme

Row = Mapping[str, str]
_ORDINAL = re.compile(r"\s*\(รางวัลที่\s*(\d+)\s*จาก\s*(\d+)\)")
_NOMINATED = re.compile(r"\s*\(เสนอชื่อโดย\s*(.+?)\)\s*$")
_REMARK = re.compile(r"\s*\[[^\]]*\]")
_TOGETHER = re.compile(r";\s*|\s+และ(?=[ก-ฮเแโใไ])")


@dataclass(frozen=True, slots=True)
class Names:
    """The register's names: folded agency name → id (None: several carry it), province name or code → code."""

    agencies: Mapping[str, int | None]
    provinces: Mapping[str, str]

    def agency(self, name: str) -> int | None:
        return self.agencies.get(folded(name))


@dataclass(frozen=True, slots=True)
class Told:
    """What one source tells of one award."""

    programme: str
    years: tuple[int, int] | None
    branch: str
    type: vocabulary.Type
    type_text: str
    level: str
    level_text: str
    agency_id: int | None
    agency_text: str
    joint: tuple[int, ...]
    nominee: str
    ordinal: int
    province: str | None
    title: str
    source: str
    locator: str
    words: str = ""
    note: str = ""
    inferred: bool = False
    named_only: bool = False
    echo: bool = False  # the row repeats a source that we hold ourselves ("seed:004")


def read(row: Row, names: Names, *, source: str) -> Told:
    """The row as Told. Refusals "year", "branch", "type", "level", "no-province", "no-recipient", "programme"."""
    text = {name: " ".join(thai.normalise(value or "").split()) for name, value in row.items()}
    programme = _programme(text)
    branch = "" if programme == Programme.UNPSA else _branch(text.get("branch", ""))
    kind = vocabulary.Type() if programme == Programme.UNPSA else _type(text, branch)
    level_text = text.get("level", "")
    level = vocabulary.level(level_text)
    if level is None:
        raise Refusal("level", f"ไม่รู้จักระดับรางวัล “{level_text}”", f"There is no level “{level_text}”.")
    if kind.type_id == "pmqa-category" and kind.category and not level:
        level = "awarded"  # an award without levels
    agency_text, nominee, ordinal = _recipient(text.get("agency", ""))
    joint = _joint(agency_text, names)
    title = text.get("work_title", "")
    if not agency_text and not nominee and not title:
        raise Refusal("no-recipient", "ไม่มีทั้งหน่วยงานและผลงาน", "There is neither an agency nor a work.")
    url = text.get("source_url", "")
    return Told(
        programme=programme,
        years=validators.years(text.get("year_be", "")),
        branch=kind.branch or branch,
        type=kind,
        type_text=text.get("type", "")[:300],
        level=level,
        level_text=level_text[:100],
        agency_id=None if joint else names.agency(agency_text),
        agency_text=agency_text[:300],
        joint=joint,
        nominee=nominee[:300],
        ordinal=ordinal,
        province=province(text.get("province", ""), names),
        title=title[:500],
        source=text.get("source") or source,
        locator=(text.get("locator") or url)[:300],
        words=text.get("words", "")[:600],
        note=text.get("note", "")[:500],
        inferred=text.get("inferred") == "1",
        named_only=text.get("named_only") == "1",
        echo=url.startswith("seed:"),
    )


def _programme(text: Row) -> str:
    given = text.get("programme") or ("unpsa" if text.get("branch", "").upper() == "UNPSA" else "psea")
    if given not in PROGRAMMES:
        raise Refusal("programme", f"ไม่รู้จักรางวัล “{given}”", f"There is no programme “{given}”.")
    return given


def _branch(text: str) -> str:
    found = vocabulary.branch(text)
    if found is None:
        raise Refusal("branch", f"ไม่รู้จักสาขารางวัล “{text}”", f"There is no branch “{text}”.")
    return found


def _type(row: Row, branch: str) -> vocabulary.Type:
    text = row.get("type", "")
    found = vocabulary.award_type(text, branch)
    # A source that only names a winner may leave the category open; no category 7 is awarded.
    open_category = found.category is None and row.get("named_only") == "1"
    if found.type_id == "pmqa-category" and not open_category and found.category not in range(1, 7):
        raise Refusal(
            "type",
            f"รางวัลรายหมวดต้องระบุหมวด 1–6: “{text}”",
            f"An award by category names a category from 1 to 6: “{text}”.",
        )
    if found.branch and branch and found.branch != branch:
        raise Refusal(
            "type", f"ประเภท “{text}” ไม่อยู่ในสาขาที่ระบุ", f"The type “{text}” does not belong to that branch."
        )
    return found


def _recipient(text: str) -> tuple[str, str, int]:
    """(agency as printed, person or group, which of several)."""
    text = _REMARK.sub("", text)
    ordinal = 1
    if counted := _ORDINAL.search(text):
        ordinal = int(counted[1])
        text = _ORDINAL.sub("", text)
    if nominated := _NOMINATED.search(text):
        return nominated[1].strip(), text[: nominated.start()].strip(), ordinal
    return text.strip(), "", ordinal


def _joint(text: str, names: Names) -> tuple[int, ...]:
    """The agencies of an award given to several together, where every one of them is known."""
    if not text or names.agency(text) is not None:
        return ()
    parts = [part for part in _TOGETHER.split(text) if part]
    ids = [names.agency(part) for part in parts]
    return tuple(id for id in ids if id is not None) if len(parts) > 1 and None not in ids else ()


def province(text: str, names: Names) -> str | None:
    """The code of a province by its name or code; None for a blank. Refusal "no-province"."""
    if not text:
        return None
    if text not in names.provinces:
        raise Refusal("no-province", f"ไม่รู้จักจังหวัด “{text}”", f"There is no province “{text}”.")
    return names.provinces[text]
