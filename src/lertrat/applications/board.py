"""The department's board: every work of an agency and of the agencies below it, and how far each is. Never a word of an answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Prefetch, Subquery, Sum

from lertrat.agencies import queries as agencies
from lertrat.applications import content
from lertrat.applications.clashes import Clash, around, clashes
from lertrat.applications.content import Content
from lertrat.applications.models import Answer, Application, Attachment, Stage
from lertrat.applications.readiness import outline
from lertrat.criteria import Pack
from lertrat.kernel import thai
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import Closing

MOST = 400
# Outlines by stage, what stands in it and its rules: a draft is counted again only when somebody wrote in it.
Key = tuple[int, int, int, int, str]
_counted: dict[Key, tuple[int, int, int]] = {}
_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One work on the board: in `done` of `sections` sections nothing is missing, `gaps` still to mend; `stage` is its last intake."""

    application: Application
    stage: Stage
    window: Closing | None
    gaps: int
    done: int
    sections: int
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class QuotaUse:
    """How much of a type's quota the works of one counted body would take: `sent` and `drafts`, of `limit`."""

    agency_name: str
    type_id: str
    category: int
    limit: int
    sent: int
    drafts: int

    @property
    def over(self) -> bool:
        return self.sent + self.drafts > self.limit


@dataclass(frozen=True, slots=True)
class Board:
    """`entries` by agency and title; `more` says that the list was cut at `MOST`."""

    entries: tuple[Entry, ...]
    quotas: tuple[QuotaUse, ...]
    more: bool


def board(
    person: Person, edition: Edition, *, text: str = "", type_id: str = "", withdrawn: bool = False
) -> Board:
    """The works a person's agencies and those below them have entered in an edition. Six statements, for one work or for 400."""
    applications = _applications(person, edition, text, type_id)
    if not withdrawn:
        applications = [one for one in applications if _last(one).state != "withdrawn"]
    shown = applications[:MOST]
    packs = {
        one.pack_version_id: programmes.pack_by_id(one.pack_version_id, one.pack_version.sha256)
        for one in shown
    }
    near = around(shown) if shown else []
    for one in near:
        # A neighbour under another version of the year's rules is measured by ours: only whether it stands there matters.
        packs.setdefault(one.pack_version_id, next(iter(packs.values())))
    found = clashes(near, packs)
    closings = programmes.closings([edition.pk], {one.agency_id for one in shown})
    counts = _counts([_last(one) for one in shown], packs)
    entries = tuple(
        Entry(
            one, stage := _last(one), closings.of(edition.pk, one.type_id, stage.step, one.agency_id), *counts[stage.pk],
            tuple(found.get(one.pk, ())),
        )
        for one in shown
    )  # fmt: skip
    return Board(entries, tuple(_quotas(near, shown, packs)), len(applications) > MOST)


def _applications(person: Person, edition: Edition, text: str, type_id: str) -> list[Application]:
    rows = Application.objects.filter(
        agencies.within(agencies.agency_ids_of(person.pk), path="agency__"), edition=edition
    )
    if type_id:
        rows = rows.filter(type_id=type_id)
    if text.strip():
        rows = rows.filter(title__icontains=thai.normalise(text).strip())
    written = Answer.objects.filter(stage=OuterRef("pk")).order_by().values("stage")
    filed = (
        Attachment.objects.filter(stage=OuterRef("pk"), removed_at__isnull=True).order_by().values("stage")
    )
    stages = Stage.objects.select_related("touched_by").annotate(
        revisions=Subquery(written.annotate(all=Sum("revision")).values("all")),
        files=Subquery(filed.annotate(all=Count("pk")).values("all")),
        last_file=Subquery(filed.annotate(last=Max("pk")).values("last")),
    )  # fmt: skip
    return list(
        rows.select_related("agency", "counted_agency", "pack_version", "inside__reviewer", "created_by")
        .defer("pack_version__source", "pack_version__supplement")
        .prefetch_related(Prefetch("stages", stages.order_by("step")))
        .order_by("agency__sort_key", "sort_key", "id")[: MOST + 1]
    )


def _last(application: Application) -> Stage:
    return list(application.stages.all())[-1]


def _counts(stages: Iterable[Stage], packs: dict[int, Pack]) -> dict[int, tuple[int, int, int]]:
    """Gaps, sections without one and sections of each stage. Two statements for all that changed since they were last counted."""
    found: dict[int, tuple[int, int, int]] = {}
    fresh: dict[Key, Stage] = {}
    for stage in stages:
        version = stage.application.pack_version.sha256
        seen: Any = stage
        key = (stage.pk, seen.revisions or 0, seen.files or 0, seen.last_file or 0, version)
        if key in _counted:
            found[stage.pk] = _counted[key]
        else:
            fresh[key] = stage
    if not fresh:
        return found
    ids = [stage.pk for stage in fresh.values()]
    answers: dict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(stage__in=ids):
        answers[answer.stage_id][answer.question_id] = answer
    files: dict[int, list[Attachment]] = defaultdict(list)
    for attachment in Attachment.objects.filter(stage__in=ids, removed_at__isnull=True):
        files[attachment.stage_id].append(attachment)
    if len(_counted) > _KEPT:
        _counted.clear()
    for key, stage in fresh.items():
        application = stage.application
        pack = packs[application.pack_version_id]
        form = content.form_by_id(
            application.pack_version_id, application.pack_version.sha256, application.type_id, stage.step
        )
        drawn = outline(Content(stage, application, pack, form, answers[stage.pk], files[stage.pk]))
        done = sum(1 for one in drawn.sections if one.answered and not one.missing)
        found[stage.pk] = _counted[key] = (len(drawn.gaps), done, len(drawn.sections))
    return found


def _quotas(near: list[Application], shown: list[Application], packs: dict[int, Pack]) -> list[QuotaUse]:
    """The quotas that the shown works count on, with what everybody who counts on them has begun or sent."""
    states = {one.pk: _last(one).state for one in shown}
    groups: dict[tuple[int, str, int], list[Application]] = defaultdict(list)
    for one in near:
        groups[one.counted_agency_id, one.type_id, one.category].append(one)
    names = {one.counted_agency_id: one.counted_agency.name_th for one in shown}
    wanted = {
        (one.counted_agency_id, one.type_id, one.category) for one in shown if states[one.pk] != "withdrawn"
    }
    found = []
    for key in wanted:
        group = groups[key]
        kind = packs[group[0].pack_version_id].types.get(key[1]) if group else None
        if kind is None or kind.quota is None or kind.quota.max is None:
            continue
        sent = sum(1 for one in group if states.get(one.pk) == "submitted")
        found.append(QuotaUse(names[key[0]], key[1], key[2], kind.quota.max, sent, len(group) - sent))
    return sorted(found, key=lambda one: (one.agency_name, one.type_id, one.category))


def planners(application: Application) -> list[Person]:
    """Who may be an internal reviewer: whoever acts for the agency or one above it. One statement."""
    return agencies.people_over(application.agency)
