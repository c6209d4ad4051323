"""Who acts for the agency: a page for those who look after its people. Inviting, consenting, ending; the letter on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from lertrat.agencies import actions, queries
from lertrat.agencies.permits import may
from lertrat.agencies.states import role_name
from lertrat.files import actions as files
from lertrat.kernel import clock, dates
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.typesetting import render as typeset
from lertrat.web.applicant.people_forms import InviteForm, end_of
from lertrat.web.asking import Ask, attempt
from lertrat.web.serving import serve
from lertrat.web.signed_in import signed_in_person

if TYPE_CHECKING:
    from lertrat.agencies.models import Agency, Invitation, Membership
    from lertrat.people.models import Person

WHERE = {
    "email": "email", "role": "roles", "roles-none": "roles", "letter-needed": "letter_ref", "until-past": "until",
    "invited": "email", "member": "email",
}  # fmt: skip
FILES = ("pdf", "jpg", "png")


def number(text: str) -> int | None:
    """A positive id out of a form or a query string; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def agency_of(request: HttpRequest, person: Person) -> tuple[Agency, list[Agency]]:
    """The agency whose people are looked after, by `?agency=`, and all of them. NotAllowed for who looks after none."""
    mine = queries.run_by(person.pk)
    if not mine:
        raise NotAllowed(
            "not-in-charge", "หน้านี้สำหรับผู้ดูแลบัญชีหรือผู้อนุมัติใบสมัครของหน่วยงาน",
            "This page is for an agency's administrators and approvers.",
        )  # fmt: skip
    code = request.GET.get("agency", "")
    found = next((one for one in mine if one.code == code), None)
    if code and found is None:
        raise NotFound("no-agency", "ไม่พบหน่วยงานนี้ในความดูแลของท่าน", "You look after no such agency.")
    return found or mine[0], mine


