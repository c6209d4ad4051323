"""What the history of a pack must hold to: its meetings, its calendar and its succession name what the pack has."""

from __future__ import annotations

from lertrat.criteria import schema as s
from lertrat.criteria.checks import Reporter


def history_problems(report: Reporter, pack: s.PackDocument) -> None:
    """Every id the history names exists; no type of an edition is succeeded twice."""
    types = {t.id for t in pack.types}
    known = types | {b.id for b in pack.branches} | {h.id for h in pack.honours}
    bodies = {body.id for body in pack.bodies}
    for m, meeting in enumerate(pack.history.meetings):
        if meeting.body not in bodies:
            report.unknown(("history", "meetings", m, "body"), meeting.body, "คณะ", "body")
        for n, item in enumerate(meeting.items):
            for id in item.about:
                if id not in known:
                    path = ("history", "meetings", m, "items", n, "about")
                    report.unknown(path, id, "สาขา ประเภท หรือรางวัล", "branch, type or honour")
    for n, dated in enumerate(pack.history.calendar):
        if dated.about and dated.about not in known:
            report.unknown(
                ("history", "calendar", n, "about"),
                dated.about,
                "สาขา ประเภท หรือรางวัล",
                "branch, type or honour",
            )
    seen: set[tuple[str, str, str]] = set()
    for n, one in enumerate(pack.history.succession):
        if one.now and one.now not in types:
            report.unknown(("history", "succession", n, "now"), one.now, "ประเภทรางวัล", "award type")
        for side, id in (("before", one.before), ("now", one.now)):
            if id and (one.edition, side, id) in seen:
                report(("history", "succession", n), f"กล่าวถึง {id} ซ้ำ", f"{id} is told of twice")
            seen.add((one.edition, side, id))
