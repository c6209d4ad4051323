"""What the machine looks at in a submission before an officer does. It finds and says; deciding is the officer's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lertrat.applications.clashes import clashes_of
from lertrat.applications.content import form_by_id
from lertrat.applications.facts import judgement_of
from lertrat.applications.models import Attachment, Submission
from lertrat.assessment import screening_risk as risk
from lertrat.assessment.models import NearPair
from lertrat.assessment.rules import pack_of
from lertrat.criteria import Form
from lertrat.files.models import StoredFile
from lertrat.programmes.queries import closing
from lertrat.search import near, nearest
from lertrat.works.models import Work

APPLICATION, WORK = "application", "work"
CATCH_UP = 500
CLASHES = {"quota": risk.QUOTA, "title": risk.TITLE, "several": risk.SEVERAL}
CLASH_FREE = {
    "quota": ("ไม่มีใบสมัครอื่นใช้สิทธิ์จำนวนเดียวกัน", "No other entry takes the same place in the quota."),
    "title": ("ไม่มีใบสมัครชื่อเดียวกัน", "No other entry has the same title."),
    "several": ("ไม่มีผลงานอื่นที่ต้องดูว่าดำเนินการหรือพื้นที่ซ้ำกัน", "No other work whose area or operation may repeat."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One check's outcome; `verdict` is one of states.CHECK_VERDICTS."""

    code: str
    verdict: str
    th: str
    en: str
    risk: int = 0


def findings(submission: Submission) -> list[Found]:
    """Every check but the nearness of texts, which is told apart (`near_found`). About ten queries."""
    pack = pack_of(submission)
    form = form_by_id(
        submission.pack_version_id, submission.pack_version.sha256, submission.type_id, submission.step
    )
    return [
        *_rules(submission, form),
        *_clashes(submission),
        _evidence(submission, form),
        _late(submission, pack.step(submission.type_id, submission.step).window is not None),
        _files(submission),
    ]


def _rules(submission: Submission, form: Form) -> Iterator[Found]:
    pack = pack_of(submission)
    left = risk.RULES_AT_MOST
    for one in judgement_of(submission, pack, form).conditions:
        weight = {"unmet": risk.UNMET, "unknown": risk.UNKNOWN}.get(one.verdict, 0)
        weight = min(weight, left)
        left -= weight
        verdict = {"met": "ok", "unmet": "flag"}.get(one.verdict, "unknown")
        missing = [pack.facts[name].question for name in one.missing if name in pack.facts]
        th = one.says.th + (f" ยังต้องทราบ: {' · '.join(each.th for each in missing)}" if missing else "")
        en = one.says.en + (f" Still needed: {' · '.join(each.en for each in missing)}" if missing else "")
        yield Found(f"rule.{one.id}"[:80], verdict, th, en, weight)


def _clashes(submission: Submission) -> Iterator[Found]:
    seen = {clash.kind: clash.refusal for clash in clashes_of(submission.application, pack_of(submission))}
    for kind, weight in CLASHES.items():
        if refusal := seen.get(kind):
            yield Found(kind, "flag", refusal.th, refusal.en, weight)
        else:
            yield Found(kind, "ok", *CLASH_FREE[kind])


def _evidence(submission: Submission, form: Form) -> Found:
    cited = {each["question"] for each in submission.frozen["attachments"]}
    asked = [question for question in form.questions if question.kind == "file"]
    bare = [question.label for question in asked if question.id not in cited]
    if not bare:
        return Found(
            "evidence", "ok", "แนบหลักฐานครบทุกข้อที่ขอไฟล์", "Every question that asks for a file has one."
        )
    return Found(
        "evidence", "flag", "ไม่ได้แนบไฟล์ในข้อ: " + " · ".join(each.th for each in bare),
        "No file for: " + " · ".join(each.en for each in bare), risk.EVIDENCE,
    )  # fmt: skip


def _late(submission: Submission, windowed: bool) -> Found:
    window = (
        closing(submission.edition_id, submission.type_id, submission.step, submission.agency_id)
        if windowed
        else None
    )
    if window is None or submission.received_at < window.closes_at:
        return Found("late", "ok", "ได้รับก่อนเวลาปิดรับ", "Received before the closing.")
    return Found(
        "late", "flag", "ได้รับหลังเวลาปิดรับ โดยเริ่มส่งก่อนปิดและส่งเสร็จภายในเวลาผ่อนผัน",
        "Received after the closing: begun before it, finished within the grace.", risk.LATE,
    )  # fmt: skip


