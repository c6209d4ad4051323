"""The results board: one row per result with its proposal, its score and what was resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count

from lertrat.applications.models import Submission
from lertrat.assessment.models import SCALE, StepResult, Visit
from lertrat.decisions.models import Decision
from lertrat.decisions.permits import OUTSIDE, Scope, scope
from lertrat.kernel.errors import NotFound
from lertrat.kernel.exact import decimal, from_scaled, to_text
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition
from lertrat.search import keyset

ORDER = ("type_id", "-rank_value", "id")


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What a board is narrowed to; empty fields narrow nothing. `outcome` is the resolved one, or the proposed one before."""

    branch: str = ""
    type_id: str = ""
    state: str = ""
    level: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A step's result as it is shown: exact and to two places. `agreed`: the panel's agreed score, beside the mean."""

    step: int
    exact: str
    shown: str
    mean: str
    agreed: bool
    spread: str
    sheets: int
    gate: str


def shown_score(result: StepResult) -> Score:
    """A result in words; nothing is rounded but for show."""
    score: Fraction = result.score
    return Score(
        step=result.step,
        exact=to_text(score),
        shown=decimal(score, 2),
        mean=decimal(Fraction(result.mean_num, result.mean_den), 2),
        agreed=result.agreed_num is not None,
        spread=decimal(from_scaled(result.spread_scaled, SCALE), 2, trim=True),
        sheets=result.sheets,
        gate=result.gate,
    )


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A result with what the list shows of it. `scores` is empty where the work is "not considered" (004:945)."""

    decision: Decision
    type_name: str
    branch: str
    level_name: str
    proposed_level_name: str
    scores: tuple[Score, ...]
    visit: Visit | None
    withdrawn: bool

    @property
    def final(self) -> bool:
        return self.decision.state in {"decided", "published"}


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the board; `label` is set where anything on it comes from the demonstration supplement."""

    rows: list[BoardRow]
    next: str
    previous: str
    label: str


def visible(person: Person | None, edition: Edition) -> Scope:
    """What the person may see. Raises NotFound for everybody who sees nothing: they do not learn that there is something."""
    seen = scope(person, edition)
    if seen is None:
        raise NotFound(OUTSIDE.code, OUTSIDE.th, OUTSIDE.en)
    return seen


def board(
    person: Person | None,
    edition: Edition,
    filters: BoardFilter = BoardFilter(),
    cursor: str = "",
    size: int = 50,
) -> Board:
    """Results in the order type, score, tie: those of the person's branches, without what their door shuts.

    About a dozen queries, whatever the number of rows. Raises NotFound for everybody without a part in deciding.
    """
    seen = visible(person, edition)
    pack = programmes.pack_of(edition)
    rows = seen.decisions(Decision.objects.filter(edition=edition)).select_related(
        "application", "agency", "item__meeting", "resolution"
    )
    if filters.branch:
        rows = rows.filter(type_id__in=[t.id for t in pack.types_of(filters.branch)])
    for name in ("type_id", "state", "level", "outcome"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    page = keyset.page(rows, ORDER, cursor=cursor, size=size)
    label = pack.label.th if pack.label and any(d.assumed for d in page.rows) else ""
    return Board(_rows(page.rows, edition), page.next, page.previous, label)


def chosen(person: Person | None, edition: Edition, ids: Iterable[int]) -> list[Decision]:
    """The results with these ids that the person may see, in the order of the ids; others are left out."""
    wanted = list(ids)
    rows = visible(person, edition).decisions(Decision.objects.filter(edition=edition, pk__in=wanted))
    held = {
        row.pk: row
        for row in rows.select_related("application", "agency", "edition__programme", "item__meeting")
    }
    return [held[pk] for pk in wanted if pk in held]


def _rows(decisions: list[Decision], edition: Edition) -> list[BoardRow]:
    pack = programmes.pack_of(edition)
    ids = [d.application_id for d in decisions]
    results: dict[int, list[StepResult]] = {}
    live = dict(Submission.objects.filter(application__in=ids, live=True).values_list("pk", "application_id"))
    for result in StepResult.objects.filter(submission__in=list(live)).order_by("step"):
        results.setdefault(live[result.submission_id], []).append(result)
    alive = set(live.values())
    visits = {v.application_id: v for v in Visit.objects.filter(application__in=ids)}
    made = []
    for one in decisions:
        type = pack.types[one.type_id]
        considered = (one.outcome or one.proposed_outcome) != "not_considered"
        scores = results.get(one.application_id, []) if considered else []
        made.append(
            BoardRow(
                decision=one,
                type_name=type.name.th,
                branch=type.branch,
                level_name=pack.levels[one.level].name.th if one.level else "",
                proposed_level_name=pack.levels[one.proposed_level].name.th if one.proposed_level else "",
                scores=tuple(shown_score(r) for r in scores),
                visit=visits.get(one.application_id),
                withdrawn=one.application_id not in alive,
            )
        )
    return made


def board_counts(person: Person | None, edition: Edition) -> dict[str, dict[str, int]]:
    """Type id → state → how many, of what the person may see. Raises NotFound."""
    rows = visible(person, edition).decisions(Decision.objects.filter(edition=edition))
    counts: dict[str, dict[str, int]] = {}
    for type_id, state, number in (
        rows.order_by()
        .values_list("type_id", "state")
        .annotate(n=Count("pk"))
        .values_list("type_id", "state", "n")
    ):
        counts.setdefault(type_id, {})[state] = number
    return counts
