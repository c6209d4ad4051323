"""A draft looked at before it is sealed: against other years, as applicants and examiners will see it, and played through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lertrat.applications.queries import blank_form
from lertrat.criteria import Pack, facts_of
from lertrat.criteria.rehearsal import rehearse
from lertrat.criteria.schema import AwardType, Question
from lertrat.kernel import clock, dates
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.programmes import queries
from lertrat.typesetting import render as typeset
from lertrat.web import ui
from lertrat.web.applicant import answers
from lertrat.web.officer.rulesdesk.guard import crumbs, desk
from lertrat.web.public.eligibility import YES_NO

if TYPE_CHECKING:
    from lertrat.people.models import Person
    from lertrat.programmes.models import RulesDraft

KINDS = {"added": "เพิ่ม", "removed": "ตัดออก", "changed": "เปลี่ยน", "unknown": "ไม่ทราบ"}
LOOKS = {"added": "met", "removed": "unmet", "changed": "partial", "unknown": "unknown"}
SAMPLE = "ตัวอย่าง"


def _pack(draft: RulesDraft) -> Pack:
    newest = queries.rules_text(draft)
    found = queries.compiled(newest.source, newest.supplement, draft.code)
    if found.pack is None:
        raise Refusal(
            "rules-broken",
            f"ร่างนี้ยังมีข้อผิดพลาด {len(found.problems)} จุด แก้ให้ครบก่อนจึงจะดูได้",
            f"The draft has {len(found.problems)} mistakes; mend them first.",
        )
    return found.pack


@desk
def difference(request: HttpRequest, person: Person, ref: str) -> HttpResponse:
    """Every rule and question that differs from another year, old and new words side by side with where each stands."""
    draft = queries.rules_draft(person, ref)
    wanted = request.GET.get("with", "")
    pack = _pack(draft)
    if wanted:
        other = queries.base(draft.programme, wanted)[0]
    else:
        before = queries.compiled(draft.base_source, draft.base_supplement, draft.base_code).pack
        other = before if before is not None else pack
    found = sorted(queries.changes_between(other, pack), key=lambda one: not one.needs)
    choices = [ui.Option("", f"{draft.base_code} (ต้นทางของร่างนี้)", chosen=not wanted)]
    choices += [
        ui.Option(one.key, one.code, chosen=one.key == wanted) for one in queries.bases(draft.programme)
    ]
    context = {
        "draft": draft, "other": other, "rows": [(one, LOOKS[one.kind], KINDS[one.kind]) for one in found],
        "choose": ui.FieldView("with", "เทียบกับ", "select", options=choices),
        "counts": [(KINDS[kind], sum(1 for one in found if one.kind == kind)) for kind in KINDS],
        "crumbs": crumbs(draft, ui.Link("สิ่งที่เปลี่ยน")),
    }  # fmt: skip
    return render(request, "lertrat/officer/rules/difference.html", context)


@desk
def preview(request: HttpRequest, person: Person, ref: str) -> HttpResponse:
    """One type's questionnaire, form and score sheet, drawn by the templates that applicants and examiners see."""
    draft = queries.rules_draft(person, ref)
    pack = _pack(draft)
    chosen = request.GET.get("type", "") or next(iter(pack.types))
    if chosen not in pack.types:
        raise NotFound("no-type", "ไม่พบประเภทรางวัลนี้", "There is no such award type.")
    kind = pack.types[chosen]
    options = [ui.Option(id, one.name.th, chosen=id == chosen) for id, one in pack.types.items()]
    intakes = [step for step in kind.steps if step.kind == "intake"]
    wanted = request.GET.get("step", "")
    at = next((step.number for step in intakes if str(step.number) == wanted), intakes[0].number)
    tabs = [
        ui.Link(f"ขั้นที่ {step.number} {step.name.th}", f"?type={chosen}&step={step.number}", step.number == at)
        for step in intakes
    ]
    context = {
        "draft": draft, "pack": pack, "type": kind, "choose": ui.FieldView("type", "ประเภทรางวัล", "select", options=options),
        "questionnaire": [_asked(spec) for spec in facts_of(pack, chosen) if spec.who == "applicant" and not spec.record],
        "shown": _step(pack, kind, at), "tabs": tabs if len(tabs) > 1 else [],
        "crumbs": crumbs(draft, ui.Link("ดูตัวอย่าง")), "editable": False,
    }  # fmt: skip
    return render(request, "lertrat/officer/rules/preview.html", context)


