"""What the PMQA 4.0 instrument of a pack must hold together with the rest of it."""

from __future__ import annotations

from lertrat.criteria import schema as s
from lertrat.criteria.checks import Reporter


def instrument_problems(report: Reporter, pack: s.PackDocument) -> None:
    """The instrument names an award type and levels of the pack, and its scale is that of the gates."""
    made = pack.instrument
    if made is None:
        return
    types = {t.id: t for t in pack.types}
    if made.type not in types:
        report.unknown(("instrument", "type"), made.type, "ประเภทรางวัล", "award type")
        return
    levels = {level.id for level in pack.levels}
    for n, each in enumerate(made.maturity):
        if each.level not in levels:
            report.unknown(("instrument", "maturity", n, "level"), each.level, "ระดับรางวัล", "level")
    steps = {step.number: step for step in types[made.type].steps}
    for n, intake in enumerate(made.intakes):
        if intake.step is not None and intake.step not in steps:
            report.unknown(("instrument", "intakes", n, "step"), str(intake.step), "ขั้นตอน", "step")
        if any(not 1 <= month <= 12 for month in intake.months):
            report(("instrument", "intakes", n, "months"), "เดือนต้องเป็น 1–12", "months run from 1 to 12")
    for step in steps.values():
        if step.gate is not None and step.gate.scale != made.scale.maximum:
            report(
                ("instrument", "scale", "maximum"),
                f"คะแนนเต็มไม่ตรงกับเกณฑ์ของขั้นตอนที่ {step.number}",
                f"the scale is not that of the gate of step {step.number}",
            )
