"""One world with an object behind every address, the people of the table in docs/permissions.md, and how a door answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from lertrat.agencies import actions as agencies
from lertrat.agencies import letters
from lertrat.agencies import queries as agency_queries
from lertrat.agencies.models import JoinRequest, Membership
from lertrat.applications import actions as applications
from lertrat.applications import content, queries
from lertrat.applications.models import Application, Attachment, Submission
from lertrat.assessment import actions as assessment
from lertrat.assessment.models import Clarification, ClarificationItem, Visit
from lertrat.committees import actions as committees
from lertrat.committees.models import AgendaItem, Meeting
from lertrat.criteria.schema import BANGKOK
from lertrat.decisions.models import Certificate, Decision, HonourDecision
from lertrat.files import actions as files
from lertrat.kernel import clock, hashing, ids
from lertrat.notices.models import OutboxMessage
from lertrat.programmes import actions as programmes
from lertrat.programmes.models import Extension, RulesDraft, Window
from lertrat.records.actions import deliver_all
from lertrat.records.queries import head
from lertrat.selfassessment import actions as selfassessment
from lertrat.selfassessment.content import parts
from lertrat.selfassessment.models import FrozenCopy
from lertrat.selfassessment.queries import measures, plan_indicators, spreadsheet
from lertrat.web import errors
from lertrat.works import actions as works
from lertrat.works.models import Award, Certification
from tests import world as w
from tests.decisions import council
from tests.selfassessment import room

TABLE = Path(__file__).resolve().parents[2] / "docs/permissions.md"
# The columns of the table, in their order: who in the tests' world stands for them ("" is nobody).
ROLES = {
    "visitor": "", "stranger": "stranger", "drafter": "drafter_a", "approver": "approver_a", "other agency": "drafter_b",
    "officer": "officer", "assessor": "assessor1", "other assessor": "assessor4", "member": "member", "secretary": "secretary",
    "administrator": "admin",
}  # fmt: skip
AFTERWARDS = council.HOUR + timedelta(hours=1)
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"
EXPANDED = "participation-expanded"


@dataclass
class Standing:
    """The world, and what stands for each variable of the addresses: by address where it matters, otherwise by name."""

    world: w.World
    by_name: dict[str, Any]
    by_address: dict[str, dict[str, Any]]

    @property
    def posted(self) -> dict[str, str]:
        """What every POST carries: an answer to a question, for the address that saves one; to the others it says nothing."""
        return {
            "upload": str(self.by_address["upload/"]["token"]),
            "question": str(self.by_name.get("question_id", "")),
            "revision": "1",
            "value": "A-2",
        }

    def path(self, pattern: str) -> str:
        """The address of the object behind a pattern; of nothing where the world has no such object."""
        given = self.by_name | next(
            (more for start, more in self.by_address.items() if pattern.startswith(start)), {}
        )
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given.get(found[1], "0")), pattern)


def patterns() -> list[str]:
    """Every address of the site as its URL configuration writes it; of the public pages the Thai ones."""

    def walk(found: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in found:
            here = before if isinstance(one.pattern, LocalePrefixPattern) else before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, here)
            else:
                yield here

    return list(dict.fromkeys(walk(get_resolver().url_patterns, "")))


def stand() -> Standing:
    """A year half-way: one work published, one being read, one waiting for its visit, one still a draft."""
    world = w.build()
    won = _sent(world)
    w.assessed(world, won, "9/10", "9/10", "9/10")
    council.propose(world)
    council.decide_all(world)
    council.honours(world)
    meeting = Meeting.objects.get()
    with clock.frozen(council.COUNCIL):
        committees.close_meeting(meeting=meeting, record_head=head().link_hash, by=world.secretary)
    council.publish(world)
    deliver_all(1000)
    read = _read(world)
    visit = _visited(world)
    draft = w.draft(world, EXPANDED)
    question = _fill_one(world, draft)
    award, certificate = Award.objects.get(edition_id__isnull=False), Certificate.objects.get()
    by_name = {
        "item_id": Attachment.objects.get(stage__application=draft).item_id,
        "ref": draft.ref, "step": 1, "section_id": question[0], "question_id": question[1], "attachment_id": Attachment.objects.get(stage__application=draft).pk,
        "attachment": Attachment.objects.get(stage__application=won.application).pk, "code": "demo-a", "branch_id": "service", "type_id": "pmqa-4",
        "year_be": 2564, "programme": "psea", "person_id": world.stranger.pk, "version": 1, "token": certificate.token, "branch": "service",
        "decision": Decision.objects.get(application=won.application).pk, "honour": HonourDecision.objects.order_by("pk")[0].pk,
        "file_ref": _on_paper(world, draft), "pk": AgendaItem.objects.order_by("pk")[0].pk,
    }  # fmt: skip
    own = _selfassessed(world)
    with clock.frozen(AFTERWARDS):
        on_its_way = files.begin(name="รายงาน.pdf", length=len(PDF), by=world.drafter_a)
    examined, kept = _handed_in(world)
    by_address: dict[str, dict[str, Any]] = {
        "apply/self/<str:ref>/indicators/": {"ref": own[0], "pk": own[2]}, "apply/self/": {"ref": own[0], "pk": own[1], "number": 1},
        "apply/receipt/": {"ref": won.ref, "number": _clarified(won)}, "office/submissions/<str:ref>/result": {"ref": won.ref}, "office/submissions/<str:ref>/files": {"ref": won.ref},
        "office/submissions/": {"ref": read.ref}, "office/panels/": {"code": "p-service-innovation"}, "office/visits/": {"ref": visit.application.ref},
        "office/extensions/": {"ref": _extended(world).ref}, "office/rules/": {"ref": _drafted(world).ref, "document": "pack", "slug": "types/service-innovation", "at": "types.0", "do": "copy"},
        "office/outbox/": {"ref": OutboxMessage.objects.order_by("pk")[0].ref}, "assess/visits/": {"ref": visit.application.ref},
        "assess/<str:ref>/panel": {"ref": won.ref}, "assess/<str:ref>/file": {"ref": won.ref}, "assess/kpi/": {"ref": examined.ref, "pk": kept}, "assess/": {"ref": read.ref},
        "office/kpi/": {"ref": examined.ref},
        "committee/call/": {"code": "sub-service"}, "committee/meeting/": {"ref": meeting.ref}, "admin/committees/": {"code": "sub-service"},
        "results/<slug:ref>": {"ref": award.ref}, "rules/years/": {"code": "psea-2564"}, "register/": {"ref": award.work.ref if award.work else ""},
        "upload/": {"token": on_its_way.token}, "check/receipt/": {"token": won.token},
        "calendar/mine/": {"token": applications.renew_calendar(by=world.drafter_a).token}, "calendar/": {"code": "psea-2564"},
        "check/certification/": {"token": _certified(world).token},
        "apply/people/": _invited(world), "invitation/": {"token": _invited(world)["token"]}, "office/joining/": {"ref": _joining(world).ref},
    }  # fmt: skip
    return Standing(world, by_name, by_address)


def _on_paper(world: w.World, draft: Application) -> str:
    """The draft's own form, written on and brought back by the drafter."""
    with clock.frozen(w.OPEN):
        made = queries.draft_docx(queries.read(w.stage_of(draft)), w.CLOSE)
        return files.store(SimpleUploadedFile("ร่าง.docx", made), world.drafter_a).ref


