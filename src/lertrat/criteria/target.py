"""Whom an award is for: whether a body of one kind may enter a type at all, before anything else is known of its work."""

from __future__ import annotations

from lertrat.criteria import schema as s
from lertrat.criteria.conditions import facts_read
from lertrat.criteria.judging import ConditionVerdict, Judgement, judge
from lertrat.criteria.pack import Pack

KIND = "agency_kind"
TARGET = "target-group"


def shut_out(pack: Pack, type_id: str, kind: str) -> ConditionVerdict | None:
    """The rule that shuts bodies of `kind` out of a type, with its words and where they are printed; None where none does.

    A condition that fails on the kind alone speaks first. Otherwise the printed target groups decide, where they name kinds and
    no condition reads the kind (a condition may leave a kind to an officer, and then it is the finer word).
    """
    type = pack.type(type_id)
    if KIND in pack.facts:
        for one in judge(pack, type_id, {KIND: kind}).conditions:
            if one.verdict == "unmet":
                return one
        if any(KIND in facts_read(condition.check) for condition in type.conditions):
            return None
    groups = [group for group in type.target_groups if group.kinds]
    if not groups or any(kind in group.kinds for group in groups):
        return None
    th, en = (" ".join(words) for words in zip(*((g.th, g.en) for g in groups), strict=True))
    says = s.Text(
        th=f"ประกาศกำหนดกลุ่มเป้าหมายของประเภทนี้ไว้เฉพาะ “{th}” ผู้สมัครไม่อยู่ในกลุ่มนี้",
        en=f"The announcement names “{en}” as this type's target group; the applicant is not in it.",
    )
    return ConditionVerdict(
        TARGET,
        "unmet",
        says,
        s.Text(th=th, en=en),
        tuple(c for group in groups for c in group.citations),
        missing=(),
    )


def with_target(pack: Pack, judged: Judgement, kind: str) -> Judgement:
    """A judgement in which the target group has its say too."""
    shut = shut_out(pack, judged.type, kind) if judged.verdict != "unmet" else None
    if shut is None or shut.id != TARGET:
        return judged
    return Judgement(judged.edition, judged.type, "unmet", lambda: (shut, *judged.conditions))
