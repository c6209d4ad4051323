"""How an application stands, in the applicant's words: its state, what to do next, its way to the announcement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from lertrat.criteria.schema import AwardType, Step
from lertrat.kernel import dates
from lertrat.web import ui

if TYPE_CHECKING:
    from lertrat.applications.models import Application, Stage, Submission
    from lertrat.assessment.queries.applicant import News
    from lertrat.programmes.queries import Closing


@dataclass(frozen=True, slots=True)
class Standing:
    """`look` names a state of the design system, `words` says it, `next` says what to do, `route` is where."""

    look: str
    words: str
    next: str = ""
    route: str = ""


def standing(stage: Stage, window: Closing | None, moment: datetime, *, approves: bool) -> Standing:
    """The honest state of one intake."""
    closed = window is not None and moment >= window.closes_at
    if stage.state == "withdrawn":
        return Standing("withdrawn", "ถอนใบสมัครแล้ว")
    if stage.state == "submitted" or (stage.replacing_id and closed):
        return Standing("submitted", "ส่งแล้ว", "ดูใบรับ", "receipt")
    if closed:
        return Standing("closed", "ปิดรับแล้ว ไม่ได้ส่ง", "อ่านฉบับร่าง", "application")
    if stage.state == "awaiting":
        if approves:
            return Standing("awaiting", "รอท่านอนุมัติ", "พิจารณาอนุมัติ", "application-approval")
        return Standing("awaiting", "รออนุมัติจากหน่วยงาน", "ดูใบสมัคร", "application")
    if stage.state == "approved":
        return Standing("due", "อนุมัติแล้ว ยังไม่ได้ส่ง", "ส่งใบสมัคร", "application-submit")
    return Standing("draft", "ฉบับร่าง", "เขียนต่อ", "application")


def timeline(
    application: Application,
    kind: AwardType,
    stages: Sequence[Stage],
    submissions: Sequence[Submission],
    windows: Mapping[int, Closing],
    news: News,
) -> list[ui.Step]:
    """From drafting to the announcement. What the office is doing is told without any number before the announcement."""
    live = {one.step: one for one in submissions if one.live}
    by_step = {stage.step: stage for stage in stages}
    published = application.edition.publication_number > 0
    made: list[tuple[str, bool, str, str]] = []
    for step in kind.steps:
        made += _visit(step, news) if step.kind == "visit" else _intake(step, by_step, live, windows, news)
    ended = next((one for one in submissions if not one.live and one.withdrawn_at), None)
    if ended is not None and not live and all(stage.state == "withdrawn" for stage in stages):
        when = dates.thai_datetime(ended.withdrawn_at) if ended.withdrawn_at else ""
        return _stations([("ได้รับใบสมัครแล้ว", True, dates.thai_datetime(ended.received_at), ended.ref),
                          ("ถอนใบสมัครแล้ว", True, when, ended.withdrawn_reason)])  # fmt: skip
    if news.passed is False:
        return _stations(made[:2])  # the way ends with the screening
    made.append(("คณะอนุกรรมการและ ก.พ.ร. พิจารณา", published, "", ""))
    made.append(("ประกาศผล", published, "", "ประกาศแล้ว ดูได้ที่หน้าผลรางวัล" if published else ""))
    return _stations(made)


def _intake(
    step: Step,
    stages: Mapping[int, Stage],
    live: Mapping[int, Submission],
    windows: Mapping[int, Closing],
    news: News,
) -> list[tuple[str, bool, str, str]]:
    sent, window = live.get(step.number), windows.get(step.number)
    later = any(number > step.number for number in stages) or news.visit_at is not None
    until = f"รับถึง{dates.deadline_words(window.closes_at)}" if window and not sent else ""
    paper = "ใบสมัคร" if step.number == 1 else step.name.th
    received = (
        (f"ได้รับ{paper}แล้ว".replace(")แล้ว", ") แล้ว"), True, dates.thai_datetime(sent.received_at), sent.ref)
        if sent
        else None
    )
    made = [received or (f"ส่ง{paper}", False, until, "")]
    if step.number == 1:
        made.append(_screening(news, later, sent is not None))
    made.append(("ผู้ตรวจประเมินอ่านเอกสาร" if step.number == 1 else f"ตรวจ{step.name.th}", later, "", ""))
    return made


def _screening(news: News, later: bool, sent: bool) -> tuple[str, bool, str, str]:
    if news.screened_at is None:
        return ("ตรวจคุณสมบัติ", later, "", "เจ้าหน้าที่ตรวจตามหลักเกณฑ์ของปี" if sent else "")
    name = "ผ่านการตรวจคุณสมบัติ" if news.passed else "ไม่ผ่านการตรวจคุณสมบัติ"
    return (name, True, dates.thai_date(news.screened_at), news.reason)


def _visit(step: Step, news: News) -> list[tuple[str, bool, str, str]]:
    if news.visit_at is not None:
        return [("ตรวจประเมินในพื้นที่", news.visited, dates.thai_datetime(news.visit_at), news.visit_mode)]
    when = ""
    if step.window is not None:
        first, last = step.window.first_day, step.window.last_day
        when = f"{dates.thai_date(first, 'short')} – {dates.thai_date(last, 'short')}"
    return [("ตรวจประเมินในพื้นที่", False, when, "เฉพาะหน่วยงานที่ผ่านเกณฑ์ของขั้นก่อนหน้า")]


def _stations(made: Sequence[tuple[str, bool, str, str]]) -> list[ui.Step]:
    """Done, then one that is now, then what lies ahead. What is done later makes what came before it done as well."""
    last = max((place for place, (_, done, _, _) in enumerate(made) if done), default=-1)
    return [
        ui.Step(name, "done" if place <= last else "now" if place == last + 1 else "ahead", when, detail)
        for place, (name, _, when, detail) in enumerate(made)
    ]
