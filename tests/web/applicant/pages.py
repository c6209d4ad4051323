"""What a browser sends from an application's pages, and what they say."""

from __future__ import annotations

from html import unescape
from typing import Any

from lertrat.applications import queries
from lertrat.applications.models import Application
from lertrat.criteria.schema import Question
from lertrat.web.applicant import answers
from tests import world as w

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"


def words(answer: Any) -> str:
    return unescape(answer.content.decode())


def url(application: Application, page: str = "", step: int = 1) -> str:
    return f"/apply/{application.ref}/step/{step}/{page}"


def form_of(world: w.World, application: Application, section_id: str, **over: Any) -> dict[str, Any]:
    """What a browser posts from a section: every control with what stands in it, `over` by question id."""
    stage = w.stage_of(application)
    held = queries.read(stage)
    section = next(one for one in held.form.sections if one.id == section_id)
    data: dict[str, Any] = {}
    for question in section.questions:
        stored = held.answers.get(question.id)
        data[f"rev:{question.id}"] = stored.revision if stored else 0
        boxes = over.get(question.id, answers.boxes(question, stored.value if stored else None))
        data |= controls(question, boxes)
    return data


def controls(question: Question, boxes: list[str]) -> dict[str, Any]:
    if question.kind == "table":
        width = len(question.columns)
        return {
            f"cell:{question.id}:{place // width}:{question.columns[place % width].id}": box
            for place, box in enumerate([*boxes, *[""] * width])
        }
    if question.kind == "date":
        return {f"{question.id}_{place}": box for place, box in enumerate(boxes)}
    if question.kind == "multi":
        return {question.id: boxes}
    return {question.id: boxes[0]} if boxes and question.kind != "file" else {}
