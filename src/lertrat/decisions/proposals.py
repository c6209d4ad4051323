"""What the rules propose for each running application: computed over the whole edition each time, never decided here.

A level is proposed only where the pack (or its supplement, then marked) has the cut-off. By-category applications are "not
considered" where the exclusion applies (004:945), a dependency between applications of one agency.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from lertrat.applications.models import Application
from lertrat.criteria import excluded, propose_level
from lertrat.decisions.models import Decision
from lertrat.decisions.results import Standing, standings
from lertrat.decisions.ties import ties
from lertrat.kernel.plan import Change, Plan
from lertrat.programmes.models import Edition

DECIDED = frozenset({"decided", "published"})
FIELDS = ("proposed_outcome", "proposed_level", "rule", "assumed", "flag", "rank_value", "tie")


@dataclass(slots=True)
class Proposal:
    """What the rules propose for one application; the fields are those of `Decision`."""

    proposed_outcome: str = ""
    proposed_level: str = ""
    rule: str = ""
    assumed: bool = False
    flag: str = ""
    rank_value: int = 0
    tie: str = ""
    waits: bool = False  # for another application's result; not stored, since it may be over in a minute

    @property
    def fields(self) -> dict[str, Any]:
        """The values that `Decision` keeps."""
        return {name: getattr(self, name) for name in FIELDS}


@dataclass(frozen=True, slots=True)
class Computed:
    """Proposals by application id, and what is not due yet."""

    standings: dict[int, Standing]
    proposals: dict[int, Proposal]
    waiting: list[Standing] = field(default_factory=list)
    out: int = 0


def compute(edition: Edition, agency_ids: Collection[int] | None = None) -> Computed:
    """The proposals for an edition (or for these agencies). A handful of queries, whatever the number of applications."""
    found = standings(edition, agency_ids)
    decided = _decided(edition)
    by_agency: dict[int, list[Standing]] = {}
    for one in found:
        by_agency.setdefault(one.application.agency_id, []).append(one)
    places = ties(one for one in found if one.state == "scored")
    proposals: dict[int, Proposal] = {}
    waiting = []
    for one in found:
        if one.state == "out":
            continue
        made = by_score(one) if one.state != "waiting" else None
        if (result := one.result) is not None and made is not None:
            tie = places.get(one.application.pk)
            made.rank_value = result.rank_value
            made.tie = tie.words if tie else ""
        if one.type.exclusion is not None:
            made = _after_exclusion(one, made, by_agency[one.application.agency_id], decided)
        if made is None:
            waiting.append(one)
        else:
            proposals[one.application.pk] = made
    return Computed(
        standings={one.application.pk: one for one in found},
        proposals=proposals,
        waiting=waiting,
        out=sum(1 for one in found if one.state == "out"),
    )


def by_score(one: Standing) -> Proposal:
    """What score, gates and visit propose, without regard to other applications."""
    if one.state == "failed":
        return Proposal("not_awarded", "", one.why)
    result, score = one.result, one.score
    assert result is not None and score is not None
    level = propose_level(one.pack, one.application.type_id, result.step, score)
    if level.level:
        return Proposal("awarded", level.level, level.rule.th[:600], level.assumed)
    has_cut_offs = any(known.cut_off is not None for known in one.type.levels)
    return Proposal("not_awarded" if has_cut_offs else "", "", level.rule.th[:600], level.assumed)


def _after_exclusion(
    one: Standing, made: Proposal | None, siblings: Iterable[Standing], decided: dict[int, str]
) -> Proposal | None:
    said = excluded(one.pack, one.application.type_id, _others(siblings, decided))
    if said.result == "not_considered":
        return Proposal("not_considered", "", said.says.th[:600])
    if made is None or said.result == "considered":
        return made
    made.flag = said.says.th[:400]
    made.waits = said.result == "unknown"
    if made.waits and made.proposed_outcome == "awarded":
        made.proposed_outcome = made.proposed_level = ""
    return made


def _others(siblings: Iterable[Standing], decided: dict[int, str]) -> dict[str, str]:
    """How an agency's applications stand, type by type: passed, failed or unknown (the best of several)."""
    stand: dict[str, str] = {}
    order = {"failed": 0, "unknown": 1, "passed": 2}
    for one in siblings:
        outcome = decided.get(one.application.pk)
        if outcome is None:
            outcome = "not_awarded" if one.state in {"out", "failed"} else ""
            if one.state == "scored":
                outcome = by_score(one).proposed_outcome
        state = "passed" if outcome == "awarded" else "failed" if outcome else "unknown"
        held = stand.get(one.application.type_id, "failed")
        stand[one.application.type_id] = max(held, state, key=lambda s: order[s])
    return stand


def _decided(edition: Edition) -> dict[int, str]:
    rows = Decision.objects.filter(edition=edition, state__in=DECIDED)
    return dict(rows.values_list("application_id", "outcome"))


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan with what it needs to be carried out."""

    plan: Plan
    add: list[tuple[Standing, Proposal]]
    change: list[tuple[Decision, Proposal]]
    remove: list[Decision]


def draft(edition: Edition) -> Draft:
    """The difference between what stands and what the rules propose now. What is decided is left as it is."""
    computed = compute(edition)
    held = {
        d.application_id: d for d in Decision.objects.filter(edition=edition).select_related("application")
    }
    changes: list[Change] = []
    result = Draft(Plan("", ()), [], [], [])
    for pk, made in computed.proposals.items():
        one, standing = held.get(pk), computed.standings[pk]
        after = _shown(made)
        if one is None:
            result.add.append((standing, made))
            changes.append(Change("add", _subject(standing.application), {}, after, made.flag or made.rule))
        elif one.state not in DECIDED and (before := _shown(one)) != after:
            result.change.append((one, made))
            changes.append(
                Change("change", _subject(standing.application), before, after, made.flag or made.rule)
            )
    for pk, one in held.items():
        if pk not in computed.proposals and one.state == "proposed":
            result.remove.append(one)
            changes.append(Change("remove", _subject(one.application), _shown(one), {}, "ไม่มีผลให้เสนอแล้ว"))
    notes = [f"ไม่ผ่านการตรวจคุณสมบัติ {computed.out} ใบสมัคร"] if computed.out else []
    notes += [f"{one.application.ref}: {one.why}" for one in computed.waiting[:200]]
    plan = Plan(f"proposals {edition.code}", tuple(changes), tuple(notes))
    return Draft(plan, result.add, result.change, result.remove)


def _subject(application: Application) -> str:
    """How a line of the plan names an application to people."""
    return f"{application.ref} {application.title}"


def _shown(row: Proposal | Decision) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}
