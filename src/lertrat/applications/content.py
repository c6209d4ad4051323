"""What a stage holds, read once: its form, answers, attachments; and the hash that approval and submission agree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from lertrat.applications.models import Answer, Application, Attachment, Stage
from lertrat.criteria import Pack, facts_of
from lertrat.criteria.schema import Fact, Form, Question, Section, Text
from lertrat.kernel.hashing import digest
from lertrat.programmes.queries import pack_by_id

FACTS = "facts"
# The first section of every form asks for the facts that conditions read and no question of the form fills.
ELIGIBILITY = Text(th="คุณสมบัติและเงื่อนไขการสมัคร", en="Eligibility")
ELIGIBILITY_GUIDANCE = Text(
    th="คำถามชุดนี้ใช้ตรวจเงื่อนไขตามหลักเกณฑ์ของปี ตอบตามข้อเท็จจริง ข้อใดยังไม่ทราบให้เว้นไว้ก่อนได้",
    en="These questions feed this year's conditions. Answer what is so; leave blank what you do not know yet.",
)
KINDS: dict[str, Literal["yes_no", "number", "date", "choice", "text"]] = {
    "bool": "yes_no",
    "int": "number",
    "number": "number",
    "date": "date",
    "choice": "choice",
    "text": "text",
}


@dataclass(frozen=True, slots=True)
class Content:
    """A stage as it stands: `answers` by question id, live `attachments`, and the form they belong to."""

    stage: Stage
    application: Application
    pack: Pack
    form: Form
    answers: dict[str, Answer]
    attachments: list[Attachment]

    @property
    def hash(self) -> str:
        """Names exactly this content: question ids with their revisions, attachments, title and nominee."""
        return content_hash(
            self.application,
            ((a.question_id, a.revision) for a in self.answers.values()),
            (a.pk for a in self.attachments),
        )

    def value(self, question_id: str) -> Any:
        """The value stored for a question; None where nothing is."""
        answer = self.answers.get(question_id)
        return answer.value if answer else None

    def fact_of(self, question: Question) -> Fact | None:
        """The fact that a question fills."""
        return self.pack.facts.get(question.fact) if question.fact else None


def content_hash(
    application: Application, answers: Iterable[tuple[str, int]], attachments: Iterable[int]
) -> str:
    """See `Content.hash`."""
    return digest([application.title, application.nominee, sorted(answers), sorted(attachments)])


def section_hash(content: Content, section: Section) -> str:
    """Names what stands in one section: revisions of its answers and its attachments."""
    ids = {question.id for question in section.questions}
    answers = sorted((a.question_id, a.revision) for a in content.answers.values() if a.question_id in ids)
    return digest([answers, sorted(a.pk for a in content.attachments if a.question_id in ids)])


@lru_cache(maxsize=256)
def form_by_id(version_id: int, sha256: str, type_id: str, step: int) -> Form:
    """The form of a sealed version's step; made once per process."""
    return form_of(pack_by_id(version_id, sha256), type_id, step)


def sections_of(stage: Stage, question_ids: Iterable[str]) -> list[str]:
    """The ids of the sections that hold these questions. No query where the stage's application and its version are at hand."""
    application, wanted = stage.application, set(question_ids)
    form = form_by_id(
        application.pack_version_id, application.pack_version.sha256, application.type_id, stage.step
    )
    return [one.id for one in form.sections if any(q.id in wanted for q in one.questions)]


def form_of(pack: Pack, type_id: str, step: int) -> Form:
    """The step's form, headed in step 1 by the facts that no question of it fills."""
    form = pack.form(type_id, step)
    if step != 1:
        return form
    filled = {question.fact for question in form.questions if question.fact}
    asked = tuple(
        Question(
            id=f"fact.{spec.name}",
            kind=KINDS[spec.type],
            max_words=None,
            max_rows=None,
            label=spec.question,
            help=pack.facts[spec.name].help,
            unit=spec.unit,
            options=pack.facts[spec.name].options,
            fact=spec.name,
        )
        for spec in facts_of(pack, type_id)
        if spec.who == "applicant" and spec.name not in filled and spec.type in KINDS
    )
    if not asked:
        return form
    head = Section(id=FACTS, title=ELIGIBILITY, guidance=ELIGIBILITY_GUIDANCE, questions=asked)
    return form.model_copy(update={"sections": (head, *form.sections)})


def read(stage: Stage) -> Content:
    """The content of a stage (with its application and pack version selected). Two queries."""
    return read_many([stage])[0]


def read_many(stages: Sequence[Stage]) -> list[Content]:
    """The contents of stages, in their order. Two queries, however many."""
    answers: dict[int, list[Answer]] = {}
    for answer in Answer.objects.filter(stage__in=stages).select_related("saved_by"):
        answers.setdefault(answer.stage_id, []).append(answer)
    files: dict[int, list[Attachment]] = {}
    kept = Attachment.objects.filter(stage__in=stages, removed_at__isnull=True)
    for attachment in kept.select_related("file").order_by("id"):
        files.setdefault(attachment.stage_id, []).append(attachment)
    return [_content(one, answers.get(one.pk, []), files.get(one.pk, [])) for one in stages]


def _content(stage: Stage, answers: list[Answer], attachments: list[Attachment]) -> Content:
    application = stage.application
    version = application.pack_version
    pack = pack_by_id(version.pk, version.sha256)
    return Content(
        stage=stage,
        application=application,
        pack=pack,
        form=form_by_id(version.pk, version.sha256, application.type_id, stage.step),
        answers={one.question_id: one for one in answers},
        attachments=attachments,
    )
