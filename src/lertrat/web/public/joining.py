"""The way in for who does not act for an agency yet: the link of an invitation, and asking where nobody can invite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from lertrat.agencies import actions, queries
from lertrat.agencies.states import KINDS, NON_STATE, REQUEST_STATES, role_name
from lertrat.files import actions as files
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people import queries as people
from lertrat.web import ui
from lertrat.web.account.entering import address, enter
from lertrat.web.account.oidc import known_identity
from lertrat.web.administrator.forms import AgencyField
from lertrat.web.applicant.people_forms import GroundForm, RolesField, end_of
from lertrat.web.asking import Ask, attempt

if TYPE_CHECKING:
    from lertrat.agencies.models import Invitation
    from lertrat.people.models import Person

FILES = ("pdf", "jpg", "png")
FILE_CODES = ("file-type", "file-empty", "file-too-big", "file-content", "file-damaged", "file-encrypted")
LOOKS = {"waiting": "awaiting", "approved": "done", "refused": "problem", "withdrawn": "withdrawn"}


class NewAccountForm(forms.Form):
    """Who accepts an invitation without an account: the address is the invitation's."""

    title = forms.CharField(label="คำนำหน้า", max_length=60, required=False)
    name = forms.CharField(
        label="ชื่อและนามสกุล", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    post = forms.CharField(label="ตำแหน่ง", max_length=200, required=False)
    password = forms.CharField(
        label="ตั้งรหัสผ่าน", strip=False, help_text="อย่างน้อย 10 ตัวอักษร",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, vouched: bool = False, **kwargs: Any) -> None:
        """`vouched`: a provider has just proven an identity, which signs in; a password may wait."""
        super().__init__(*args, **kwargs)
        self.fields["password"].required = not vouched


class EmailForm(forms.Form):
    """Where the link that opens an account goes."""

    email = forms.CharField(
        label="อีเมล", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class AskForm(GroundForm):
    """What every request carries: the letter, and what the person will do."""

    roles = RolesField(
        label="นอกจากเป็นผู้ดูแลบัญชีแล้ว ท่านจะ", required=False,
        roles=[("drafter", "จัดทำใบสมัคร"), ("approver", "อนุมัติใบสมัครแทนหัวหน้าหน่วยงาน")],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].required = True
        self.fields["letter"].help_text = "PDF หรือภาพ หนังสือที่หัวหน้าหน่วยงานหรือผู้มีอำนาจลงนามมอบหมายท่าน"


class AgencyForm(AskForm):
    """To act for an agency of the register."""

    agency = AgencyField(label="หน่วยงาน", help_text="ชื่อเต็มหรือรหัสตามทะเบียนหน่วยงาน", max_length=250)
    field_order = ("agency", "roles", "letter", "letter_ref", "letter_on", "until")


class BodyForm(AskForm):
    """A body outside the state registers itself."""

    kind = forms.ChoiceField(
        label="ประเภทองค์กร",
        widget=forms.RadioSelect,
        choices=[(k, v) for k, v in KINDS.items() if k in NON_STATE],
    )
    name_th = forms.CharField(label="ชื่อองค์กร", max_length=250)
    number = forms.CharField(
        label="เลขทะเบียนนิติบุคคลหรือเลขทะเบียนองค์กร", max_length=60, required=False,
        help_text="ตามที่ปรากฏในเอกสาร ชุมชนหรือกลุ่มที่ไม่ได้จดทะเบียนเว้นว่างได้",
    )  # fmt: skip
    province = forms.ChoiceField(label="จังหวัด", required=False)
    contact = forms.CharField(label="ที่อยู่หรือโทรศัพท์ที่ติดต่อได้", max_length=300)
    field_order = (
        "kind",
        "name_th",
        "number",
        "province",
        "contact",
        "roles",
        "letter",
        "letter_ref",
        "letter_on",
        "until",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provinces = {each.code: each for each in queries.provinces()}
        field = self.fields["province"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "ไม่ระบุ"), *((code, each.name_th) for code, each in self.provinces.items())]
        self.fields["letter"].help_text = "PDF หรือภาพ หนังสือรับรองหรือหลักฐานองค์กรที่ระบุว่าท่านเป็นผู้แทน"


WHERE = {
    "name": "name", "title": "title", "post": "post", "password": "password", "email": "email", "agency-has-admin": "agency",
    "agency-closed": "agency", "request-waiting": "agency", "until-past": "until", "agency-name": "name_th", "agency-kind": "kind",
    "number-needed": "number", "contact-needed": "contact", "sign-in-wait": "email", **dict.fromkeys(FILE_CODES, "letter"),
}  # fmt: skip


def _person(request: HttpRequest) -> Person | None:
    return request.user if request.user.is_authenticated else None


@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link. What it shows hangs on who opens it; a link that opens nothing says only that."""
    person = _person(request)
    try:
        held = actions.open_invitation(token)
    except Refusal as refusal:
        void = {"void": refusal.says("en" if ui.english() else "th")}
        return _closed(render(request, "lertrat/public/invitation.html", void, status=404))
    vouched = person is None and known_identity(request) is not None
    form, status = NewAccountForm(vouched=vouched), 200
    known = people.by_email(held.email) is not None
    if request.method == "POST":
        form = NewAccountForm(request.POST, vouched=vouched)
        answer = _pressed(request, token, held, person, form)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    own = person is not None and person.email.casefold() == held.email.casefold()
    context = {
        "me": person, "vouched": vouched, "held": held, "roles": [role_name(role) for role in held.roles], "form": form, "own": own, "known": known,
        "asked": person is not None and held.person_id == person.pk, "others": held.person_id is not None and not own,
        "sign_in": f"{reverse('sign-in')}?next={request.path}",
    }  # fmt: skip
    return _closed(render(request, "lertrat/public/invitation.html", context, status=status))


def _closed(response: HttpResponse) -> HttpResponse:
    """The address is a key: no other site is told it, no search engine keeps it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _pressed(
    request: HttpRequest, token: str, held: Invitation, person: Person | None, form: NewAccountForm
) -> HttpResponse | int:
    if person is None:
        if not form.is_valid():
            return 422
        data = form.cleaned_data
        identity = known_identity(request)
        made, status = attempt(
            form, lambda: actions.accept_with_new_account(token=token, identity=identity, **data), WHERE
        )
        if made is None:
            return status
        enter(request, made, way="invitation")
        return _welcome(request, held)
    asks = request.POST.get("press") == "ask"
    try:
        if asks:
            actions.ask_invitation(token=token, by=person)
        else:
            actions.accept_invitation(token=token, by=person)
    except Refusal as refusal:
        messages.error(request, refusal.says("en" if ui.english() else "th"))
        return redirect(request.path)
    if asks:
        messages.success(request, "ส่งคำขอถึงผู้ดูแลของหน่วยงานแล้ว เมื่อยืนยัน ท่านจะปฏิบัติหน้าที่ได้ทันที")
        return redirect(request.path)
    return _welcome(request, held)


def _welcome(request: HttpRequest, held: Invitation) -> HttpResponse:
    if held.agency is None:
        messages.success(request, "เปิดบัญชีแล้ว ต่อไปยื่นคำขอของหน่วยงานหรือองค์กร")
        return redirect("join")
    messages.success(request, f"ท่านปฏิบัติหน้าที่แทน{held.agency.name_th}ได้แล้ว")
    return redirect("apply")


@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Asking to act for an agency, or registering a body. Who is not signed in gets a link by mail first."""
    person = _person(request)
    if person is None:
        return _join_stranger(request)
    kinds: dict[str, type[AskForm]] = {"agency": AgencyForm, "body": BodyForm}
    asked = request.GET.get("for", "")
    form, status = kinds[asked](auto_id="id_%s") if asked in kinds else None, 200
    if request.method == "POST":
        if request.POST.get("press") == "withdraw":
            return _withdrawn(request, person)
        if form is None:
            return redirect("join")
        form, status = kinds[asked](request.POST, request.FILES, auto_id="id_%s"), 422
        if form.is_valid():
            ready = form
            made, status = attempt(ready, lambda: _asked(ready, person), WHERE)
            if made is not None:
                messages.success(request, f"ส่งคำขอเลขที่ {made.ref} แล้ว เจ้าหน้าที่จะตรวจและแจ้งผลทางอีเมล")
                return redirect("join")
    rows: list[dict[str, Any]] = [
        {"held": one, "look": LOOKS[one.state], "words": REQUEST_STATES[one.state]}
        for one in queries.requests_of(person.pk)
    ]
    wanted = request.GET.get("ask", "").removeprefix("withdraw-")
    ask = next(
        (
            Ask(f"ถอนคำขอ {row['held'].ref}", "เจ้าหน้าที่จะไม่พิจารณาคำขอนี้ ยื่นใหม่ภายหลังได้", "ถอนคำขอ", request.path,
                {"press": "withdraw", "ref": row["held"].ref})
            for row in rows if row["held"].ref == wanted and row["held"].state == "waiting"
        ),
        None,
    )  # fmt: skip
    context = {"form": form, "for": asked, "rows": rows, "ask": ask}
    return render(request, "lertrat/public/join.html", context, status=status)


def _asked(form: AskForm, person: Person) -> Any:
    data = form.cleaned_data
    letter = files.store(data["letter"], person, allowed=FILES)
    ground = actions.Ground(
        letter_ref=data["letter_ref"].strip(), letter_on=data["letter_on"], until_at=end_of(data["until"])
    )
    if isinstance(form, BodyForm):
        return actions.request_body(
            kind=data["kind"], name_th=data["name_th"], number=data["number"], contact=data["contact"], letter=letter,
            province=form.provinces.get(data["province"]), roles=data["roles"], ground=ground, by=person,
        )  # fmt: skip
    return actions.request_agency(
        agency=data["agency"], letter=letter, roles=data["roles"], ground=ground, by=person
    )


def _withdrawn(request: HttpRequest, person: Person) -> HttpResponse:
    held = queries.request(person, request.POST.get("ref", ""), decides=False)
    try:
        actions.withdraw_request(request=held, by=person)
        messages.success(request, f"ถอนคำขอ {held.ref} แล้ว")
    except NotFound:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.says())
    return redirect("join")


def _join_stranger(request: HttpRequest) -> HttpResponse:
    form, status, sent = EmailForm(), 200, ""
    if request.method == "POST":
        form, status = EmailForm(request.POST), 422
        if form.is_valid():
            email = form.cleaned_data["email"]
            _, status = attempt(
                form, lambda: actions.ask_account(email=email, address=address(request)), WHERE
            )
            sent = "" if status else email
            status = status or 200
    context = {
        "stranger": True,
        "form": form,
        "sent": sent,
        "sign_in": f"{reverse('sign-in')}?next={reverse('join')}",
    }
    return render(request, "lertrat/public/join.html", context, status=status)
