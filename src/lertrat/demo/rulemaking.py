"""Next year's rules on the desk: begun as a copy, some words changed, some of the changes resting on a document already."""

from __future__ import annotations

from lertrat.demo.world import World
from lertrat.programmes import actions, queries

YEAR = 2565
# A target group's words, in both languages.
WORDS: dict[tuple[str | int, ...], str] = {
    ("types", 0, "target_groups", 0, "th"): "หน่วยงานของรัฐทุกประเภท รวมถึงหน่วยงานในสังกัด",
    ("types", 0, "target_groups", 0, "en"): "State agencies of every kind and their parts",
}
DOCUMENT = "บันทึกข้อเสนอของสำนักงาน (ตัวอย่างเพื่อการสาธิต)"
SAID = "ให้คงช่วงรับสมัครเดิมและเลื่อนเป็นปีถัดไป"


def begin(world: World) -> None:
    """The draft as it lies on the desk while the year before is being decided."""
    by = world.account("officer")
    draft = actions.copy_year(
        programme=world.programme, base=f"sealed:{world.edition.code}", year_be=YEAR, by=by
    )
    actions.change_rules(draft=draft, document="pack", values=WORDS, base=1, note="กลุ่มเป้าหมาย", by=by)
    held = queries.rules_draft(by, draft.ref)
    windows = [rule for rule in queries.standing(held).lacking if rule.endswith("/window")]
    actions.name_ground(
        draft=held, rules=windows[: len(windows) // 2], document=DOCUMENT, words=SAID, base=held.number, by=by
    )
