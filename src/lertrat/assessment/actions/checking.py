"""Writing down what the machine found, in the background, and what an officer holds of it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet, Sum

from lertrat.applications.models import Submission
from lertrat.assessment import screening_checks as checks
from lertrat.assessment import validators
from lertrat.assessment.actions.locks import lock_submission
from lertrat.assessment.models import Check, NearPair, Overruling, Triage
from lertrat.assessment.permits import may
from lertrat.assessment.states import OVERRULED_AS
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.records.actions import append
from lertrat.search import near, nearest
from lertrat.works.models import Work


def check_submission(submission_id: int) -> Triage | None:
    """Do every check of a submission of step 1 and put it into the queue; again, when something it reads has changed.

    Texts of a year are taken in one at a time (its edition's row is held), so that of two that come together the second sees
    the first. None for a submission that is gone or of a later step.
    """
    with transaction.atomic():
        found = _submissions().filter(pk=submission_id, step=1).first()
        if found is None:
            return None
        Edition.objects.select_for_update(no_key=True).get(pk=found.edition_id)
        held = Submission.objects.select_for_update(no_key=True).only("live", "screened").get(pk=found.pk)
        if not held.live:
            Triage.objects.filter(submission=held).update(waits=False)
            return None
        for one in checks.findings(found):
            _write(found, one)
        others = _near(found)
        _write(found, checks.near_found(list(NearPair.objects.filter(submission=found))))
        made = _triage(found, waits=not held.screened)
        for other in others:
            Submission.objects.select_for_update(no_key=True).only("pk").get(pk=other.pk)
            _write(other, checks.near_found(list(NearPair.objects.filter(submission=other))))
            _triage(other, waits=None)
    return made


def _submissions() -> QuerySet[Submission]:
    return (
        Submission.objects.select_related(
            "application__agency",
            "application__pack_version",
            "application__edition",
            "pack_version",
            "agency",
        )
        .defer("tree", "pack_version__source", "pack_version__supplement")
        .defer("application__pack_version__source", "application__pack_version__supplement")
    )


def _write(submission: Submission, found: checks.Found) -> None:
    now = clock.now()
    row = Check.objects.filter(submission=submission, code=found.code).first()
    said = {
        "verdict": found.verdict,
        "said_th": found.th,
        "said_en": found.en,
        "risk": found.risk,
        "at": now,
    }
    if row is None:
        Check.objects.create(submission=submission, code=found.code, **said)
        return
    # An officer's word was about what had been found then; another finding is open again.
    same = (row.verdict, row.said_th) == (found.verdict, found.th)
    Check.objects.filter(pk=row.pk).update(**said, overruled=row.overruled and same)


def _triage(submission: Submission, *, waits: bool | None) -> Triage | None:
    total = Check.objects.filter(submission=submission, overruled=False).aggregate(n=Sum("risk"))["n"] or 0
    if waits is None:
        Triage.objects.filter(submission=submission).update(risk=total)
        return None
    made, _ = Triage.objects.update_or_create(
        submission=submission,
        defaults={
            "edition_id": submission.edition_id, "type_id": submission.type_id, "risk": total, "waits": waits,
            "checked_at": clock.now(),
        },
    )  # fmt: skip
    return made


def _near(submission: Submission) -> list[Submission]:
    """Compare with the nearest texts and keep the pairs, both ways; the other submissions whose pairs changed."""
    checks.remember_works()
    mine = checks.read_all(submission)
    prints = {one for text in mine.values() for one in near.prints(text)}
    found = nearest.remember(checks.APPLICATION, submission.application_id, prints)
    if found.common:
        mine = checks.read_all(submission, found.common)
    NearPair.objects.filter(submission=submission).delete()
    touched = []
    for kind, pk, _ in found.texts:
        if kind == checks.WORK:
            work = Work.objects.filter(pk=pk).first()
            if work is not None and pk != submission.application.work_id:
                _pair(submission, mine, {"": near.read(work.summary_th, found.common)}, work=work)
            continue
        other = _submissions().filter(application_id=pk, step=1).order_by("-live", "-id").first()
        if other is None or pk == submission.application_id:
            continue
        theirs = checks.read_all(other, found.common)
        if _pair(submission, mine, theirs, other=other):
            NearPair.objects.filter(submission=other, application=submission.application_id).delete()
            if other.live and _pair(other, theirs, mine, other=submission, least=False):
                touched.append(other)
    return touched


def _pair(
    submission: Submission, mine: dict[str, near.Text], theirs: dict[str, near.Text], *,
    other: Submission | None = None, work: Work | None = None, least: bool = True,
) -> bool:  # fmt: skip
    share, longest, passages = checks.compare(mine, theirs)
    if not passages or (least and share < near.NEAR * 1000):
        return False
    NearPair.objects.create(
        submission=submission, application_id=other.application_id if other else None, work=work,
        share_permille=share, longest=longest, passages=passages, at=clock.now(),
    )  # fmt: skip
    return True


def check_again(*, submission: Submission, by: Person) -> Triage | None:
    """An officer has the machine look once more: files were scanned, another entry was withdrawn."""
    may(by, "judge", submission).require()
    with transaction.atomic():
        append("screening.checked", obj=submission, by=by, edition_id=submission.edition_id)
        return check_submission(submission.pk)


def overrule(*, check: Check, held: str, reason: str, by: Person) -> Overruling:
    """Hold otherwise than the machine of one finding ("ok"), or go back to it ("machine"), with the reason. It stays readable.

    The finding weighs nothing while it is overruled; the decision on eligibility is another matter and reads the rules itself.
    """
    may(by, "judge", check.submission).require()
    if held not in dict(OVERRULED_AS):
        raise Refusal("held", "กรุณาเลือกว่าเห็นอย่างไร", "Choose what you hold.")
    reason = validators.reason(reason, 600)
    with transaction.atomic():
        lock_submission(check.submission)
        row = Check.objects.select_for_update().get(pk=check.pk)
        if row.submission.screened:
            raise Refusal("screened", "ใบสมัครนี้ตรวจคุณสมบัติไปแล้ว", "This submission has been screened already.")
        if row.verdict == "ok" or row.overruled == (held == "ok"):
            raise Refusal(
                "nothing-to-overrule",
                "ข้อนี้ไม่มีอะไรต้องเปลี่ยนแล้ว โปรดเปิดหน้าใหม่",
                "There is nothing to change here any more; reload the page.",
            )
        made = Overruling.objects.create(
            check_row=row, held=held, verdict=row.verdict, said_th=row.said_th, reason=reason, at=clock.now(), by=by,
        )  # fmt: skip
        Check.objects.filter(pk=row.pk).update(overruled=held == "ok")
        _triage(row.submission, waits=None)
        append(
            "screening.overruled", obj=row.submission, by=by, edition_id=row.submission.edition_id,
            check=row.code, held=held, overruling=made.pk,
        )  # fmt: skip
    return made
