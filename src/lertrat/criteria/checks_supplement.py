"""What a supplement must hold to: it fills what is open, never what the sources say; and forms, rubrics and steps fit."""

from __future__ import annotations

from lertrat.criteria import schema as s
from lertrat.criteria.checks import Reporter, common_problems
from lertrat.criteria.reading import Path


def supplement_problems(report: Reporter, pack: s.PackDocument, given: s.SupplementDocument) -> None:
    """What is wrong with the supplement, and where it and the pack do not fit each other."""
    opens = {value.id: value for value in pack.open}
    common_problems(report, given, set(opens), {source.id for source in (*pack.sources, *given.sources)})
    if given.extends != pack.id:
        report(
            ("for",),
            f"แฟ้มเสริมนี้เป็นของ {given.extends} ไม่ใช่ {pack.id}",
            f"this is for {given.extends}, not {pack.id}",
        )
    for n, resolve in enumerate(given.resolves):
        _resolve(report, ("resolves", n), resolve, opens)
    for name in ("sections", "forms", "rubrics", "letters", "certificates"):
        ours = {item.id for item in getattr(pack, name)}
        for n, item in enumerate(getattr(given, name)):
            if item.id in ours:
                report((name, n), f"แฟ้มหลักมี {item.id} อยู่แล้ว", f"the pack already has {item.id}")
    types = {type.id: type for type in pack.types}
    for n, window in enumerate(given.windows):
        _window(report, ("windows", n), window, types)
    for n, cuts in enumerate(given.cut_offs):
        _cuts(report, ("cut_offs", n), cuts, types, {level.id for level in pack.levels})


def _resolve(report: Reporter, path: Path, resolve: s.Resolve, opens: dict[str, s.OpenValue]) -> None:
    value = opens.get(resolve.open)
    if value is None:
        report.unknown((*path, "open"), resolve.open, "รายการ open", "open value")
        return
    if resolve.reading and resolve.reading not in {r.id for r in value.readings}:
        report.unknown((*path, "reading"), resolve.reading, "การอ่าน", "reading")
    if resolve.reading and value.in_force and resolve.reading != value.in_force:
        report(
            path,
            f"แฟ้มหลักใช้การอ่าน {value.in_force} อยู่แล้ว แฟ้มเสริมเปลี่ยนไม่ได้",
            f"the pack has the reading {value.in_force} in force; a supplement does not overrule it",
        )


def _window(report: Reporter, path: Path, window: s.AssumedWindow, types: dict[str, s.AwardType]) -> None:
    if window.last_day < window.first_day:
        report(path, "ช่วงรับสมัครปิดก่อนเปิด", "the window closes before it opens")
    type = types.get(window.type)
    step = next((x for x in type.steps if x.number == window.step), None) if type else None
    if step is None:
        report(path, f"ไม่มีขั้นตอนที่ {window.step} ของ {window.type}", f"no step {window.step} of {window.type}")
    elif step.window is not None:
        report(path, "แหล่งข้อมูลกำหนดวันไว้แล้ว", "the sources already give these days")


def _cuts(
    report: Reporter, path: Path, cuts: s.CutOffs, types: dict[str, s.AwardType], levels: set[str]
) -> None:
    for level in cuts.levels:
        if level.level not in levels:
            report.unknown((*path, "levels"), level.level, "ระดับ", "level")
    for id in cuts.types:
        type = types.get(id)
        if type is None:
            report.unknown((*path, "types"), id, "ประเภทรางวัล", "award type")
        elif cuts.step not in {step.number for step in type.steps}:
            report((*path, "step"), f"{id} ไม่มีขั้นตอนที่ {cuts.step}", f"{id} has no step {cuts.step}")
        elif any(level.cut_off is not None for level in type.levels):
            report(path, f"แหล่งข้อมูลกำหนดคะแนนของ {id} ไว้แล้ว", f"the sources already give cut-offs for {id}")


