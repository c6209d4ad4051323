"""How far each application comes before the windows close: started, half written, asked for approval, approved, sent."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from lertrat.agencies import queries as agencies
from lertrat.applications import actions as applications
from lertrat.applications import content
from lertrat.applications.models import Stage
from lertrat.demo import answers, evidence, texts
from lertrat.demo.world import Work, World, at, draw, workday
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.programmes import actions as programmes
from lertrat.programmes.queries import extensions, window

REACHES = ("absent", "empty", "half", "full", "awaiting", "approved", "submitted")
# Where the applications of the accounts that are shown stand on 10 January: the approver of กรมตัวอย่าง ก has something to
# approve, the drafters have something to go on with.
ON_10_JANUARY = {
    "sv01": "awaiting", "pp01": "half", "mg01": "full", "sv11": "half", "pp02": "awaiting", "mg07": "half", "mg10": "empty",
    "sv12": "half", "sv26": "half", "pp15": "empty", "sv31": "submitted", "sv37": "full", "pp22": "full", "pp23": "half",
    "mg18": "awaiting", "pp04": "submitted", "pp05": "approved", "pp16": "half", "pp06": "submitted", "pp03": "submitted", "sv33": "approved", "mg09": "submitted",
}  # fmt: skip
USUAL = (
    "empty",
    "half",
    "submitted",
    "half",
    "awaiting",
    "submitted",
    "absent",
    "half",
    "approved",
    "absent",
)
WITHDRAWN_ON = date(2021, 2, 19)
# Sent in the last second of the window, which still counts.
LAST_SECOND = "sv29"


def until_10_january(world: World) -> None:
    """The first two weeks of the windows."""
    for work in _parents_first():
        wanted = ON_10_JANUARY.get(work["id"]) or USUAL[work["number"] % len(USUAL)]
        day = workday(date(2020, 12, 23) + timedelta(days=draw(str(work.get("parent") or work["id"]), 9)))
        if "parent" in work:
            day += timedelta(days=2)  # a nomination rests on an application that stands already
        _carry(world, work, wanted, [day, day + timedelta(days=1), *_days(day, 3, 5, 6)])
    for number, work_id in enumerate(("sv12", "pp23")):
        _send_back(world, work_id, number, workday(date(2021, 1, 5 + number)))
    _clash(world)
    world.later(at(date(2021, 1, 8), 10), partial(_ask_for_time, world))
    world.later(at(date(2021, 1, 8), 14), partial(_keep_spare, world))
    world.later(at(date(2021, 1, 8), 15), partial(_finish_some, world))
    world.play()
    world.say(f"{len(world.applications)} applications begun by 10 January")


def until_the_close(world: World) -> None:
    """The rush before the windows close; one is withdrawn, two are never sent."""
    world.later(at(date(2021, 1, 11), 9), partial(_give_time, world))
    for work in _parents_first():
        taken_in = window(world.edition.pk, work["type"], 1)
        assert taken_in is not None
        last = taken_in.closes_at.date() - timedelta(days=1 + draw(f"{work['id']}:close", 6))
        wanted = "half" if work["fate"] == "draft" else "submitted"
        days = [last - timedelta(days=4), last - timedelta(days=3), last - timedelta(days=2), last, last]
        moment = taken_in.closes_at - timedelta(seconds=1) if work["id"] == LAST_SECOND else None
        _carry(world, work, wanted, days, moment)
        if work["fate"] == "withdrawn":
            world.later(at(WITHDRAWN_ON, 11), partial(_withdraw, world, work))
    world.play()
    sent = sum(1 for reached in world.reached.values() if reached == "submitted")
    world.say(f"{sent} applications sent before the windows closed")


def _keep_spare(world: World) -> None:
    """A file that lies in a library and that no answer cites yet."""
    by = world.people["orathai"]
    for agency in agencies.agencies_of(by.pk):
        applications.keep(
            agency=agency,
            file=evidence.stored("แบบสำรวจความพึงพอใจ.pdf", by),
            title="แบบสำรวจความพึงพอใจของผู้รับบริการ",
            by=by,
        )


def _finish_some(world: World) -> None:
    """In the drafts that are shown somebody has called the first sections finished, and asks a colleague about an answer."""
    shown = [work for work in _parents_first() if ON_10_JANUARY.get(work["id"]) in {"half", "full"}]
    for work in shown:
        stage, by = world.stage(work["id"], 1), world.drafter(work["agency"])
        if stage.state != "draft":
            continue
        form = content.read(stage).form
        for section in form.sections[:-2]:
            # A section with something left is not finished, and the room says so.
            with suppress(Refusal):
                applications.finish_section(stage=stage, section_id=section.id, finished=True, by=by)
        asked = next((one.id for one in form.questions if one.kind == "long_text"), None)
        if asked is not None:
            applications.comment(
                stage=stage, question_id=asked, text="ตัวเลขในข้อนี้นับถึงเดือนใด ขอแหล่งที่มาด้วย", by=by
            )


def _ask_for_time(world: World) -> None:
    """One officer proposes more time for one agency; on 10 January it waits for another."""
    taken_in = window(world.edition.pk, "service-standard", 1)
    assert taken_in is not None
    programmes.propose_extension(
        window=taken_in, agency=world.agencies["dep-animal"], until_at=taken_in.closes_at + timedelta(days=2),
        reason="ศูนย์ข้อมูลของกรมปิดซ่อมหลังไฟไหม้ตลอดสัปดาห์สุดท้าย (สมมติ)", by=world.people["pakorn"],
    )  # fmt: skip


def _give_time(world: World) -> None:
    for waiting in extensions(world.people["sirichai"], world.edition):
        programmes.confirm_extension(extension=waiting, by=world.people["sirichai"])


def second_intake(world: World) -> None:
    """The Application Reports of those that passed the first gate of PMQA 4.0."""
    for number, work in enumerate(
        work for work in texts.works().values() if len(work.get("scores") or {}) > 1
    ):
        day = workday(date(2021, 3, 29) + timedelta(days=number))
        world.reached[work["id"], 2] = "empty"
        _carry(world, work, "submitted", [day, day, *_days(day, 1, 3, 3)], step=2)


def _parents_first() -> list[Work]:
    return sorted(texts.works().values(), key=lambda work: ("parent" in work, work["number"]))


def _days(day: date, *after: int) -> list[date]:
    return [workday(day + timedelta(days=number)) for number in after]


def _carry(
    world: World, work: Work, wanted: str, days: list[date], sent_at: datetime | None = None, *, step: int = 1
) -> None:
    """Take an application from where it stands to `wanted`. `days`: of starting, writing, asking, approving and sending."""
    key = (work["id"], step)
    salt, begun, goal = f"{work['id']}:{step}", world.reached.get(key, "absent"), REACHES.index(wanted)
    start, write, ask, approve, send = (
        at(day, hour, salt) for day, hour in zip(days, (9, 10, 13, 14, 15), strict=True)
    )
    acts = {
        "empty": (start, partial(_start, world, work)),
        "half": (write, partial(_write, world, work, step, half=True)),
        "full": (write + timedelta(hours=1), partial(_write, world, work, step, half=False)),
        "awaiting": (ask, partial(_ask, world, work, step)),
        "approved": (approve, partial(_approve, world, work, step)),
        "submitted": (sent_at or send, partial(_send, world, work, step)),
    }
    for reach in REACHES[REACHES.index(begun) + 1 : goal + 1]:
        world.later(*acts[reach])
        world.reached[key] = reach


def _start(world: World, work: Work) -> None:
    world.applications[work["id"]] = applications.start(
        edition=world.edition, type_id=work["type"], agency=world.agencies[work["agency"]], title=work["title"],
        category=int(work.get("category", 0)), nominee=answers.nominee_name(work),
        parent=world.applications[work["parent"]] if "parent" in work else None, by=world.drafter(work["agency"]),
    )  # fmt: skip


def _write(world: World, work: Work, step: int, *, half: bool) -> None:
    stage, by = world.stage(work["id"], step), world.drafter(work["agency"])
    form = content.read(stage).form
    given = answers.answers(work, form, source_ref=world.sources.get(work["id"], ""))
    if half:
        asked = [question for question in form.questions if question.id in given]
        # A draft keeps what cannot be read yet.
        rough = {
            q.id: f"ประมาณ {given[q.id]}" if q.kind == "number" else given[q.id]
            for q in asked[: len(asked) // 2]
        }
        applications.answer_many(stage=stage, given=rough, bases={}, by=by)
        return
    applications.answer_many(stage=stage, given=given, bases={}, by=by)
    _revise(stage, given, world, work)
    question_id = next(question.id for question in form.questions if question.kind == "file")
    for name in answers.evidence_files(work):
        applications.attach(
            stage=stage, question_id=question_id, file=evidence.stored(name, by), caption=name.removesuffix(".pdf"),
            by=by,
        )  # fmt: skip


def _revise(stage: Stage, given: dict[str, Any], world: World, work: Work) -> None:
    """One answer was shorter for a while: the approver helped with it, and its history shows both hands."""
    longest = max((key for key in given if isinstance(given[key], str)), key=lambda key: len(given[key]))
    for value, by in (
        (given[longest].split(" ")[0], world.drafter(work["agency"])),
        (given[longest], world.approver(work["agency"])),
    ):
        applications.save_answer(stage=stage, question_id=longest, given=value, base=None, by=by)


def _ask(world: World, work: Work, step: int) -> None:
    applications.ask_approval(stage=world.stage(work["id"], step), by=world.drafter(work["agency"]))


def _approve(world: World, work: Work, step: int) -> None:
    stage = world.stage(work["id"], step)
    applications.approve(stage=stage, seen=content.read(stage).hash, by=world.approver(work["agency"]))


def _send(world: World, work: Work, step: int) -> None:
    applications.submit(
        stage=world.stage(work["id"], step),
        received_at=clock.now(),
        acknowledged=True,
        by=world.drafter(work["agency"]),
    )


def _withdraw(world: World, work: Work) -> None:
    applications.withdraw(
        application=world.applications[work["id"]], reason=texts.read("comments")["withdrawn"][0],
        by=world.approver(work["agency"]),
    )  # fmt: skip


def _send_back(world: World, work_id: str, number: int, day: date) -> None:
    """An approver wants something changed first."""
    work, words = texts.works()[work_id], texts.read("comments")["returned"][number]
    _carry(world, work, "awaiting", [day] * 5)
    world.reached[work_id, 1] = "full"

    def send_back() -> None:
        applications.return_to_draft(
            stage=world.stage(work_id), comment=words, by=world.approver(work["agency"])
        )

    world.later(at(day, 16, work_id), send_back)


def _clash(world: World) -> None:
    """Two bureaux of กรมตัวอย่าง ก have begun for the one place that their department has."""
    told = {
        "bureau-1": ("เปิดบ้านบริการประชาชนตัวอย่าง", date(2021, 1, 4)),
        "bureau-2": ("เปิดข้อมูล เปิดใจ สำนักพัฒนาระบบงานตัวอย่าง", date(2021, 1, 6)),
    }
    for bureau, (title, day) in told.items():
        act = partial(
            applications.start, edition=world.edition, type_id="open-governance", agency=world.agencies[bureau],
            title=title, by=world.people[f"drafter.{bureau}"],
        )  # fmt: skip
        world.later(at(day, 11, bureau), act)