def _files(submission: Submission) -> Found:
    ids = [each["id"] for each in submission.frozen["attachments"]]
    files = StoredFile.objects.filter(
        pk__in=Attachment.objects.filter(pk__in=ids).values("file"), scan__in=("waiting", "infected")
    )
    bad = list(files.values_list("name", "scan"))
    if infected := [name for name, scan in bad if scan == "infected"]:
        names = ", ".join(infected)
        return Found("files", "flag", f"พบไวรัสในไฟล์: {names}", f"Infected: {names}", risk.INFECTED)
    if bad:
        names = ", ".join(name for name, _ in bad)
        return Found("files", "unknown", f"รอตรวจไวรัส: {names}", f"Not scanned yet: {names}", risk.FILES_WAIT)
    return Found("files", "ok", "ไม่มีไฟล์ที่รอตรวจหรือพบไวรัส", "No file waits for the virus check or failed it.")


def near_found(pairs: Mapping[int, NearPair] | list[NearPair]) -> Found:
    """The finding that a submission's near pairs come to."""
    rows = list(pairs.values()) if isinstance(pairs, Mapping) else pairs
    if not rows:
        return Found(
            "near", "ok", "ไม่พบข้อความที่ตรงกับใบสมัครอื่นหรือผลงานที่ผ่านมา",
            "No passage stands in another application or a past work.",
        )  # fmt: skip
    most = max(row.share_permille for row in rows)
    same = Fraction(most, 1000) >= near.SAME
    return Found(
        "near", "flag", f"มีข้อความตรงกับเรื่องอื่น {len(rows)} เรื่อง มากที่สุดร้อยละ {most // 10} ของข้อความที่ยื่น",
        f"Passages stand in {len(rows)} other text(s), at most {most // 10} % of what was sent.",
        risk.SAME if same else risk.NEAR,
    )  # fmt: skip


@lru_cache(maxsize=256)
def own_words(version_id: int, sha256: str, type_id: str, step: int) -> frozenset[int]:
    """Hashes of what the form itself says: labels, guidance, help and examples. Once per process."""
    form = form_by_id(version_id, sha256, type_id, step)
    said = [one.title for one in form.sections] + [one.guidance for one in form.sections if one.guidance]
    for question in form.questions:
        said += [one for one in (question.label, question.help, question.example) if one]
        said += [one.label for one in question.columns]
    return near.hashes_of(text for one in said for text in (one.th, one.en))


def texts_of(submission: Submission) -> dict[str, str]:
    """What was written, by question: texts, and the cells of tables."""
    made: dict[str, str] = {}
    for name, value in submission.frozen["answers"].items():
        said = "\n".join(_strings(value))
        if len(said) >= near.K:
            made[name] = said
    return made


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)


def read_all(submission: Submission, common: frozenset[int] = frozenset()) -> dict[str, near.Text]:
    """`texts_of`, made ready to be compared; the form's own words do not count."""
    bare = (
        own_words(
            submission.pack_version_id, submission.pack_version.sha256, submission.type_id, submission.step
        )
        | common
    )
    return {name: near.read(said, bare) for name, said in texts_of(submission).items()}


def remember_works() -> None:
    """Take in the words of past works that have come since; two queries when there are none."""
    rows = Work.objects.filter(pk__gt=nearest.last(WORK)).exclude(summary_th="").order_by("pk")
    for work in rows.only("summary_th")[:CATCH_UP]:
        nearest.remember(WORK, work.pk, near.prints(near.read(work.summary_th)))


def compare(
    mine: Mapping[str, near.Text], theirs: Mapping[str, near.Text]
) -> tuple[int, int, list[dict[str, Any]]]:
    """(permille of my letters that stand in theirs, letters of the longest passage, the passages kept)."""
    found: list[dict[str, Any]] = []
    alike = 0
    held = {name: set(other.hashes) for name, other in theirs.items()}
    for name, one in mine.items():
        own = set(one.hashes)
        for other_name, other in theirs.items():
            if own.isdisjoint(held[other_name]):
                continue
            for passage in near.passages(one, other):
                alike += passage.length
                found.append(
                    {"question": name, "in": other_name, "length": passage.length, "one": passage.one,
                     "other": passage.other}
                )  # fmt: skip
    found.sort(key=lambda row: -row["length"])
    letters = sum(sum(one.counts) + (near.K - 1 if one.counts else 0) for one in mine.values())
    return min(1000, alike * 1000 // max(1, letters)), found[0]["length"] if found else 0, found[: near.SHOWN]
