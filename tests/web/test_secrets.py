"""What must not be known yet is in no answer: results before their hour, scores before all sheets of a work are locked.

Every address is asked before and after the secret comes into being, by everybody who may not know it: not a letter of any answer
may differ. Beside that, the secret's own marks are looked for in files, caches, the search index and letters.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from lertrat.assessment import actions as assessment
from lertrat.committees.models import Meeting
from lertrat.decisions import actions as decisions
from lertrat.decisions.models import Certificate, Decision
from lertrat.kernel import clock
from lertrat.notices.models import OutboxMessage
from lertrat.records.actions import deliver_all
from lertrat.search.models import Entry
from lertrat.web import middleware
from lertrat.works.models import Award
from tests import world as w
from tests.decisions import council
from tests.web import doors

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TITLE = "กังหันลมผลงานลับ"
WORDS = "มติลับเรื่องกังหันลม"
SEARCHES = (
    "results/?q=กังหันลม",
    "register/?q=กังหันลม",
    "agencies/?q=กรมตัวอย่าง",
    "results/?year=2564",
    "data/awards.csv?year=2564",
    "data/awards.json?q=กังหันลม",
)
# Where one has to be signed in.
INSIDE = ("apply/", "office/", "assess/", "committee/", "admin/", "desk/", "account/")
# What tells of this one session: its device, its seconds, its token.
OWN_SESSION = frozenset({"account/", "account/again/"})
# A mark of the session or of the page's own forms, never of the content.
_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')


@pytest.fixture(autouse=True)
def _plain_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    doors.plain_errors(monkeypatch)


def forget() -> None:
    """No page of before is served from the cache."""
    cache.clear()
    middleware._number = (float("-inf"), 0)


def everything(standing: doors.Standing, client: Client, below: str = "") -> dict[str, bytes]:
    """What this browser finds at every address (that begins with `below`), without the forms' tokens.

    Public pages know nothing of who reads them (they may stand in the cache), so they are asked once, by the visitor.
    """
    found = {}
    inside = "_auth_user_id" in client.session
    known = (one for one in doors.patterns() if one != "sign-out/" and one not in OWN_SESSION)
    wanted = [one for one in known if one.startswith(INSIDE) is inside]
    paths = [*(standing.path(one) for one in wanted), *(f"/{one}" for one in SEARCHES if not inside)]
    for path in (one for one in paths if one.startswith(f"/{below}")):
        got = client.get(path)
        body = b"".join(got.streaming_content) if hasattr(got, "streaming_content") else got.content  # type: ignore[attr-defined]  # a file answer streams, a page has its content
        found[path] = (
            str(got.status_code).encode()
            + b" "
            + str(got.headers.get("Location", "")).encode()
            + _TOKEN.sub(rb"\1", body)
        )
    return found


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The addresses that answer otherwise, with the first words that differ."""
    said = []
    for path, body in one.items():
        if body != other[path]:
            at = next(
                (n for n, (a, b) in enumerate(zip(body, other[path], strict=False)) if a != b),
                min(len(body), len(other[path])),
            )
            said.append(f"{path}: …{other[path][max(0, at - 80) : at + 160].decode(errors='replace')}…")
    return said


def by_role(standing: doors.Standing, roles: Iterable[str]) -> dict[str, dict[str, bytes]]:
    """Everything that each of these finds."""
    forget()
    clients = doors.signed_in(standing.world)
    return {role: everything(standing, clients[role]) for role in roles}


def test_a_result_is_nowhere_before_its_hour() -> None:
    world = w.build()
    held = [
        w.received(world, type_id, number=number, title=TITLE)
        for number, type_id in enumerate(("service-innovation", "effective-change", "pmqa-outstanding"), 1)
    ]
    for one in held:
        w.assessed(world, one, "9/10", "9/10")
    standing = doors.Standing(
        world,
        {"ref": held[0].application.ref, "step": 1, "section_id": "evidence", "question_id": "summary", "code": "demo-a", "branch_id": "service",
         "type_id": "service-innovation", "year_be": 2564, "version": 1, "branch": "service"},
        {"apply/receipt/": {"ref": held[0].ref}, "assess/": {"ref": held[0].ref}, "check/receipt/": {"token": held[0].token}},
    )  # fmt: skip
    unknowing = ("visitor", "stranger", "drafter", "approver", "other agency", "assessor", "other assessor")
    just_before = council.HOUR - timedelta(seconds=1)
    with clock.frozen(just_before):
        deliver_all(1000)
        before = by_role(standing, unknowing)
        # The receipt's own page tells the title to whoever was given its address; a search page repeats what was asked.
        public = [
            path for path in before["visitor"] if "q=" not in path and not path.startswith("/check/receipt/")
        ]
        assert public and not any(TITLE.encode() in before["visitor"][path] for path in public)
    _decide(world)
    with clock.frozen(just_before):
        decisions.publish_due()
        deliver_all(1000)
        after = by_role(standing, unknowing)
        for role in unknowing:
            assert differing(before[role], after[role]) == [], role
        _nowhere(WORDS)
        assert not Entry.objects.filter(kind__in=["award", "work"]).exists()
        assert (
            not Certificate.objects.exists() and not Award.objects.filter(edition_id__isnull=False).exists()
        )
    with clock.frozen(council.HOUR):
        assert decisions.publish_due() == 1
        world.edition.refresh_from_db()
        forget()
        for below in ("results/", "data/awards.csv"):
            told = everything(standing, Client(), below)
            assert TITLE.encode() in told[f"/{below}"], below