def use_problems(
    report: Reporter,
    supplement: Reporter | None,
    pack: s.PackDocument,
    given: s.SupplementDocument | None,
) -> None:
    """Whether every step finds its form and rubric, every form its sections, every question its fact and criterion."""
    both: list[tuple[Reporter, s.PackDocument | s.SupplementDocument]] = [(report, pack)]
    if given is not None and supplement is not None:
        both.append((supplement, given))
    sections = {x.id: x for _, d in both for x in d.sections}
    forms = {x.id: x for _, d in both for x in d.forms}
    rubrics = {x.id: x for _, d in both for x in d.rubrics}
    for reporter, document in both:
        for n, section in enumerate(document.sections):
            _questions(reporter, ("sections", n), section, pack)
        for n, form in enumerate(document.forms):
            _form(reporter, ("forms", n), form, sections, pack)
    for path, reporter, type, step, use in _uses(report, supplement, pack, given):
        if use.form and use.form not in forms:
            reporter.unknown((*path, "form"), use.form, f"แบบฟอร์ม (ใช้โดย {type})", f"form (used by {type})")
        if use.rubric and use.rubric not in rubrics:
            reporter.unknown(
                (*path, "rubric"), use.rubric, f"เกณฑ์ให้คะแนน (ใช้โดย {type})", f"rubric (used by {type})"
            )
        if use.form in forms and use.rubric in rubrics:
            _criteria(reporter, path, forms[use.form], sections, rubrics[use.rubric])
        if step.gate and use.rubric in rubrics and step.gate.at_least > rubrics[use.rubric].total:
            reporter(path, "เกณฑ์ผ่านสูงกว่าคะแนนเต็ม", "the gate lies above the scale of the rubric")


def _uses(
    report: Reporter,
    supplement: Reporter | None,
    pack: s.PackDocument,
    given: s.SupplementDocument | None,
) -> list[tuple[Path, Reporter, str, s.Step, s.StepUse]]:
    made: list[tuple[Path, Reporter, str, s.Step, s.StepUse]] = []
    for m, type in enumerate(pack.types):
        for n, step in enumerate(type.steps):
            if step.form or step.rubric:
                use = s.StepUse(form=step.form, rubric=step.rubric)
                made.append((("types", m, "steps", n), report, type.id, step, use))
    if given is None or supplement is None:
        return made
    types = {type.id: type for type in pack.types}
    for id, uses in given.steps.items():
        for number, use in uses.items():
            type_ = types.get(id)
            step_ = next((x for x in type_.steps if x.number == number), None) if type_ else None
            path: Path = ("steps", id, number)
            if step_ is None:
                supplement(path, f"ไม่มีขั้นตอนที่ {number} ของ {id}", f"no step {number} of {id}")
            elif step_.form or step_.rubric:
                supplement(path, "แหล่งข้อมูลกำหนดแบบฟอร์มไว้แล้ว", "the sources already give this step its form")
            else:
                made.append((path, supplement, id, step_, use))
    return made


def _questions(report: Reporter, path: Path, section: s.Section, pack: s.PackDocument) -> None:
    for n, question in enumerate(section.questions):
        if question.fact and question.fact.partition(".")[0] not in pack.facts:
            report.unknown((*path, "questions", n, "fact"), question.fact, "ข้อเท็จจริง", "fact")


def _form(
    report: Reporter, path: Path, form: s.Form, sections: dict[str, s.Section], pack: s.PackDocument
) -> None:
    for n, id in enumerate(form.include):
        if id not in sections:
            report.unknown((*path, "include", n), id, "ส่วนของแบบฟอร์ม", "section")
    for n, section in enumerate(form.sections):
        _questions(report, (*path, "sections", n), section, pack)
    whole = [*(sections[id] for id in form.include if id in sections), *form.sections]
    for kind, ids in (
        ("ส่วน", [section.id for section in whole]),
        ("คำถาม", [question.id for section in whole for question in section.questions]),
    ):
        for id in {id for id in ids if ids.count(id) > 1}:
            report(path, f"{kind}ซ้ำในแบบฟอร์ม: {id}", f"stands twice in the form: {id}")


def _criteria(
    report: Reporter, path: Path, form: s.Form, sections: dict[str, s.Section], rubric: s.Rubric
) -> None:
    whole = [*(sections[id] for id in form.include if id in sections), *form.sections]
    known = {criterion.id for criterion in rubric.criteria}
    for section in whole:
        for question in section.questions:
            if question.criterion and question.criterion not in known:
                report(
                    path,
                    f"คำถาม {question.id} อ้างข้อ {question.criterion} ที่ไม่มีในเกณฑ์ {rubric.id}",
                    f"question {question.id} serves {question.criterion}, which {rubric.id} lacks",
                )
