"""Letters about closing times: a change for everybody, more time for one agency."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Membership
from lertrat.applications.closing import closes_at
from lertrat.applications.models import Stage
from lertrat.applications.states import STAGE_STATES, UNSENT
from lertrat.kernel.dates import deadline_words
from lertrat.notices.letters import Letter, register
from lertrat.notices.post import facts, link, members
from lertrat.people.models import Person
from lertrat.programmes import queries as programmes
from lertrat.programmes.models import Extension, WindowAmendment
from lertrat.records.models import Record


def writers(stages: QuerySet[Stage]) -> QuerySet[Person]:
    """Everybody who acts for an agency of these stages now; each once."""
    acting = Membership.objects.filter(
        agencies.live(), agency__in=stages.values("application__agency")
    ).values("person")
    return Person.objects.filter(pk__in=acting, is_active=True).order_by("id")


def window_amended(record: Record) -> Iterator[Letter]:
    """To everybody with an unsent draft of the type: the closing before, the closing now, why, and what it rests on."""
    made = (
        WindowAmendment.objects.filter(pk=record.data.get("amendment"))
        .select_related("window__edition__pack_version", "resolution__item__meeting__committee")
        .first()
    )
    if made is None:  # a correction of the rules that moved the opening alone
        return
    window = made.window
    item = made.resolution.item if made.resolution else None
    ground = (
        f"มติ{item.meeting.committee.name_th} ครั้งที่ {item.meeting.number} วาระที่ {item.order}"
        if item
        else made.document or "หลักเกณฑ์ฉบับแก้ไข"
    )
    values = {
        "type": programmes.pack_of(window.edition).type(window.type_id).name.th,
        "before": deadline_words(made.closed_before),
        "deadline": deadline_words(made.closes_now),
        "reason": made.reason,
        "ground": ground + (f" ประกาศที่ {made.announced}" if made.announced else ""),
        "link": link("/apply/"),
    }
    stages = Stage.objects.filter(
        application__edition=window.edition, application__type_id=window.type_id, step=window.step, state__in=UNSENT
    )  # fmt: skip
    for person in writers(stages).iterator(chunk_size=1000):
        yield Letter(person, values, window.type_id)


def extension_confirmed(record: Record) -> Iterator[Letter]:
    """To everybody who acts for the agency."""
    given = Extension.objects.select_related("agency", "window__edition__pack_version").get(
        pk=record.object_id
    )
    window = given.window
    values = {
        "agency": given.agency.name_th,
        "type": programmes.pack_of(window.edition).type(window.type_id).name.th,
        "deadline": deadline_words(given.until_at),
        "for_all": deadline_words(window.closes_at),
        "reason": given.reason,
        "link": link("/apply/"),
    }
    for person in {one.person for one in agencies.members(given.agency)}:
        yield Letter(person, values, window.type_id)


def closing_near(record: Record) -> Iterator[Letter]:
    """To everybody who works on an unsent stage; nothing where it was sent, or its closing moved, in the meantime."""
    stage = Stage.objects.select_related(
        "application__agency", "application__edition", "application__pack_version", "application__created_by"
    ).get(pk=record.object_id)
    before = timedelta(minutes=int(record.data["minutes"]))
    closes = closes_at(stage)
    if stage.state not in UNSENT or closes is None or not closes - before <= record.at < closes:
        return
    hours = before // timedelta(hours=1)
    values = facts(stage.application, stage.step) | {
        "left": f"{hours // 24} วัน" if hours >= 24 else f"{hours} ชั่วโมง",
        "state": dict(STAGE_STATES)[stage.state],
    }
    for person in members(stage.application):
        yield Letter(person, values, stage.application.type_id)


register("closing.near", "closing_near", closing_near)
register("window.amended", "window_amended", window_amended)
register("extension.confirmed", "extension_confirmed", extension_confirmed)