def ground_of(data: dict[str, Any], person: Person) -> actions.Ground:
    """What the form says an appointment rests on; a file is taken in first."""
    given = data["letter"]
    return actions.Ground(
        letter=files.store(given, person, allowed=FILES) if given else None,
        letter_ref=data["letter_ref"].strip(), letter_on=data["letter_on"], until_at=end_of(data["until"]),
    )  # fmt: skip


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who acts for the agency, open invitations, and the form for a new one."""
    person = signed_in_person(request)
    agency, mine = agency_of(request, person)
    allowed = [
        (role, role_name(role))
        for role in ("drafter", "approver", "admin")
        if may(person, "grant", agency, role=role)
    ]
    form, status = InviteForm(roles=allowed, auto_id="id_%s"), 200
    if request.method == "POST":
        press = request.POST.get("press", "")
        here = f"{reverse('apply-people')}?agency={agency.code}"
        if press != "invite":
            _pressed(request, press, agency, person)
            return redirect(here)
        form, status = InviteForm(request.POST, request.FILES, roles=allowed, auto_id="id_%s"), 422
        if form.is_valid():
            data = form.cleaned_data
            made, status = attempt(
                form,
                lambda: actions.invite(
                    agency=agency, email=data["email"], roles=data["roles"], ground=ground_of(data, person), by=person
                ),
                WHERE | dict.fromkeys(("file-type", "file-empty", "file-too-big", "file-content", "file-damaged"), "letter"),
            )  # fmt: skip
            if made is not None:
                messages.success(
                    request, f"ส่งคำเชิญถึง {made.email} แล้ว ลิงก์ใช้ได้ถึง{dates.deadline_words(made.expires_at)}"
                )
                return redirect(here)
    held = queries.members(agency)
    invitations = queries.open_invitations(agency)
    context = {
        "agency": agency, "agencies": mine if len(mine) > 1 else [], "members": _by_person(held, person),
        "invitations": invitations, "form": form, "admins": len({one.person_id for one in held if one.role == "admin"}),
        "ask": _ask(request, agency, held, invitations), "now": clock.now(),
    }  # fmt: skip
    return render(request, "lertrat/applicant/people.html", context, status=status)


def _by_person(held: list[Membership], by: Person) -> list[dict[str, Any]]:
    """One row a person, with the roles in it."""
    rows: dict[int, dict[str, Any]] = {}
    for one in held:
        row = rows.setdefault(
            one.person_id, {"person": one.person, "own": one.person_id == by.pk, "roles": []}
        )
        row["roles"].append(one)
    return list(rows.values())


def _pressed(request: HttpRequest, press: str, agency: Agency, person: Person) -> None:
    """A press on a row. What a refusal says stands above the page."""
    try:
        if press == "end":
            _end(request, agency, person)
        else:
            _invitation(request, press, queries.invitation(agency, request.POST.get("ref", "")), person)
    except (NotAllowed, NotFound):
        raise
    except Refusal as refusal:
        messages.error(request, refusal.says())


def _end(request: HttpRequest, agency: Agency, person: Person) -> None:
    wanted = number(request.POST.get("membership", ""))
    found = next((one for one in queries.members(agency) if one.pk == wanted), None)
    if found is None:
        raise NotFound("membership", "ไม่พบบทบาทนี้", "There is no such role.")
    actions.end_membership(membership=found, by=person)
    messages.success(request, f"สิ้นสุดบทบาท{role_name(found.role)}ของ {found.person.full_name} แล้ว")


def _invitation(request: HttpRequest, press: str, held: Invitation, person: Person) -> None:
    if press == "resend":
        actions.resend_invitation(invitation=held, by=person)
        messages.success(request, f"ส่งคำเชิญถึง {held.email} อีกครั้งแล้ว ลิงก์เดิมใช้ไม่ได้อีก")
    elif press == "withdraw":
        actions.withdraw_invitation(invitation=held, by=person)
        messages.success(request, f"เพิกถอนคำเชิญถึง {held.email} แล้ว")
    elif press == "consent":
        actions.consent(invitation=held, by=person)
        messages.success(request, "ยืนยันแล้ว บัญชีที่ขอรับปฏิบัติหน้าที่ได้ทันที")


def _ask(
    request: HttpRequest, agency: Agency, held: list[Membership], invitations: list[Invitation]
) -> Ask | None:
    asked, back = request.GET.get("ask", ""), f"{request.path}?agency={agency.code}"
    for one in held if asked.startswith("end-") else ():
        if str(one.pk) == asked.removeprefix("end-"):
            return Ask(
                f"สิ้นสุดบทบาท{role_name(one.role)}ของ {one.person.full_name}",
                f"จะดำเนินการแทน{agency.name_th}ในบทบาทนี้ไม่ได้อีกตั้งแต่กดยืนยัน ใบสมัครและประวัติการเขียนยังอยู่กับหน่วยงาน หากมีงานค้างอยู่ ใช้หน้าส่งมอบงานแทน",
                "สิ้นสุดบทบาท", back, {"press": "end", "membership": str(one.pk)},
            )  # fmt: skip
    for each in invitations if asked.startswith("withdraw-") else ():
        if each.ref == asked.removeprefix("withdraw-"):
            return Ask(
                f"เพิกถอนคำเชิญถึง {each.email}", "ลิงก์ในอีเมลจะใช้ไม่ได้ทันที เชิญใหม่ภายหลังได้", "เพิกถอนคำเชิญ",
                back, {"press": "withdraw", "ref": each.ref},
            )  # fmt: skip
    return None


@login_required
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """The letter of appointment for an invitation, set on paper for the head's signature and the agency's own number."""
    person = signed_in_person(request)
    agency, _ = agency_of(request, person)
    held = queries.invitation(agency, ref)
    paper = typeset("letter", letter_words(agency, held))
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{held.ref}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def letter_words(agency: Agency, held: Invitation) -> dict[str, Any]:
    """What the letter says. Its number, date and signature are the agency's to give; blanks are left where it has not yet."""
    day = held.letter_on or dates.day_of(held.invited_at)
    roles = " และ".join(role_name(role) for role in held.roles)
    until = f"จนถึง{dates.deadline_words(held.until_at)}" if held.until_at else "จนกว่าจะมีการเปลี่ยนแปลง"
    return {
        "dated": day.isoformat(), "office": agency.name_th, "office_lines": [], "number": held.letter_ref or "........................",
        "date": dates.thai_date(day, "long") if held.letter_on else "........................................",
        "subject": "มอบหมายผู้ปฏิบัติหน้าที่แทนหน่วยงานในระบบรางวัลเลิศรัฐ", "to": "ผู้ได้รับมอบหมาย",
        "paragraphs": [
            f"ด้วย{agency.name_th}ประสงค์จะสมัครขอรับรางวัลเลิศรัฐ จึงมอบหมายให้ผู้ใช้อีเมล {held.email} เป็น{roles}ของหน่วยงานในระบบรางวัลเลิศรัฐ ตั้งแต่วันที่ตอบรับคำเชิญ {until}",
            "จึงเรียนมาเพื่อทราบและปฏิบัติ",
        ],
        "closing": "ขอแสดงความนับถือ", "signature": {"name": "." * 40, "post": f"หัวหน้า{agency.name_th}"},
        "reference": held.ref,
    }  # fmt: skip


@login_required
def letter_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of the letter that somebody's role rests on, for those who look after the agency's people."""
    person = signed_in_person(request)
    found = queries.membership_with_letter(person, pk)
    assert found.letter is not None
    return serve(request, found.letter, person)