def _clarified(won: Submission) -> int:
    """The number of a round of clarification that was asked of a submission before it was decided."""
    made = Clarification.objects.create(
        submission=won, number=1, asked_at=w.OPEN, asked_by=won.submitted_by, closes_at=w.CLOSE
    )
    ClarificationItem.objects.create(
        clarification=made, question_id="summary", label="สรุป", asks="ขอรายละเอียด"
    )
    return made.number


def _extended(world: w.World) -> Extension:
    """More time for กรมตัวอย่าง ก, as proposed."""
    window = Window.objects.select_related("edition").get(
        edition=world.edition, type_id="service-innovation", step=1
    )
    with clock.frozen(w.OPEN):
        return programmes.propose_extension(
            window=window, agency=world.agencies["a"], until_at=w.AFTER, reason="น้ำท่วม", by=world.officer
        )


def _invited(world: w.World) -> dict[str, Any]:
    """An invitation of กรมตัวอย่าง ก that nobody has answered, and a role there that rests on a letter's file."""
    held = agency_queries.open_invitations(world.agencies["a"])
    if held:
        role = Membership.objects.get(letter__isnull=False)
        return {"ref": held[0].ref, "token": letters.token(held[0]), "pk": role.pk}
    with clock.frozen(AFTERWARDS):
        made = files.store(SimpleUploadedFile("มอบหมาย.pdf", PDF), world.approver_a)
        ground = agencies.Ground(letter=made, letter_ref="1")
        given: dict[str, Any] = {"agency": world.agencies["a"], "ground": ground, "by": world.approver_a}
        agencies.invite(email="nobody@example.test", roles=["drafter"], **given)
        agencies.grant_membership(person=world.drafter_a, role="drafter", **given)
        return _invited(world)