def _asked(spec: Any) -> ui.FieldView:
    """A question as the public questionnaire asks it."""
    kinds = {"bool": "radio", "choice": "radio", "date": "date"}
    options = [ui.Option(o.id, o.th) for o in spec.options]
    if spec.type == "bool":
        options = [ui.Option(value, th) for value, th, _ in YES_NO]
    return ui.FieldView(
        f"fact-{spec.name}", spec.question.th, kinds.get(spec.type, "text"), options=options,
        hint=spec.help.th if spec.help else "", suffix=spec.unit.th if spec.unit else "", width="10",
    )  # fmt: skip


def _step(pack: Pack, kind: AwardType, number: int) -> dict[str, Any]:
    step = kind.step(number)
    sections: list[Any] = []
    if step.form:
        for section in blank_form(pack, kind.id, number).sections:
            sections.append((section, [_row(question, pack) for question in section.questions]))
    rubric = pack.rubrics.get(step.rubric)
    return {
        "step": step,
        "sections": sections,
        "rubric": rubric,
        "criteria": rubric.criteria if rubric else (),
    }


def _row(question: Question, pack: Pack) -> answers.Asked:
    return answers.asked(
        question, pack.facts.get(question.fact) if question.fact else None, answers.boxes(question, None)
    )


@desk
def certificate(request: HttpRequest, person: Person, ref: str) -> HttpResponse:
    """The certificate as the draft words it, marked as a sample: no agency, no reference, nothing to confirm."""
    draft = queries.rules_draft(person, ref)
    pack = _pack(draft)
    chosen = request.GET.get("type", "") or next(iter(pack.types))
    kind = pack.types.get(chosen)
    if kind is None:
        raise NotFound("no-type", "ไม่พบประเภทรางวัลนี้", "There is no such award type.")
    levels = [one.level for one in kind.levels if one.level != "awarded"]
    level = f"ระดับ{pack.levels[levels[0]].name.th}" if levels and levels[0] in pack.levels else ""
    today = dates.day_of(clock.now())
    pdf = typeset("certificate", {
        "dated": today.isoformat(), "year_be": pack.year_be, "programme": draft.programme.name_th, "branch": kind.branch,
        "emblem": kind.branch, "branch_name": pack.branches[kind.branch].name.th,
        "award": kind.name.th if kind.name.th.startswith("PMQA") else f"ประเภท{kind.name.th}", "level": level,
        "agency": "หน่วยงานตัวอย่าง", "work": "ผลงานตัวอย่าง",
        "giver": next((body.th for body in pack.bodies if body.role == "confers"), draft.programme.name_th),
        "given_on": f"ให้ไว้ ณ {dates.thai_date(today, 'full')}", "reference": SAMPLE, "verify_url": "", "watermark": SAMPLE,
        "assumed": pack.label.th if pack.label else "",
    })  # fmt: skip
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="sample-{draft.code}.pdf"'
    return answer


@desk
def rehearsal(request: HttpRequest, person: Person, ref: str) -> HttpResponse:
    """The year played in memory with made-up applicants: nothing is stored, nobody is written to."""
    draft = queries.rules_draft(person, ref)
    pack = _pack(draft)
    played = rehearse(pack)
    types = []
    for id, kind in pack.types.items():
        rows = [
            (one, one.judgement.verdict, pack.levels[one.level].name if one.level in pack.levels else None)
            for one in played.played
            if one.type == id
        ]
        types.append((kind, rows, played.turned.get(id)))
    names = {honour.id: honour.name for honour in pack.honours}
    context = {
        "draft": draft, "pack": pack, "types": types, "honours": [(one, names[one.honour]) for one in played.honours],
        "crumbs": crumbs(draft, ui.Link("ซ้อมทั้งปี")),
    }  # fmt: skip
    return render(request, "lertrat/officer/rules/rehearsal.html", context)
