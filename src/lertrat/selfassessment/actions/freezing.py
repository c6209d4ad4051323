"""Handing on: the assessment as it stands becomes a copy that never moves again, for either of the two intakes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from lertrat.kernel import clock, hashing, ids
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append
from lertrat.selfassessment import content
from lertrat.selfassessment.actions.locks import lock
from lertrat.selfassessment.models import FrozenCopy, SelfAssessment
from lertrat.selfassessment.permits import may


def freeze(*, assessment: SelfAssessment, by: Person) -> FrozenCopy:
    """Freeze what stands into a copy for step 1 of the award. The same content frozen again gives the same copy.

    Needs agreed scores: what goes to the examiners is what the agency has settled among itself.
    """
    may(by, "freeze", assessment).require()
    return _freeze(assessment, "application", clock.now(), by)[0]


Bar = Callable[[SelfAssessment], Refusal | None]


def send_kpi(
    *, assessment: SelfAssessment, received_at: datetime, barred: Bar, by: Person
) -> tuple[FrozenCopy, bool]:
    """Hand the assessment in for the KPI round: the copy with its receipt, and whether it is new (a second press finds the first).

    `received_at` is the moment the request arrived; it alone decides about the round's half-open window. `barred` is the room
    above that knows of applications: asked with the assessment's row held, it says why nothing is to be sent, or None.
    """
    may(by, "send", assessment).require()
    window = content.kpi_window(assessment)
    if window is None:
        raise Refusal("no-intake", "หลักเกณฑ์ปีนี้ไม่มีรอบตัวชี้วัด", "This year's rules have no KPI round.")
    if (withheld := content.kpi_withheld(content.pack_of(assessment))) is not None:
        raise withheld
    standing = FrozenCopy.objects.filter(assessment=assessment, purpose="kpi").first()
    if standing is not None:
        return standing, False
    if received_at < window[0]:
        raise Refusal("window-early", "ยังไม่ถึงช่วงยื่นรอบตัวชี้วัด", "The KPI round has not opened yet.")
    if received_at >= window[1]:
        raise Refusal("window-closed", "พ้นช่วงยื่นรอบตัวชี้วัดแล้ว", "The KPI round has closed.")
    return _freeze(assessment, "kpi", received_at, by, barred)


def _freeze(
    assessment: SelfAssessment, purpose: str, moment: datetime, by: Person, barred: Bar | None = None
) -> tuple[FrozenCopy, bool]:
    with transaction.atomic():
        held = lock(assessment, "agreed")
        parts = content.parts(held)
        standing = FrozenCopy.objects.filter(assessment=held, purpose=purpose).order_by("-id").first()
        if standing is not None and (purpose == "kpi" or standing.content == parts):
            return standing, False
        if barred is not None and (why := barred(held)) is not None:
            raise why
        tree = hashing.tree(parts)
        made = FrozenCopy.objects.create(
            ref=ids.reference(f"F{held.edition.year_be % 100}"), assessment=held, purpose=purpose,
            total=parts["scores"]["total"], content=parts, tree=tree, root_hash=tree["root"], at=moment, by=by,
        )  # fmt: skip
        append(
            "selfassessment.frozen", obj=made, by=by, edition_id=held.edition_id, assessment=held.pk,
            purpose=purpose, root=made.root_hash,
        )  # fmt: skip
    return made, True
