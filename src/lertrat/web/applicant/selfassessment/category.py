"""A category all year: who owns it, what is written, and the evidence as it occurs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from lertrat.agencies import queries as agencies
from lertrat.files import actions as file_actions
from lertrat.selfassessment import actions, queries
from lertrat.web.applicant.selfassessment.forms import EvidenceForm, TextsForm
from lertrat.web.applicant.selfassessment.place import Place, open_place
from lertrat.web.asking import Ask, attempt
from lertrat.web.serving import serve

if TYPE_CHECKING:
    from lertrat.agencies.models import Membership
    from lertrat.selfassessment.models import CategoryWork, Evidence


@login_required
def category(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The category's texts and evidence; POST saves the texts, or adds evidence (`do=evidence`)."""
    place = open_place(request, ref)
    row = next((one for one in queries.categories(place.assessment) if one.number == number), None)
    if row is None:
        raise Http404
    kind = place.instrument.category(number)
    members = agencies.members(place.assessment.agency)
    adding = request.method == "POST" and request.POST.get("do") == "evidence"
    saving = request.method == "POST" and not adding
    texts = TextsForm(request.POST if saving else None, people=_people(members), initial=_initial(row))
    new = EvidenceForm(
        request.POST if adding else None,
        request.FILES if adding else None,
        category=kind,
        initial={"kind": "note"},
    )
    status = 200
    if saving:
        status = _save(request, place, row, texts, members)
    elif adding:
        status = _add(place, number, new)
    if request.method == "POST" and not status:
        messages.success(request, "บันทึกแล้ว" if saving else "เก็บหลักฐานแล้ว")
        return redirect(f"{place.url('self-category', number)}{'' if saving else '#evidence'}")
    context = place.context(
        f"หมวด {number}", category=kind, row=row, texts=texts, new=new, form=new if adding else texts,
        evidence=queries.evidence(place.assessment, number), revision=request.POST.get("revision", "") if saving and status == 422 else row.revision, moved=status == 409,
    )  # fmt: skip
    return render(request, "lertrat/applicant/self/category.html", context, status=status or 200)


def _people(members: list[Membership]) -> list[tuple[str, str]]:
    return list({str(one.person_id): one.person.full_name for one in members}.items())


def _initial(row: CategoryWork) -> dict[str, str]:
    return {"owner": str(row.owner_id or ""), "approach": row.approach, "results": row.results}


def _save(
    request: HttpRequest, place: Place, row: CategoryWork, form: TextsForm, members: list[Membership]
) -> int:
    if not form.is_valid():
        return 422
    people = {str(one.person_id): one.person for one in members}
    revision = request.POST.get("revision", "")
    # Without a revision that can be read, the words were written upon nothing.
    base = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else 0

    def act() -> bool:
        actions.write_category(
            assessment=place.assessment, number=row.number, approach=form.cleaned_data["approach"],
            results=form.cleaned_data["results"], base=base, by=place.person,
        )  # fmt: skip
        actions.own_category(
            assessment=place.assessment, number=row.number, owner=people.get(form.cleaned_data["owner"]),
            by=place.person,
        )  # fmt: skip
        return True

    return attempt(form, act)[1]


def _add(place: Place, number: int, form: EvidenceForm) -> int:
    if not form.is_valid():
        return 422
    given = form.cleaned_data

    def act() -> Evidence:
        upload = given["file"] if given["kind"] == "file" else None
        return actions.add_evidence(
            assessment=place.assessment, category=number, kind=given["kind"], text=given["text"],
            item_id=given["item"], url=given["url"], by=place.person,
            file=file_actions.store(upload, place.person) if upload else None,
        )  # fmt: skip

    fields = {"link": "url", "text-needed": "text", "file-needed": "file", "item": "item"}
    return attempt(form, act, fields | dict.fromkeys(_FILE_CODES, "file"))[1]


_FILE_CODES = (
    "file-type", "file-empty", "file-too-big", "file-content", "file-damaged", "file-encrypted", "file-macros",
    "file-polyglot", "file-not-utf8", "file-archive", "file-bomb", "file-remote", "file-infected",
)  # fmt: skip


@login_required
def download(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """A file of the agency's own evidence, always as a download."""
    place = open_place(request, ref)
    file = queries.evidence_of(place.assessment, pk).file
    if file is None:
        raise Http404
    return serve(request, file, place.person)


@login_required
def remove(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Ask, then take the evidence back."""
    place = open_place(request, ref)
    row = queries.evidence_of(place.assessment, pk)
    back = f"{place.url('self-category', row.category)}#evidence"
    if request.method == "POST":
        actions.remove_evidence(evidence=row, by=place.person)
        messages.success(request, "นำหลักฐานออกแล้ว สำเนาที่ส่งต่อไปแล้วยังมีอยู่ตามเดิม")
        return redirect(back)
    ask = Ask(
        "นำหลักฐานนี้ออก", f"“{row.text}” จะไม่แสดงในหมวด {row.category} อีก แต่ยังเก็บไว้ในประวัติ", "นำออก", back
    )
    return render(request, "lertrat/applicant/self/remove.html", place.context("นำหลักฐานออก", ask=ask))
