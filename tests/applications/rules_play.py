"""Run by the race test of a correction: a year's rules are sealed anew while agencies submit and begin.

prepare         builds the tests' world and a rules desk: the ids of its people and agencies
round N K IDS   a correction, proposed, and K approved applications: the references of both
seal REF        the second officer seals the correction, and what is in the making moves
submit REF …    one after another; what came of each
hold REF        submits, and stays between its two locks until the seal has begun
start N         begins N applications, one after another
standing        what is wrong with who stands under which rules, and the invariants that do not hold
"""

from __future__ import annotations

import json
import time
from typing import Any

from django.db import connection

from lertrat.agencies.models import Agency
from lertrat.applications import actions
from lertrat.applications.actions import submitting
from lertrat.applications.models import Application, RulesMove, Stage, Submission
from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.people.models import Person
from lertrat.programmes import actions as programmes
from lertrat.programmes import queries
from lertrat.programmes.models import Edition, RulesDraft
from lertrat.records.queries import run_invariants
from tests import world as w
from tests.programmes import desk as d

WORDS = 'label: {th: "เล่าผลงานในหนึ่งย่อหน้า'


def main(command: str, *given: str) -> None:
    if command == "prepare":
        clock.move_to(w.OPEN)
        world = d.build().world
        print(json.dumps([{k: one.pk for k, one in held.items()} for held in (world.people, world.agencies)]))
    elif command == "round":
        print(json.dumps(_round(int(given[0]), int(given[1]), *json.loads(given[2]))))
    elif command == "seal":
        print(_seal(given[0]))
    elif command == "submit":
        print(json.dumps([_submit(ref) for ref in given]))
    elif command == "hold":
        print(json.dumps([_held(ref) for ref in given]))
    elif command == "start":
        _begun()
        print(json.dumps([_start() for _ in range(int(given[0]))]))
    elif command == "standing":
        print(json.dumps(_wrong() + [one.name for one in run_invariants() if not one.ok]))


def _begun() -> None:
    """Go on when the seal has taken the year's row: only then do the two meet. SQLite has one writer at a time anyhow."""
    if connection.vendor != "postgresql":
        return
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:  # a shared lock: those who wait so do not see each other
            cursor.execute("SELECT 1 FROM programmes_edition WHERE code = 'psea-2564' FOR SHARE SKIP LOCKED")
            if cursor.fetchone() is None:
                return


def _person(name: str) -> Person:
    return Person.objects.get(email=f"{name}@example.test")


def _edition() -> Edition:
    return Edition.objects.select_related("programme", "pack_version").get(code="psea-2564")


def _round(number: int, size: int, people: dict[str, int], agencies: dict[str, int]) -> dict[str, object]:
    edition, author = _edition(), _person("officer")
    world = w.World(
        edition.programme, edition, {name: Person.objects.get(pk=pk) for name, pk in people.items()},
        {name: Agency.objects.get(pk=pk) for name, pk in agencies.items()},
    )  # fmt: skip
    refs = []
    for _ in range(size):
        made = w.draft(world, title=f"ผลงานรอบ {number}")
        w.fill(world, w.stage_of(made))
        w.approve(world, w.stage_of(made))
        refs.append(made.ref)
    draft = programmes.correct_year(edition=_edition(), reason=f"แก้ไขครั้งที่ {number}", by=author)
    held = queries.rules_text(draft)
    programmes.save_rules(
        draft=draft, source=held.source, supplement=held.supplement.replace(WORDS, f"{WORDS} (ฉบับ {number})", 1), base=1, by=author
    )  # fmt: skip
    lacking = queries.standing(d.again(draft)).lacking
    programmes.name_ground(
        draft=d.again(draft), rules=lacking, document="หนังสือเวียน", words="แก้ถ้อยคำ", base=2, by=author
    )
    programmes.propose_rules(draft=d.again(draft), by=author)
    return {"draft": draft.ref, "refs": refs}


def _seal(ref: str) -> str:
    draft = RulesDraft.objects.select_related("programme").get(ref=ref)
    made = actions.seal_rules(draft=draft, base=draft.number, by=_person("second"))
    return f"sealed {made.number}"


def _submit(ref: str) -> str:
    stage = w.stage_of(Application.objects.get(ref=ref))
    try:
        made, _ = actions.submit(
            stage=stage, received_at=clock.now(), acknowledged=True, by=_person("drafter_a")
        )
    except Refusal as refusal:
        return refusal.code
    return f"sent {made.ref}"


def _held(ref: str) -> str:
    """A submission that has its stage when the seal takes the year's row: each then needs what the other holds."""
    slot = submitting._slot

    def late(*given: Any) -> int | None:
        _begun()
        return slot(*given)

    submitting._slot = late  # type: ignore[assignment]  # the one moment that matters, between two locks
    return _submit(ref)


def _start() -> str:
    agency = Application.objects.first()
    assert agency is not None
    try:
        made = actions.start(
            edition=_edition(), type_id="service-innovation", agency=agency.agency, title="เริ่มระหว่างผนึก", by=_person("drafter_a")
        )  # fmt: skip
    except Refusal as refusal:
        return refusal.code
    return f"begun {made.ref}"


def _wrong() -> list[str]:
    """Every application stands under the rules in force, unless it was sent: then under those its copy names."""
    in_force = _edition().pack_version_id
    said = []
    sent = {one.application_id: one for one in Submission.objects.select_related("pack_version")}
    for one in Application.objects.select_related("pack_version"):
        copy = sent.get(one.pk)
        if copy is None and one.pack_version_id != in_force:
            said.append(f"{one.ref} was left behind")
        elif copy and copy.pack_version_id != one.pack_version_id:
            said.append(f"{one.ref} moved although it was sent")
        elif copy and copy.frozen["pack"]["version"] != copy.pack_version.number:
            said.append(f"{one.ref} names other rules than it was sent under")
    told = RulesMove.objects.filter(stage__application__in=list(sent), after_id=in_force)
    said += [f"{move.stage_id} was told of rules it never came under" for move in told]
    said += [f"{one.pk} is approved under older rules" for one in Stage.objects.filter(state="approved")]
    return said