def _joining(world: w.World) -> JoinRequest:
    """A request that waits."""
    with clock.frozen(AFTERWARDS):
        letter = files.store(SimpleUploadedFile("มอบหมาย.pdf", PDF), world.stranger)
        return agencies.request_agency(agency=world.agencies["b"], letter=letter, by=world.stranger)


def _drafted(world: w.World) -> RulesDraft:
    """Next year's rules on the desk."""
    return programmes.copy_year(
        programme=world.programme, base="sealed:psea-2564", year_be=2565, by=world.officer
    )


def _sent(world: w.World) -> Submission:
    """A work of กรมตัวอย่าง ก with a file, sent as people send it."""
    application = w.draft(world)
    stage = w.stage_of(application)
    w.fill(world, stage)
    _attach(world, stage, "evidence_files")
    w.approve(world, w.stage_of(application))
    with clock.frozen(w.OPEN):
        made, _ = applications.submit(
            stage=w.stage_of(application), received_at=w.OPEN, acknowledged=True, by=world.drafter_a
        )
    return made


def _attach(world: w.World, stage: Any, question_id: str) -> None:
    with clock.frozen(w.OPEN):
        upload = SimpleUploadedFile("หลักฐาน.pdf", PDF, content_type="application/pdf")
        applications.attach(
            stage=stage,
            question_id=question_id,
            file=files.store(upload, world.drafter_a),
            by=world.drafter_a,
        )


def _read(world: w.World) -> Submission:
    """A work that assessor 1 reads and assessor 4 does not."""
    made = w.screened(world, w.received(world, "open-governance"))
    seats = w.panel(world, "open-governance", members=4, code="reading")
    with clock.frozen(w.CLOSE):
        assessment.assign(submission=made, person=world.assessor1, panel=seats, by=world.officer)
    return made


def _visited(world: w.World) -> Visit:
    """PMQA 4.0 before its third step: a visit whose team assessor 1 leads."""
    first = w.received(world, "pmqa-4")
    w.assessed(world, first, "9/10", "9/10", "9/10")
    second = w.received(world, "pmqa-4", step=2, application=first.application)
    w.assessed(world, second, "9/10", "9/10", "9/10")
    with clock.frozen(w.AFTER):
        return assessment.appoint_visit(
            application=first.application, planned_at=council.COUNCIL.astimezone(BANGKOK), mode="site", place="กรมตัวอย่าง ก",
            team=[world.assessor1, world.assessor2], leader=world.assessor1, by=world.officer,
        )  # fmt: skip


def _selfassessed(world: w.World) -> tuple[str, int, int]:
    """The self-assessment of กรมตัวอย่าง ก while three score it: its reference, a file of evidence, an indicator."""
    made = room.begun(room.third(world))
    with clock.frozen(w.OPEN):
        upload = SimpleUploadedFile("หลักฐาน.pdf", PDF, content_type="application/pdf")
        kept = selfassessment.add_evidence(
            assessment=made, category=1, kind="file", text="หลักฐาน", file=files.store(upload, world.drafter_a),
            by=world.drafter_a,
        )  # fmt: skip
        sheet = files.store(SimpleUploadedFile("ตัวชี้วัด.csv", room.CSV.encode()), world.drafter_a)
        rows = spreadsheet(sheet)
        digest = plan_indicators(made, rows).digest
        selfassessment.apply_indicators(assessment=made, rows=rows, digest=digest, by=world.drafter_a)
    room.sheets(world, made)
    return made.ref, kept.pk, measures(made)[0].indicator.pk


