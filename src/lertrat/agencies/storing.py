"""Writing a plan's changes into the register, and the register into the text index. Called inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from lertrat.agencies.models import Agency, Alias
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.kernel.plan import Change
from lertrat.search import actions as search

WEIGHT = {"ministry": 3, "department": 2, "province": 2}


def moved() -> Conflict:
    """The plan that was looked at is not the one that would be done now."""
    return Conflict(
        "plan-moved",
        "ข้อมูลเปลี่ยนไปหลังจากแสดงตัวอย่าง โปรดดูตัวอย่างใหม่อีกครั้ง",
        "Things have changed since the preview; please look at it again.",
    )


def _values(after: dict[str, Any]) -> dict[str, Any]:
    """The agency's own columns of a change, dates read back from text."""
    values = {name: value for name, value in after.items() if name not in ("parent", "aliases")}
    for name in ("valid_from", "valid_until"):
        if isinstance(values.get(name), str):
            values[name] = date.fromisoformat(values[name])
    return values


def add(new: list[Change]) -> None:
    """Parents before children: each storey is written once the one above it has ids."""
    waiting = {change.subject: change for change in new}
    while waiting:
        ready = [change for change in waiting.values() if change.after["parent"] not in waiting]
        if not ready:
            raise Refusal("parent-circle", "ต้นสังกัดวนเป็นวงกลม", "The parents go round in a circle.")
        ids = _ids({change.after["parent"] for change in ready})
        made = []
        for change in ready:
            agency = Agency(
                code=change.subject, parent_id=ids.get(change.after["parent"]), **_values(change.after)
            )
            agency.fold()
            made.append(agency)
            del waiting[change.subject]
        Agency.objects.bulk_create(made, batch_size=500)


def change_each(changed: list[Change]) -> None:
    """Lock, check that each still reads as the plan saw it, then write."""
    for change in changed:
        agency = Agency.objects.select_for_update().filter(code=change.subject).first()
        if agency is None:
            raise moved()
        for name, value in _values(change.before).items():
            if getattr(agency, name) != value:
                raise moved()
        for name, value in _values(change.after).items():
            setattr(agency, name, value)
        if "parent" in change.after:
            ids = _ids({change.after["parent"]})
            agency.parent_id = ids.get(change.after["parent"])
        agency.save()


def add_names(changes: list[Change]) -> None:
    """Write the other names."""
    ids = _ids({change.subject for change in changes if change.after.get("aliases")})
    made = []
    for change in changes:
        for kind, name in change.after.get("aliases", ()):
            alias = Alias(
                agency_id=ids[change.subject], kind=kind, name=name, source=change.after.get("source", "")
            )
            alias.fold()
            made.append(alias)
    Alias.objects.bulk_create(made, batch_size=500)


def _ids(codes: set[str]) -> dict[str, int]:
    return {
        code: pk
        for chunk in _chunks(sorted(codes - {""}))
        for code, pk in Agency.objects.filter(code__in=chunk).values_list("code", "pk")
    }


def _chunks(codes: list[str], size: int = 500) -> list[list[str]]:
    return [codes[start : start + size] for start in range(0, len(codes), size)]


def index_codes(codes: list[str]) -> None:
    """As `index`, for the agencies with these codes."""
    index([agency for chunk in _chunks(codes) for agency in Agency.objects.filter(code__in=chunk)])


def index(agencies: list[Agency]) -> None:
    """Make these agencies findable by every name they carry."""
    others: dict[int, list[str]] = {}
    for start in range(0, len(agencies), 500):
        chunk = [agency.pk for agency in agencies[start : start + 500]]
        for agency_id, name in (
            Alias.objects.filter(agency__in=chunk).order_by("id").values_list("agency_id", "name")
        ):
            others.setdefault(agency_id, []).append(name)
    for weight in sorted({WEIGHT.get(agency.kind, 0) for agency in agencies}):
        found: dict[int, Iterable[str]] = {
            agency.pk: texts(agency, others.get(agency.pk, []))
            for agency in agencies
            if WEIGHT.get(agency.kind, 0) == weight
        }
        search.put_many("agency", found, weight=weight)


def texts(agency: Agency, others: list[str]) -> list[str]:
    return [agency.name_th, agency.name_en, *others]
