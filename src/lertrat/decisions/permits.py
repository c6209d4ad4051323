"""Who may see results before they are public, and who may propose, table, decide and publish.

Officers see what their role covers, seats what their committee looks after, both without what their own ties shut. Nobody
else sees anything of this room before publication: not applicants, not assessors.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, QuerySet

from lertrat.applications.models import Application
from lertrat.committees import permits as committees_permits
from lertrat.committees import queries as committees
from lertrat.committees.models import AgendaItem, Meeting, Recusal
from lertrat.conflicts.door import Door, door
from lertrat.decisions.models import Decision, HonourDecision
from lertrat.kernel import clock
from lertrat.kernel.permit import YES, Permit, no
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Edition
from lertrat.programmes.permits import may as may_programme

SIGN_IN = no("sign-in", "กรุณาเข้าสู่ระบบก่อน", "Please sign in first.")
OUTSIDE = no(
    "no-results",
    "ผลการพิจารณาก่อนประกาศเปิดให้เฉพาะเจ้าหน้าที่และกรรมการที่เกี่ยวข้อง",
    "Before publication results are open to officers and to the seats concerned only.",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may see in an edition: award types, whether honours, and the door that shuts what they are tied to.

    `nominations`: applications for somebody they are tied to. Names are compared folded, which no database does.
    """

    types: frozenset[str]
    honours: bool
    office: bool
    door: Door
    nominations: frozenset[int] = frozenset()
    person_id: int = 0

    def decisions(self, rows: QuerySet[Decision]) -> QuerySet[Decision]:
        """Only the rows this person may see: those behind a shut door are not there."""
        if not self.door.declared:
            return rows.none()
        return (
            rows.filter(type_id__in=self.types)
            .exclude(agency_id__in=self.door.agencies)
            .exclude(application__work_id__in=self.door.works)
            .exclude(application_id__in=self.nominations)
            .filter(~Exists(self._left()))
        )

    def honour_rows(self, rows: QuerySet[HonourDecision]) -> QuerySet[HonourDecision]:
        """As `decisions`, for honours."""
        if not self.door.declared or not self.honours:
            return rows.none()
        return rows.exclude(agency_id__in=self.door.agencies).filter(~Exists(self._left()))

    def _left(self) -> QuerySet[Recusal]:
        """What the person left the room for stays shut to them afterwards too, whatever the reason was."""
        return Recusal.objects.filter(item=OuterRef("item"), seat__person_id=self.person_id)


def scope(person: Person | None, edition: Edition) -> Scope | None:
    """What the person may see of an edition's results; None for nothing. About seven queries."""
    if person is None or not person.is_active:
        return None
    pack = programmes.pack_of(edition)
    now = clock.now()
    types: set[str] = set()
    office = honours = False
    for held in programmes.offices(person.pk, now):
        if held.programme_id != edition.programme_id:
            continue
        if held.role == "officer":
            office = honours = True
            types |= set(pack.types)
        elif held.role == "coorganiser":
            types |= set(held.types)
    seats = [] if office else committees.seats_of(person.pk, now)
    for seat in seats:
        commission = seat.committee.kind == "commission"
        honours = honours or commission
        types |= {t.id for t in pack.types.values() if commission or t.branch in seat.committee.scope}
    if not types:
        return None
    own = door(person.pk, edition)
    # Officers declare nothing to do their work; a tie that is known shuts their door all the same.
    own = own if seats else replace(own, declared=True)
    return Scope(frozenset(types), honours, office, own, _nominations(own, edition), person.pk)


def _nominations(own: Door, edition: Edition) -> frozenset[int]:
    if not own.nominees:
        return frozenset()
    rows = (
        Application.objects.filter(edition=edition)
        .exclude(nominee="")
        .values_list("pk", "agency_id", "nominee")
    )
    return frozenset(pk for pk, agency_id, nominee in rows if not own.judge(agency_id, None, nominee))


def may(
    person: Person | None,
    verb: str,
    obj: Edition | Decision | HonourDecision | Meeting | AgendaItem,
) -> Permit:
    """Verbs: "board" (an edition's results), "read" (one of them), "propose" and "publish" (the office of the edition),
    "run" (table and decide: chair or secretary of the meeting's committee)."""
    if person is None or not person.is_active:
        return SIGN_IN
    if verb == "run":
        assert isinstance(obj, Meeting | AgendaItem)
        return committees_permits.may(person, "run", obj)
    if verb in {"propose", "publish"}:
        assert isinstance(obj, Edition)
        return may_programme(person, "office", obj)
    edition = obj if isinstance(obj, Edition) else None
    if edition is None:
        assert isinstance(obj, Decision | HonourDecision)
        edition = obj.edition
    seen = scope(person, edition)
    if seen is None:
        return OUTSIDE
    if isinstance(obj, Decision):
        inside = seen.decisions(Decision.objects.filter(pk=obj.pk)).exists()
    elif isinstance(obj, HonourDecision):
        inside = seen.honour_rows(HonourDecision.objects.filter(pk=obj.pk)).exists()
    else:
        inside = True
    return YES if inside else OUTSIDE
