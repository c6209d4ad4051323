"""All year: begin, say who owns a category, write, keep evidence as it occurs."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.criteria import instrument
from lertrat.files.models import StoredFile
from lertrat.kernel import clock, exact, ids
from lertrat.kernel.errors import Conflict, NotFound, Refusal
from lertrat.people.models import Person
from lertrat.programmes.models import Edition
from lertrat.programmes.queries import pack_of as edition_pack
from lertrat.records.actions import append
from lertrat.selfassessment import validators
from lertrat.selfassessment.actions.locks import lock
from lertrat.selfassessment.content import pack_of
from lertrat.selfassessment.models import CategoryWork, Evidence, SelfAssessment
from lertrat.selfassessment.permits import may


def start(*, edition: Edition, agency: Agency, by: Person) -> tuple[SelfAssessment, bool]:
    """Begin an agency's self-assessment of a year; a second begin finds the first (False). Refuses a year without the
    instrument, and a kind of agency that the award does not name (004:940)."""
    may(by, "start", agency).require()
    pack = edition_pack(edition)
    made = instrument.instrument(pack)
    kinds = {kind for group in pack.type(made.type).target_groups for kind in group.kinds}
    if kinds and agency.kind not in kinds:
        raise Refusal(
            "kind", f"{agency.name_th} ไม่อยู่ในกลุ่มหน่วยงานที่ใช้ PMQA 4.0 ตามหลักเกณฑ์ปีนี้",
            f"{agency.name_th} is not of a kind that PMQA 4.0 names this year.",
        )  # fmt: skip
    version = edition.pack_version
    assert version is not None
    with transaction.atomic():
        standing = SelfAssessment.objects.filter(edition=edition, agency=agency).first()
        if standing is not None:
            return standing, False
        try:
            with transaction.atomic():
                begun = SelfAssessment.objects.create(
                    ref=ids.reference(f"S{edition.year_be % 100}"), edition=edition, pack_version=version,
                    agency=agency, created_at=clock.now(), created_by=by,
                )  # fmt: skip
        except IntegrityError:
            return SelfAssessment.objects.get(edition=edition, agency=agency), False
        CategoryWork.objects.bulk_create(
            CategoryWork(assessment=begun, number=category.number) for category in made.categories
        )
        append("selfassessment.started", obj=begun, by=by, edition_id=edition.pk, agency=agency.pk)
    return begun, True


def _category(assessment: SelfAssessment, number: int) -> CategoryWork:
    found = CategoryWork.objects.select_for_update().filter(assessment=assessment, number=number).first()
    if found is None:
        raise NotFound("no-category", f"ไม่มีหมวด {number}", f"There is no category {number}.")
    return found


def own_category(
    *, assessment: SelfAssessment, number: int, owner: Person | None, by: Person
) -> CategoryWork:
    """Say who owns a category: somebody who acts for the agency, or nobody."""
    may(by, "write", assessment).require()
    if owner is not None and not agencies.acts_for(owner.pk, assessment.agency_id):
        raise Refusal("not-member", "ผู้รับผิดชอบต้องเป็นผู้แทนของหน่วยงาน", "An owner acts for the agency.")
    with transaction.atomic():
        lock(assessment)
        held = _category(assessment, number)
        if held.owner_id != (owner.pk if owner else None):
            held.owner = owner
            held.save(update_fields=["owner"])
            append(
                "selfassessment.owned", obj=held, by=by, edition_id=assessment.edition_id,
                assessment=assessment.pk, owner=owner.pk if owner else None,
            )  # fmt: skip
    return held


def write_category(
    *, assessment: SelfAssessment, number: int, approach: str, results: str, base: int | None, by: Person
) -> CategoryWork:
    """Save a category's two texts. `base` is the revision the writer saw; Conflict, holding the row, where it has moved."""
    may(by, "write", assessment).require()
    new = validators.text(approach), validators.text(results)
    with transaction.atomic():
        lock(assessment)
        held = _category(assessment, number)
        if (held.approach, held.results) == new:
            return held
        if base is not None and base != held.revision:
            raise Conflict(
                "category-moved", "มีผู้อื่นแก้ไขข้อความของหมวดนี้ไปแล้ว ข้อความของท่านยังอยู่ในหน้านี้ กรุณาเปรียบเทียบก่อนบันทึก",
                "Somebody else has changed this category's text. Yours is kept on the page; compare before saving.",
                current=held,
            )  # fmt: skip
        held.approach, held.results = new
        held.revision, held.touched_at, held.touched_by = held.revision + 1, clock.now(), by
        held.save()
        append(
            "selfassessment.written", obj=held, by=by, edition_id=assessment.edition_id,
            assessment=assessment.pk, revision=held.revision,
        )  # fmt: skip
    return held


