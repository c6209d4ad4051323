"""What the agency's head reads before approving: two pages, on screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lertrat.applications import queries
from lertrat.kernel import clock, dates
from lertrat.web.applicant import answers

if TYPE_CHECKING:
    from lertrat.applications.content import Content
    from lertrat.applications.readiness import Readiness

CLAIMS, NUMBERS, FILES, GAPS = 5, 8, 8, 6


@dataclass(frozen=True, slots=True)
class Summary:
    """`claims` and `numbers` are pairs of question and answer in words, `authors` of name and what they wrote."""

    claims: list[tuple[str, str]]
    numbers: list[tuple[str, str]]
    files: list[str]
    more_files: int
    gaps: list[str]
    more_gaps: int
    authors: list[tuple[str, str]]


def summary(content: Content) -> Summary:
    """The summary of a stage as it stands. No query."""
    claims, numbers = [], []
    for question in content.form.questions:
        value = content.value(question.id)
        if value is None:
            continue
        said = answers.words(question, value, content.fact_of(question))
        if question.kind == "long_text":
            claims.append((question.label.th, said))
        elif question.kind == "number":
            numbers.append((question.label.th, said))
    names = [one.file.name for one in content.attachments]
    gaps = [f"{gap.label}: {gap.refusal.th}" for gap in queries.outline(content).gaps]
    return Summary(
        claims[:CLAIMS], numbers[:NUMBERS], names[:FILES], max(len(names) - FILES, 0), gaps[:GAPS],
        max(len(gaps) - GAPS, 0), _authors(content),
    )  # fmt: skip


def _authors(content: Content) -> list[tuple[str, str]]:
    """Who wrote the answers that stand: how many, and when last; the most first."""
    held: dict[int, list[Any]] = {}
    for answer in content.answers.values():
        held.setdefault(answer.saved_by_id, []).append(answer)
    rows = sorted(held.values(), key=len, reverse=True)
    return [
        (
            rows_of[0].saved_by.full_name,
            f"{len(rows_of)} ข้อ ล่าสุด {dates.thai_datetime(max(one.saved_at for one in rows_of), 'short')}",
        )
        for rows_of in rows[:6]
    ]


def paper(content: Content, ready: Readiness) -> dict[str, Any]:
    """The data of the template `summary` (see `typesetting.papers.Summary`)."""
    application, drawn = content.application, summary(content)
    kind = content.pack.types[application.type_id]
    weak = [one for one in ready.judgement.conditions if one.verdict != "met"]
    now = clock.now()
    return {
        "dated": dates.day_of(now).isoformat(),
        "printed": dates.thai_datetime(now),
        "programme": application.edition.programme.name_th,
        "edition": f"ประจำปี พ.ศ. {application.edition.year_be}",
        "reference": application.ref,
        "title": application.title,
        "agency": application.agency.name_th,
        "award": kind.name.th + (f" หมวด {application.category}" if application.category else ""),
        "nominee": application.nominee,
        "closes": dates.deadline_words(ready.window.closes_at) if ready.window else "",
        "claims": [{"label": label, "text": text} for label, text in drawn.claims],
        "numbers": [{"label": label, "text": text} for label, text in drawn.numbers],
        "met": sum(1 for one in ready.judgement.conditions if one.verdict == "met"),
        "weak": [
            {"text": one.text.th, "verdict": "ไม่ผ่าน" if one.verdict == "unmet" else "ยังไม่ทราบ"} for one in weak[:5]
        ],
        "more_weak": max(len(weak) - 5, 0),
        "gaps": drawn.gaps, "more_gaps": drawn.more_gaps, "files": drawn.files, "more_files": drawn.more_files,
        "authors": [{"name": name, "wrote": wrote} for name, wrote in drawn.authors],
        "hash": content.hash,
    }  # fmt: skip