def _handed_in(world: w.World) -> tuple[FrozenCopy, int]:
    """What กรมตัวอย่าง ข handed in for the KPI round, written straight into its table, examined by assessor 1; a file of it."""
    body, drafter = world.agencies["b"], world.drafter_b
    with clock.frozen(w.OPEN):
        made, _ = selfassessment.start(edition=world.edition, agency=body, by=drafter)
        upload = SimpleUploadedFile("แผน.pdf", PDF, content_type="application/pdf")
        kept = selfassessment.add_evidence(
            assessment=made,
            category=1,
            kind="file",
            text="แผน",
            file=files.store(upload, drafter),
            by=drafter,
        )
    assert kept.file is not None
    held = parts(made)
    tree = hashing.tree(held)
    copy = FrozenCopy.objects.create(
        ref=ids.reference("F64"), assessment=made, purpose="kpi", total="", content=held, tree=tree, root_hash=tree["root"],
        at=AFTERWARDS, by=world.approver_b,
    )  # fmt: skip
    panel = w.panel(world, "pmqa-4", members=1, code="kpi")
    with clock.frozen(AFTERWARDS):
        assessment.appoint_kpi(copy=copy, person=world.assessor1, panel=panel, by=world.officer)
    return copy, kept.file.pk


def _certified(world: w.World) -> Certification:
    """กรมตัวอย่าง ก, certified beside its award."""
    with clock.frozen(AFTERWARDS):
        return works.certify(
            edition=world.edition, agency=world.agencies["a"], level="basic", decided_on=AFTERWARDS.date(), basis="มติทดสอบ",
            source="หนังสือทดสอบ", by=world.officer,
        )  # fmt: skip


def _fill_one(world: w.World, draft: Any) -> tuple[str, str]:
    """An answer and a file of a draft; its section and the question that names an award."""
    stage = w.stage_of(draft)
    form = content.read(stage).form
    file = next(q for q in form.questions if q.kind == "file")
    _attach(world, stage, file.id)
    wanted = next(q for q in form.questions if q.kind == "award_ref")
    section = next(s for s in form.sections if any(q.id == wanted.id for q in s.questions))
    with clock.frozen(w.OPEN):
        applications.save_answer(
            stage=stage, question_id=wanted.id, given="A-1", base=None, by=world.drafter_a
        )
    return section.id, wanted.id


def signed_in(world: w.World) -> dict[str, Client]:
    """A browser for each column of the table."""
    clients = {}
    for role, name in ROLES.items():
        clients[role] = Client()
        if name:
            clients[role].force_login(world.people[name])
    return clients


def plain_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Error pages answer with what they have to say and without the frame around it, which every other page has too."""

    def render(request: HttpRequest, template: str, context: dict[str, object], status: int) -> HttpResponse:
        return HttpResponse(repr(sorted(context.items())), status=status)

    monkeypatch.setattr(errors, "render", render)


def is_public(visitor: Client, path: str) -> bool:
    """Whether the page is marked as the same for all readers, so that it may be kept whole."""
    return visitor.get(path).headers.get("Cache-Control", "").startswith("public, max-age=0")


def answer(client: Client, method: str, path: str, data: dict[str, str]) -> str:
    """How the door answers: "yes", "sign in", "refused", "not found", "method", or an error's status. What a POST does is undone."""
    with transaction.atomic():
        got = client.get(path) if method == "get" else client.post(path, data)
        if hasattr(got, "streaming_content"):
            b"".join(got.streaming_content)
        transaction.set_rollback(True)
    status = got.status_code
    if status == 302 and got["Location"].startswith("/sign-in/"):
        return "sign in"
    return {401: "sign in", 403: "refused", 404: "not found", 405: "method"}.get(
        status, "yes" if status < 500 else str(status)
    )
