"""Reading rows against the register of works and awards: what would be added, changed, kept or refused. Writes nothing.

`what` says what a row is: "award" (the default, see `telling`), "work" (`id`, `work_title`, `title_en`, `agency`, `province`,
`summary`, `source`, `locator`, `words`), "lineage" (`from`, `to`: ids of works in the same file; `kind`) or "adoption"
(`work`, `agency`, `place`, `year_be`, `note`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lertrat.agencies import queries as agencies
from lertrat.kernel.errors import Refusal
from lertrat.kernel.plan import Change, Plan
from lertrat.works import telling, validators
from lertrat.works.ledger import Draft, Ledger, WorkDraft
from lertrat.works.models import Adoption, Lineage, WorkSource
from lertrat.works.states import LINEAGE_KINDS
from lertrat.works.telling import Names, Row

NAME = "works"
COLUMNS = frozenset(
    [
        "what",
        "id",
        "year_be",
        "branch",
        "type",
        "level",
        "work_title",
        "title_en",
        "agency",
        "province",
        "source_url",
        "programme",
        "source",
        "locator",
        "words",
        "note",
        "summary",
        "inferred",
        "named_only",
        "from",
        "to",
        "kind",
        "work",
        "place",
    ]
)


class Importer:
    """Takes rows one after the other; `changes` is the plan, `ledger` what would stand afterwards."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.ledger = Ledger.load()
        self.names = load_names()
        self.works: dict[str, WorkDraft] = {}
        self.changes: list[Change] = []
        self._lineages = set(
            Lineage.objects.values_list("from_work", "to_work", "kind"),
        )
        self._adoptions = set(Adoption.objects.values_list("work", "agency", "agency_text", "place"))

    def take(self, number: int, row: Row) -> None:
        """Take one row into the ledger and note what it does."""
        told = {name: value for name, value in row.items() if value}
        try:
            kind, subject, added = self._take(told)
        except Refusal as refusal:
            subject = told.get("work_title") or told.get("agency") or "?"
            self.changes.append(Change("refuse", f"{number}: {subject}", after={"row": told}, why=refusal.th))
            return
        self.changes.append(Change(kind, f"{number}: {subject}", after=added | {"row": told}))

    def _take(self, row: Row) -> tuple[str, str, dict[str, Any]]:
        unknown = sorted(set(row) - COLUMNS)
        if unknown:
            raise Refusal("column", f"ไม่รู้จักคอลัมน์ “{unknown[0]}”", f"There is no column “{unknown[0]}”.")
        what = row.get("what", "award")
        if what == "award":
            return self._award(row)
        if what == "work":
            return self._work(row)
        if what == "lineage":
            return self._lineage(row)
        if what == "adoption":
            return self._adoption(row)
        raise Refusal("what", f"ไม่รู้จักแถวชนิด “{what}”", f"There are no rows of kind “{what}”.")

    def _award(self, row: Row) -> tuple[str, str, dict[str, Any]]:
        told = telling.read(row, self.names, source=self.source)
        draft, added = self.ledger.tell(told)
        kind = "add" if added.get("new") else "change" if added else "keep"
        return kind, _subject(draft), added

    def _work(self, row: Row) -> tuple[str, str, dict[str, Any]]:
        title = validators.title(row.get("work_title", ""))
        agency = row.get("agency", "")
        draft = self.ledger.work(
            title,
            self.names.agency(agency),
            agency,
            province=telling.province(row.get("province", ""), self.names),
            title_en=row.get("title_en", ""),
            summary_th=row.get("summary", ""),
            note=row.get("note", ""),
        )
        added: dict[str, Any] = {"new": True} if draft.new and not draft.new_sources else {}
        place = (row.get("source") or self.source, row.get("locator", ""))
        if place not in draft.sources:
            draft.sources.add(place)
            draft.new_sources.append(
                WorkSource(source=place[0], locator=place[1], words=row.get("words", ""))
            )
            added["source"] = " ".join(place)
        if row.get("id"):
            self.works[row["id"]] = draft
        if draft.changed and not draft.new:
            added["work"] = True
        return "add" if added.get("new") else "change" if added else "keep", title, added

    def _known(self, id: str) -> WorkDraft:
        if id not in self.works:
            raise Refusal("no-work", f"ไม่พบผลงาน “{id}” ในแฟ้มนี้", f"There is no work “{id}” in this file.")
        return self.works[id]

    def _lineage(self, row: Row) -> tuple[str, str, dict[str, Any]]:
        one, other = self._known(row.get("from", "")), self._known(row.get("to", ""))
        kind = row.get("kind", "")
        if kind not in LINEAGE_KINDS or one is other:
            raise Refusal("lineage", "ความสัมพันธ์ระหว่างผลงานไม่ถูกต้อง", "This is no lineage of two works.")
        subject = f"{one.work.title_th} → {other.work.title_th}"
        if (one.work.pk, other.work.pk, kind) in self._lineages:
            return "keep", subject, {}
        self.ledger.lineages.append((one, other, Lineage(kind=kind, source=_citation(row, self.source))))
        return "add", subject, {"new": True}

    def _adoption(self, row: Row) -> tuple[str, str, dict[str, Any]]:
        draft = self._known(row.get("work", ""))
        agency = row.get("agency", "")
        agency_id = self.names.agency(agency)
        text, place = "" if agency_id else agency, row.get("place", "")
        if not agency and not place:
            raise Refusal("adoption", "ไม่ได้ระบุผู้นำไปใช้หรือพื้นที่", "Neither an adopter nor a place is named.")
        subject = f"{draft.work.title_th} → {agency or place}"
        if (draft.work.pk, agency_id, text, place) in self._adoptions:
            return "keep", subject, {}
        made = Adoption(
            agency_id=agency_id,
            agency_text=text,
            place=place,
            year_be=int(row["year_be"]) if row.get("year_be") else None,
            source=_citation(row, self.source),
            note=row.get("note", ""),
        )
        self.ledger.adoptions.append((draft, made))
        return "add", subject, {"new": True}


def plan(rows: Iterable[Row], *, source: str) -> tuple[Plan, Ledger]:
    """What these rows would do, and the register as it would stand afterwards (in memory)."""
    importer = Importer(source)
    for number, row in enumerate(rows, 1):
        importer.take(number, row)
    return Plan(f"{NAME}: {source}", tuple(importer.changes)), importer.ledger


def rows_of(plan: Plan) -> list[Row]:
    """The rows a plan was made of."""
    return [change.after["row"] for change in plan.changes]


def load_names() -> Names:
    """The names agencies and provinces go by. Three queries."""
    provinces = agencies.provinces(fictitious=True)
    by_name = {province.name_th: province.code for province in provinces}
    return Names(agencies.names(), by_name | {province.code: province.code for province in provinces})


def _citation(row: Row, source: str) -> str:
    return f"{row.get('source') or source}:{row.get('locator', '')}".rstrip(":")


def _subject(draft: Draft) -> str:
    award = draft.award
    years = (
        ""
        if award.year_from is None
        else f"{award.year_from}"
        if award.year_from == award.year_to
        else f"{award.year_from}–{award.year_to}"
    )
    who = award.nominee_text or award.agency_text
    return " · ".join(
        part for part in (years, award.type_text, who, draft.work.work.title_th if draft.work else "") if part
    )
