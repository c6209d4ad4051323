"""Where nobody can invite yet: a person asks to act for an agency, or registers a body outside the state; an officer decides."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from lertrat.agencies import queries, storing, validators
from lertrat.agencies.membership import NOTHING, Ground, granted
from lertrat.agencies.models import Agency, JoinRequest, Province
from lertrat.agencies.permits import may
from lertrat.agencies.states import NON_STATE, Role
from lertrat.files.models import StoredFile
from lertrat.kernel import clock, ids
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.models import Person
from lertrat.records.actions import append

# So many requests of one person may wait at once.
MOST_WAITING = 3


def request_agency(
    *, agency: Agency, letter: StoredFile, roles: Sequence[str] = (), ground: Ground = NOTHING, by: Person
) -> JoinRequest:
    """Ask to be the administrator of an agency of the register that has none, and to hold `roles` besides.

    Refusals: "agency-has-admin" (who can invite), "agency-closed", "request-waiting", "requests-many", "role", "until-past".
    """
    if not queries.exists(agency):
        raise Refusal("agency-closed", "หน่วยงานนี้สิ้นสภาพแล้ว", "This agency exists no longer.")
    _refuse_administered(agency)
    return _asked(by, letter, roles, ground, agency=agency)


def request_body(
    *, kind: str, name_th: str, letter: StoredFile, number: str = "", province: Province | None = None,
    contact: str, roles: Sequence[str] = (), ground: Ground = NOTHING, by: Person,
) -> JoinRequest:  # fmt: skip
    """Register a company, association or community group; its registration number is kept as given.

    Refusals: "agency-kind", "agency-name", "contact-needed", "number-needed" (companies and associations have one),
    "requests-many", "role".
    """
    if kind not in NON_STATE:
        raise Refusal(
            "agency-kind", "เลือกประเภทองค์กร: ภาคเอกชน สมาคมหรือมูลนิธิ ชุมชนหรือภาคประชาสังคม",
            "Choose what the body is: a company, an association or foundation, a community group.",
        )  # fmt: skip
    number, contact = number.strip()[:60], contact.strip()[:300]
    if kind != "community" and not number:
        raise Refusal("number-needed", "โปรดระบุเลขทะเบียนนิติบุคคล", "Give the registration number.")
    if not contact:
        raise Refusal("contact-needed", "โปรดระบุที่อยู่หรือโทรศัพท์ที่ติดต่อได้", "Give an address or telephone number.")
    return _asked(
        by, letter, roles, ground, kind=kind, name_th=validators.name(name_th), number=number, province=province, contact=contact
    )  # fmt: skip


def _asked(
    by: Person,
    letter: StoredFile,
    roles: Sequence[str],
    ground: Ground,
    agency: Agency | None = None,
    **body: object,
) -> JoinRequest:
    chosen = validators.roles([*roles, Role.ADMIN.value])
    now = clock.now()
    if ground.until_at is not None and ground.until_at <= now:
        raise Refusal("until-past", "วันสิ้นสุดการมอบหมายต้องอยู่ในอนาคต", "The appointment must end in the future.")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=by.pk)
        may(person, "request", JoinRequest(person=person)).require()
        waiting = JoinRequest.objects.filter(person=person, state="waiting")
        if agency is not None and waiting.filter(agency=agency).exists():
            raise Refusal(
                "request-waiting", "คำขอของท่านสำหรับหน่วยงานนี้รอตรวจอยู่แล้ว", "Your request is waiting already."
            )
        if waiting.count() >= MOST_WAITING:
            raise Refusal(
                "requests-many",
                f"ท่านมีคำขอที่รอตรวจครบ {MOST_WAITING} เรื่องแล้ว",
                "Too many of your requests are waiting.",
            )
        made = JoinRequest.objects.create(
            ref=ids.reference("J"), person=person, roles=chosen, until_at=ground.until_at, letter=letter,
            letter_ref=ground.letter_ref, letter_on=ground.letter_on, asked_at=now, agency=agency, **body,
        )  # fmt: skip
        append("join.asked", obj=made, by=by, agency=made.agency_id)
    return made


def withdraw_request(*, request: JoinRequest, by: Person) -> JoinRequest:
    """The person asks no longer."""
    may(by, "request", request).require()
    with transaction.atomic():
        held = _hold(request)
        held.state, held.decided_at = "withdrawn", clock.now()
        held.save(update_fields=["state", "decided_at"])
        append("join.withdrawn", obj=held, by=by)
    return held


def approve_request(*, request: JoinRequest, known_as: Agency | None = None, by: Person) -> JoinRequest:
    """The officer has read the letter: the person is the agency's administrator (and holds the roles asked for).

    A new body enters the register, unless it is there already (`known_as`). Refusals: Conflict "request-decided" (somebody was
    quicker), "agency-has-admin", "agency-known", "agency-closed", "agency-kind" (`known_as` is of the state),
    "account-closed", "own-request".
    """
    may(by, "decide", request).require()
    try:
        with transaction.atomic():
            held = _hold(request)
            may(by, "decide", held).require()
            if known_as is not None and known_as.state_body:
                # A body that registers itself never becomes an agency of the state by a slip of the hand.
                raise Refusal(
                    "agency-kind",
                    "องค์กรนอกภาครัฐเป็นหน่วยงานของรัฐในทะเบียนไม่ได้",
                    "A state agency is no such body.",
                )
            agency = held.agency or known_as or _entered(held, by)
            agency = Agency.objects.select_for_update().get(pk=agency.pk)
            _refuse_administered(agency)
            ground = Ground(held.letter, held.letter_ref, held.letter_on, held.until_at)
            granted(person=held.person, agency=agency, roles=held.roles, ground=ground, by=by)
            held.agency, held.state, held.decided_at, held.decided_by = agency, "approved", clock.now(), by
            held.save(update_fields=["agency", "state", "decided_at", "decided_by"])
            append("join.approved", obj=held, by=by, agency=agency.pk, person=held.person_id)
    except IntegrityError:
        raise Refusal(
            "agency-known", f"มีหน่วยงานชื่อ “{request.name_th}” ในทะเบียนแล้ว โปรดเลือกว่าเป็นหน่วยงานนั้น",
            f"There is already an agency named “{request.name_th}”. Choose it instead.",
        ) from None  # fmt: skip
    return held


def _entered(held: JoinRequest, by: Person) -> Agency:
    """The new body in the register."""
    agency = Agency(
        code=validators.code(f"{held.kind}-{held.ref.lower().split('-')[1]}"), kind=validators.kind(held.kind),
        name_th=held.name_th, province=held.province, state_body=False, source=f"คำขอจดทะเบียน {held.ref}",
    )  # fmt: skip
    agency.save()
    storing.index([agency])
    append("agency.registered", obj=agency, by=by, code=agency.code)
    return agency


def refuse_request(*, request: JoinRequest, reason: str, by: Person) -> JoinRequest:
    """Not approved, and why. Refusals: "reason-needed", Conflict "request-decided"."""
    may(by, "decide", request).require()
    reason = " ".join(reason.split())[:400]
    if not reason:
        raise Refusal(
            "reason-needed", "โปรดเขียนเหตุผลที่ไม่อนุมัติ ผู้ขอจะได้อ่าน", "Write why; the person will read it."
        )
    with transaction.atomic():
        held = _hold(request)
        may(by, "decide", held).require()
        held.state, held.reason, held.decided_at, held.decided_by = "refused", reason, clock.now(), by
        held.save(update_fields=["state", "reason", "decided_at", "decided_by"])
        append("join.refused", obj=held, by=by, person=held.person_id)
    return held


def _hold(request: JoinRequest) -> JoinRequest:
    held = (
        JoinRequest.objects.select_for_update(of=("self",))
        .select_related("person", "agency", "province", "letter")
        .get(pk=request.pk)
    )
    if held.state != "waiting":
        raise Conflict(
            "request-decided",
            "คำขอนี้มีผลแล้ว โปรดเปิดดูใหม่",
            "This request was decided already.",
            current=held.state,
        )
    return held


def _refuse_administered(agency: Agency) -> None:
    if queries.members(agency, Role.ADMIN):
        raise Refusal(
            "agency-has-admin",
            f"{agency.name_th}มีผู้ดูแลบัญชีแล้ว โปรดขอให้ผู้ดูแลของหน่วยงานเชิญท่าน",
            "This agency has an administrator. Ask them to invite you.",
        )