def _decide(world: w.World) -> None:
    """Proposals, meetings with planted words, the overall honour, the hour set."""
    council.propose(world)
    council.decide_all(world, text=WORDS)
    council.confer_honours(world)
    for row in Decision.objects.select_related("resolution"):
        assert row.outcome == "awarded" and row.resolution is not None
    assert Meeting.objects.count() == 4
    council.schedule(world)


def _nowhere(*marks: str) -> None:
    """No mark in a letter, a file's name or content, the search index, or the cache."""
    letters = " ".join(f"{one.__dict__}" for one in OutboxMessage.objects.all())
    entries = " ".join(f"{one.__dict__}" for one in Entry.objects.all())
    root = Path(settings.MEDIA_ROOT)
    files = [path for path in root.rglob("*") if path.is_file()] if root.is_dir() else []
    names = " ".join(str(path) for path in files)
    kept: dict[str, Any] = getattr(cache, "_cache", {})
    held = b" ".join(value if isinstance(value, bytes) else pickle.dumps(value) for value in kept.values())
    for mark in marks:
        assert mark not in letters and mark not in entries and mark not in names
        assert mark.encode() not in held and not any(mark.encode() in path.read_bytes() for path in files)


# --- scores -----------------------------------------------------------------------------------------------------------

PLANTED = {"assessor1": ("437", "ความเห็นลับของผู้ตรวจหนึ่ง"), "assessor2": ("431", "ความเห็นลับของผู้ตรวจสอง")}


def test_a_score_is_nowhere_before_all_sheets_are_locked() -> None:
    world = w.build()
    held = w.screened(world, w.received(world, "pmqa-4"))
    w.panel(world, "pmqa-4", members=4)
    w.planned(world, "pmqa-4")
    readers = {one.person_id: one for one in w.assignments(held)}
    first, second, third = (one for one in w.assignments(held))
    standing = _scored(world, held.ref, held.application.ref)
    names = {person.pk: name for name, person in world.people.items()}
    knowing = {first.person_id: "437", second.person_id: "431"}
    authors = (names[first.person_id], names[second.person_id])
    others = {"assessor1", "assessor2", "assessor3", "assessor4"} - set(authors)
    # To these the whole answer stays the same; the office may see how many sheets are locked, and the record that one was.
    blind = ("", *sorted(others), "drafter_a", "drafter_b", "stranger", "secretary", "member")
    with clock.frozen(w.AFTER):
        deliver_all(1000)
        before = {name: _asked(standing, name) for name in blind}
        for assignment, (score, words) in ((first, PLANTED["assessor1"]), (second, PLANTED["assessor2"])):
            _lock(world, assignment, score, words)
        deliver_all(1000)
        for name in blind:
            assert differing(before[name], _asked(standing, name)) == [], name
        mine: dict[str, bytes] = {}
        for name in ("officer", "admin", *authors):
            own = knowing.get(world.people[name].pk)
            said = _asked(standing, name)
            mine = said if name == authors[0] else mine
            for score, words in PLANTED.values():
                if score != own:
                    _unsaid(said, score, words, name)
        _nowhere(*(words for _, words in PLANTED.values()))
        # The same marks are found by the same search where they may be: at their author's, and at the office's in the end.
        assert any(PLANTED["assessor1"][1].encode() in body for body in mine.values())
        _lock(world, third, "400", "อ่านแล้ว")
        office = _asked(standing, "officer", "office/")
        assert any(_mark("437").search(body) for body in office.values()) and len(readers) == 3


def _scored(world: w.World, ref: str, application: str) -> doors.Standing:
    return doors.Standing(
        world,
        {"ref": application, "step": 1, "section_id": "org-profile", "question_id": "p1", "code": "demo-a", "branch_id": "management",
         "type_id": "pmqa-4", "year_be": 2564, "version": 1, "branch": "management", "person_id": world.stranger.pk},
        {"apply/receipt/": {"ref": ref}, "assess/visits/": {"ref": application}, "assess/": {"ref": ref}, "office/submissions/": {"ref": ref},
         "office/panels/": {"code": "panel"}, "office/visits/": {"ref": application}},
    )  # fmt: skip


def _asked(standing: doors.Standing, name: str, below: str = "") -> dict[str, bytes]:
    forget()
    client = Client()
    if name:
        client.force_login(standing.world.people[name])
    found = everything(standing, client, below)
    got = client.get("/office/ranking/?of=pmqa-4/1")
    return found | {"ranking": got.content if got.status_code == 200 else b""}


def _lock(world: w.World, assignment: Any, score: str, words: str) -> None:
    rubric = world.pack.rubric("pmqa-4", 1)
    scores = {one.id: Fraction(score) for one in rubric.criteria}
    found = {rubric.criteria[0].id: {"strength": words, "opportunity": words}}
    assessment.save_sheet(
        assignment=assignment, scores=scores, findings=found, comment=words, base=None, by=assignment.person
    )
    assessment.lock_sheet(assignment=assignment, by=assignment.person)


def _mark(score: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![0-9A-Za-z.#-])" + score.encode() + rb"(?![0-9A-Za-z])")


def _unsaid(said: dict[str, bytes], score: str, words: str, name: str) -> None:
    for path, body in said.items():
        assert words.encode() not in body, (name, path)
        if "text/yaml" not in path and "/edition/1/" not in path:
            assert not _mark(score).search(body), (name, path, score)