def add_evidence(
    *, assessment: SelfAssessment, category: int, kind: str, text: str, item_id: str = "", url: str = "",
    file: StoredFile | None = None, by: Person,
) -> Evidence:  # fmt: skip
    """Keep a note, a link or a stored file with a category (and, where given, one of its items). What it shows is asked for."""
    may(by, "write", assessment).require()
    made = instrument.instrument(pack_of(assessment))
    clean = validators.text(text, 1000)
    if not clean:
        raise Refusal("text-needed", "กรุณาเขียนว่าหลักฐานนี้แสดงอะไร", "Say what this evidence shows.")
    if category not in {each.number for each in made.categories}:
        raise NotFound("no-category", f"ไม่มีหมวด {category}", f"There is no category {category}.")
    if item_id and item_id not in {item.id for item in made.category(category).items}:
        raise Refusal("item", "หัวข้อไม่อยู่ในหมวดนี้", "The item is not of this category.")
    if kind == "file" and file is None:
        raise Refusal("file-needed", "กรุณาแนบไฟล์", "Attach a file.")
    if kind not in {"note", "file", "link"}:
        raise Refusal("kind", "กรุณาเลือกชนิดของหลักฐาน", "Choose the kind of evidence.")
    address = validators.link(url) if kind == "link" else ""
    with transaction.atomic():
        lock(assessment)
        kept = Evidence.objects.create(
            assessment=assessment, category=category, item_id=item_id, kind=kind, text=clean, url=address,
            file=file if kind == "file" else None, added_at=clock.now(), added_by=by,
        )  # fmt: skip
        append(
            "selfassessment.evidence", obj=kept, by=by, edition_id=assessment.edition_id,
            assessment=assessment.pk, category=category,
        )  # fmt: skip
    return kept


def remove_evidence(*, evidence: Evidence, by: Person) -> Evidence:
    """Take evidence back; the row stays known, and frozen copies keep what they held."""
    may(by, "write", evidence.assessment).require()
    with transaction.atomic():
        lock(evidence.assessment)
        held = Evidence.objects.select_for_update().get(pk=evidence.pk)
        if held.removed_at is None:
            held.removed_at = clock.now()
            held.save(update_fields=["removed_at"])
            append(
                "selfassessment.evidence-removed", obj=held, by=by, edition_id=evidence.assessment.edition_id,
                assessment=held.assessment_id,
            )  # fmt: skip
    return held


def set_last_year(*, assessment: SelfAssessment, score: str, source: str, by: Person) -> SelfAssessment:
    """Last year's total, exact, with where it is known from; both blank take it away."""
    may(by, "write", assessment).require()
    made = instrument.instrument(pack_of(assessment))
    clean, place = score.strip(), validators.text(source, 300)
    if clean:
        value = exact.parse(clean)
        if not made.scale.minimum <= value <= made.scale.maximum:
            raise Refusal("score", "คะแนนต้องอยู่ระหว่าง 0 ถึง 500", "A score lies between 0 and 500.")
        if not place:
            raise Refusal("source", "กรุณาระบุที่มาของคะแนนปีก่อน", "Say where last year's score comes from.")
        clean = exact.to_text(value)
        if len(clean) > 40:
            raise Refusal(
                "score", "คะแนนปีก่อนละเอียดเกินกว่าที่เก็บได้", "Last year's score is finer than can be kept."
            )
    with transaction.atomic():
        held = lock(assessment)
        held.last_score, held.last_source = clean, place if clean else ""
        held.save(update_fields=["last_score", "last_source"])
        append("selfassessment.last-year", obj=held, by=by, edition_id=held.edition_id)
    return held
