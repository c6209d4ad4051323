"""The rules desk's pages: begin, edit in forms and as YAML, compare, preview, rehearse, name grounds, propose, seal."""

from __future__ import annotations

import html
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from lertrat import criteria
from lertrat.criteria.parsing import parsed
from lertrat.kernel import clock
from lertrat.programmes import actions, queries
from lertrat.programmes.models import Edition, RulesDraft
from lertrat.typesetting import render
from lertrat.web.officer.rulesdesk import parts, shown
from tests import world as w
from tests.programmes import desk as d

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
STATEMENTS = 12


@pytest.fixture(autouse=True)
def before_the_year() -> Any:
    with clock.frozen(w.BEFORE):
        yield


@pytest.fixture
def desk(client: Client) -> d.Desk:
    made = d.build()
    client.force_login(made.author)
    return made


def words(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def at(draft: RulesDraft, page: str = "") -> str:
    return f"/office/rules/{draft.ref}/{page}"


PAGES = ("", "parts/", "yaml/", "yaml/?doc=supplement", "difference/", "grounds/", "preview/", "rehearsal/", "preview/certificate/")  # fmt: skip


def test_every_page_opens_within_its_statements(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    for page in PAGES:
        client.get(at(draft, page))  # compiles what every process compiles once
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(at(draft, page))
        assert answer.status_code == 200, page
        assert len(seen) <= STATEMENTS, (page, len(seen))
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/office/rules/").status_code == 200
    assert len(seen) <= STATEMENTS


def test_to_a_co_organiser_the_desk_is_not_there_and_others_are_refused(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    partner = w.person("partner", "ผู้จัดร่วม")
    actions.appoint(
        programme=desk.world.programme,
        person=partner,
        role="coorganiser",
        types=["antipoverty"],
        by=desk.world.admin,
    )
    for someone, status in ((partner, 404), (desk.world.drafter_a, 403), (desk.world.member, 403)):
        client.force_login(someone)
        for page in ("/office/rules/", *(at(draft, page) for page in PAGES)):
            assert client.get(page).status_code == status, page
            assert client.post(page, {"do": "withdraw"}).status_code in {status, 405}
    assert d.again(draft).state == "drafting"


def test_a_year_from_the_copy_to_the_seal(client: Client, desk: d.Desk) -> None:
    begun = client.post(
        "/office/rules/", {"do": "copy", "base": "psea/sealed:psea-2564", "year": "2565"}, follow=True
    )
    draft = RulesDraft.objects.get()
    assert begun.redirect_chain[-1][0] == at(draft) and "ระบุมติของข้อที่เปลี่ยน" in words(begun)
    assert "เสนอได้เมื่อไม่มีข้อผิดพลาด" in words(begun)
    again = client.post("/office/rules/", {"do": "copy", "base": "psea/sealed:psea-2564", "year": "2565"})
    assert again.status_code == 422 and "กำลังจัดทำอยู่แล้ว" in words(again)

    listed = client.get(at(draft, "grounds/"))
    rules = [row[0].rule for row in listed.context["rows"]]
    assert client.post(at(draft, "grounds/"), {"rule": rules, "base": "1"}).status_code == 422
    client.post(at(draft, "grounds/"), {"rule": rules, "base": "1", "item": str(desk.item.pk)})
    assert queries.standing(d.again(draft)).ready

    client.post(at(draft), {"do": "propose"})
    assert d.again(draft).state == "proposed"
    assert "ผนึกเองไม่ได้" in words(client.get(at(draft)))
    refused = client.post(at(draft), {"do": "seal", "base": str(d.again(draft).number)})
    assert refused.status_code == 422 and "เจ้าหน้าที่อีกคนผนึก" in words(refused)
    client.force_login(desk.second)
    assert "ผนึกหลักเกณฑ์ psea-2565" in words(client.get(at(draft, "?ask=seal")))
    sealed = client.post(at(draft), {"do": "seal", "base": str(d.again(draft).number)}, follow=True)
    assert "เป็นฉบับที่ 1" in words(sealed) and Edition.objects.get(code="psea-2565").state == "sealed"


def test_a_form_changes_what_was_typed_and_nothing_else(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    address = at(draft, "parts/pack/types/service-innovation/steps/")
    page = client.get(address)
    fields = {row.field.name: row.field for row in page.context["rows"]}
    closing = next(name for name, one in fields.items() if name.endswith("last_day"))
    day = fields[closing].value
    assert fields[closing].kind == "date" and (day.year, day.month, day.day) == (2022, 2, 23)
    held = queries.rules_text(draft)
    typed = _typed(page) | {f"{closing}_0": "28"}
    client.post(address, typed)
    made = queries.rules_text(d.again(draft))
    lines = [
        (one, two)
        for one, two in zip(held.source.split("\n"), made.source.split("\n"), strict=True)
        if one != two
    ]
    ((before, after),) = lines
    assert before.replace("2022-02-23", "2022-02-28", 1) == after
    same = client.post(address, typed | {"base": "2"}, follow=True)
    assert "ไม่มีอะไรเปลี่ยน" in words(same) and d.again(draft).number == 2


def _typed(page: Any) -> dict[str, str]:
    """What a browser posts back of a part's page when nothing is changed."""
    found: dict[str, str] = {"base": str(page.context["base"])}
    for row in page.context["rows"]:
        one = row.field
        if one.kind == "date":
            found |= {f"{one.name}_{n}": part for n, part in enumerate(one.parts)}
        elif one.options:
            found[one.name] = next(option.value for option in one.options if option.chosen)
        else:
            found[one.name] = str(one.value)
    return found


def test_every_form_opens_and_sent_back_unchanged_changes_nothing(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    listed = client.get(at(draft, "parts/")).context["documents"]
    slugs = [(document, part.slug) for document, _, groups in listed for _, parts in groups for part in parts]
    assert len(slugs) > 40
    for document, slug in slugs[::6]:
        page = client.get(at(draft, f"parts/{document}/{slug}/"))
        assert page.status_code == 200, slug
        assert client.post(at(draft, f"parts/{document}/{slug}/"), _typed(page)).status_code == 302, slug
    assert d.again(draft).number == 1
    assert client.get(at(draft, "parts/pack/types/none/")).status_code == 404


def test_a_rule_may_be_given_a_text_it_had_not_in_both_languages(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    address = at(draft, "parts/pack/types/service-innovation/")
    page = client.get(address)
    name = next(row.field.name for row in page.context["rows"] if row.field.name.endswith("definition.th"))
    one = client.post(address, _typed(page) | {name: "บริการใหม่ที่ใช้ได้จริง"})
    assert one.status_code == 422 and "ทั้งภาษาไทยและภาษาอังกฤษ" in words(one)
    both = {name: "บริการใหม่ที่ใช้ได้จริง", name.replace(".th", ".en"): "A new service in real use"}
    assert client.post(address, _typed(page) | both).status_code == 302
    pack = queries.standing(d.again(draft)).compiled.pack
    assert pack is not None
    definition = pack.types["service-innovation"].definition
    assert definition is not None and definition.th == "บริการใหม่ที่ใช้ได้จริง"


def test_a_stale_form_shows_both_texts_and_saves_mine_on_the_second_press(
    client: Client, desk: d.Desk
) -> None:
    draft = d.next_year(desk)
    address = at(draft, "parts/pack/types/service-innovation/")
    page = client.get(address)
    name = next(row.field.name for row in page.context["rows"] if ".target_groups.0.th" in row.field.name)
    other = next(row.field.name for row in page.context["rows"] if row.field.name.endswith("quota.text.th"))
    client.post(address, _typed(page) | {name: "ของเขา", other: "โควตาของเขา"})
    stale = client.post(address, _typed(page) | {name: "ของฉัน"})
    assert stale.status_code == 409
    assert "ของเขา" in words(stale) and "ของฉัน" in words(stale) and d.again(draft).number == 2
    assert client.post(address, _typed(stale)).status_code == 302
    value, _ = parsed(queries.rules_text(d.again(draft)).source)
    kind = next(one for one in value["types"] if one["id"] == "service-innovation")
    assert kind["target_groups"][0]["th"] == "ของฉัน" and kind["quota"]["text"]["th"] == "โควตาของเขา"


def test_yaml_is_kept_with_its_mistakes_told_by_line(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    text = queries.rules_text(draft).source
    broken = text.replace("          at_least: 400\n", "          at_least: 501\n", 1)
    line = text[: text.index("          at_least: 400\n")].count("\n") + 1
    saved = client.post(at(draft, "yaml/"), {"text": broken.replace("\n", "\r\n"), "base": "1"}, follow=True)
    told = saved.context["problems"]
    assert told and abs(told[0][0] - line) <= 2 and "อยู่นอกช่วงคะแนน" in words(saved)
    assert "at_least: 501" in told[0][2]
    home = words(client.get(at(draft)))
    assert "ยังอ่านเป็นหลักเกณฑ์ไม่ได้" in home and f"บรรทัด {told[0][0]}" in home
    for page in ("difference/", "preview/", "rehearsal/", "preview/certificate/"):
        answer = client.get(at(draft, page))
        assert answer.status_code in {403, 409, 422} and "ข้อผิดพลาด" in words(answer), page
    assert client.post(at(draft), {"do": "propose"}).status_code == 422
    assert client.post(at(draft, "yaml/"), {"text": text, "base": "1"}).status_code == 409
    stale = client.post(at(draft, "yaml/"), {"text": "schema: 1\n# ของฉัน\n", "base": "1"})
    assert stale.status_code == 409 and "# ของฉัน" in words(stale) and d.again(draft).number == 2


def test_what_cannot_be_kept_is_told_in_thai_and_stays_in_the_box(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    told = client.post(at(draft, "yaml/"), {"text": "schema: 1\nid: a\0b\n", "base": "1"})
    assert told.status_code == 422 and "บรรทัด 2" in words(told) and "NUL" in words(told)
    large = client.post(at(draft, "yaml/"), {"text": "# " + "x" * 2_100_000, "base": "1"})
    assert large.status_code == 422 and "2 เมกะไบต์" in words(large)
    huge = client.post(at(draft, "yaml/"), {"text": "x" * 13_000_000, "base": "1"})
    assert huge.status_code == 400 and d.again(draft).number == 1


def test_the_page_and_the_command_tell_the_same_differences(client: Client, desk: d.Desk) -> None:
    draft = d.edited(
        desk, d.next_year(desk), 'text: {th: "ได้ 400 คะแนนขึ้นไป ผ่าน', 'text: {th: "ได้ 390 คะแนนขึ้นไป ผ่าน'
    )
    page = client.get(at(draft, "difference/"))
    held = queries.rules_text(draft)
    found = criteria.diff(criteria.builtin("psea-2564"), criteria.load_pack(held.source, held.supplement))
    told = [one.th for row in page.context["rows"] for one in row[0].words]
    assert sorted(told) == sorted(one.words.th for one in found)
    assert "ได้ 390 คะแนนขึ้นไป" in words(page) and "ได้ 400 คะแนนขึ้นไป" in words(page)
    other = client.get(at(draft, "difference/?with=builtin:psea-2566"))
    assert other.status_code == 200 and other.context["other"].id == "psea-2566"
    assert client.get(at(draft, "difference/?with=builtin:x")).status_code == 404


def test_the_preview_is_drawn_from_the_draft(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    held = queries.rules_text(draft)
    label = "เล่าผลงานในหนึ่งย่อหน้า"
    actions.save_rules(
        draft=draft,
        source=held.source,
        supplement=held.supplement.replace(label, "เล่าผลงานในสามบรรทัด"),
        base=1,
        by=desk.author,
    )
    page = words(client.get(at(draft, "preview/?type=service-innovation")))
    assert "เล่าผลงานในสามบรรทัด" in page and label not in page
    assert 'class="score"' in page
    asked = client.get(at(draft, "preview/?type=effective-change"))
    assert asked.context["questionnaire"] and all(
        f.label in words(asked) for f in asked.context["questionnaire"]
    )
    for id in desk.world.pack.types:
        assert client.get(at(draft, f"preview/?type={id}")).status_code == 200, id
    assert client.get(at(draft, "preview/?type=pmqa-4&step=2")).status_code == 200
    assert client.get(at(draft, "preview/?type=none")).status_code == 404


def test_the_sample_of_a_certificate_is_marked_across_the_page(
    client: Client, desk: d.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, seen = d.next_year(desk), []

    def typeset(template: str, data: dict[str, Any]) -> bytes:
        seen.append((template, data))
        return render(template, data)

    monkeypatch.setattr(shown, "typeset", typeset)
    pdf = client.get(at(draft, "preview/certificate/?type=service-innovation"))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    ((template, data),) = seen
    assert (template, data["watermark"], data["year_be"]) == ("certificate", "ตัวอย่าง", 2565)
    assert render("certificate", data) != render("certificate", data | {"watermark": ""})
    assert len(PdfReader(BytesIO(pdf.content)).pages) == 1


def test_a_rehearsal_touches_no_table_and_no_letter(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    client.get(at(draft))

    def counts() -> dict[str, int]:
        return {model._meta.label: model._base_manager.count() for model in apps.get_models()}

    before = counts()
    with CaptureQueriesContext(connection) as seen:
        page = client.get(at(draft, "rehearsal/"))
    assert counts() == before and mail.outbox == []
    assert not [
        q["sql"] for q in seen if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    said = words(page)
    assert "แบบซ้อม ไม่ใช่ผลจริง" in said and "รางวัลเลิศรัฐยอดเยี่ยม" in said
    for _, rows, _ in page.context["types"]:
        assert len(rows) == 3 and all(one.steps for one, _, _ in rows)
    strong = [level for _, rows, _ in page.context["types"] for _, _, level in rows[:1]]
    assert all(strong), "the strong agency reaches a level everywhere"


def test_a_correction_is_told_to_the_applicant_once(client: Client, desk: d.Desk) -> None:
    application = w.draft(desk.world)
    w.fill(desk.world, w.stage_of(application))
    client.post("/office/rules/", {"do": "correct", "edition": "psea/sealed:psea-2564", "reason": "พิมพ์ผิด"})
    draft = RulesDraft.objects.select_related("programme").get()
    held = queries.rules_text(draft)
    label = "เล่าผลงานในหนึ่งย่อหน้า"
    actions.save_rules(
        draft=draft,
        source=held.source,
        supplement=held.supplement.replace(label, "เล่าผลงานสั้น ๆ"),
        base=1,
        by=desk.author,
    )
    d.proposed(desk, d.again(draft))
    client.force_login(desk.second)
    client.post(at(draft), {"do": "seal", "base": str(d.again(draft).number)})
    client.force_login(desk.world.drafter_a)
    with clock.frozen(w.OPEN):
        home = f"/apply/{application.ref}/step/1/"
        said = words(client.get(home))
        assert "หลักเกณฑ์ของปีนี้แก้ไขแล้ว" in said and "พิมพ์ผิด" in said and label in said
        with CaptureQueriesContext(connection) as seen:
            client.get(home)
        assert len(seen) <= STATEMENTS
        assert client.post(f"{home}rules-read/").status_code == 302
        assert "หลักเกณฑ์ของปีนี้แก้ไขแล้ว" not in words(client.get(home))
    client.force_login(desk.world.drafter_b)
    assert client.post(f"{home}rules-read/").status_code == 404


@pytest.mark.parametrize("text", ["[1]", "5", "types: 5", "title: {th: x}\ntypes: [1]"])
def test_a_part_of_what_is_no_rules_file_is_not_there_and_breaks_nothing(
    client: Client, desk: d.Desk, text: str
) -> None:
    draft = d.next_year(desk)
    assert client.post(at(draft, "yaml/"), {"text": text, "base": "1"}).status_code in {200, 302, 422}
    for page in ("parts/", "parts/pack/about/", "parts/pack/windows/"):
        assert client.get(at(draft, page)).status_code in {200, 404, 409, 422}


def test_a_day_that_is_none_is_a_text_to_mend() -> None:
    kinds = {
        day: parts.field(parts.Leaf(("windows", 0, "first_day"), "วันเปิดรับ", "", day), day).kind
        for day in ("2021-02-31", "๒๐๒๑-๐๑-๐๑", "2021-02-28")
    }
    assert kinds == {"2021-02-31": "text", "๒๐๒๑-๐๑-๐๑": "text", "2021-02-28": "date"}


def test_a_stale_ground_stays_typed_and_a_wrong_day_stays_in_its_boxes(client: Client, desk: d.Desk) -> None:
    draft = d.next_year(desk)
    rule = queries.standing(draft).lacking[0]
    held = queries.rules_text(draft)
    actions.save_rules(
        draft=draft, source=held.source + "# ใหม่\n", supplement=held.supplement, base=1, by=desk.second
    )
    typed = {"rule": [rule], "document": "หนังสือเวียน ว 9", "words": "ให้เลื่อนวัน"}
    stale = client.post(at(draft, "grounds/"), typed | {"base": "1"})
    said = words(stale)
    assert stale.status_code == 409 and "หนังสือเวียน ว 9" in said and "ให้เลื่อนวัน" in said and "checked" in said
    assert client.post(at(draft, "grounds/"), typed | {"base": "2"}).status_code == 302

    address = at(draft, "parts/pack/types/service-innovation/steps/")
    page = client.get(address)
    closing = next(row.field.name for row in page.context["rows"] if row.field.name.endswith("last_day"))
    wrong = client.post(address, _typed(page) | {f"{closing}_0": "31", f"{closing}_1": "กุมภา", f"{closing}_2": "๒๕๖๕"})  # fmt: skip
    field = next(row.field for row in wrong.context["rows"] if row.field.name == closing)
    assert wrong.status_code == 422 and field.parts == ("31", "กุมภา", "๒๕๖๕") and field.error


@pytest.mark.parametrize("theirs", ["types: [", "schema: 1\n"])
def test_what_was_typed_is_shown_when_a_colleague_left_no_part_for_it(
    client: Client, desk: d.Desk, theirs: str
) -> None:
    draft = d.next_year(desk)
    address = at(draft, "parts/pack/types/service-innovation/")
    page = client.get(address)
    name = next(row.field.name for row in page.context["rows"] if ".target_groups.0.th" in row.field.name)
    actions.save_rules(
        draft=draft, source=theirs, supplement=queries.rules_text(draft).supplement, base=1, by=desk.second
    )
    for base in ("1", "77", ""):
        gone = client.post(address, _typed(page) | {name: "ถ้อยคำที่พิมพ์ไว้นาน", "base": base})
        assert gone.status_code == 409 and "ถ้อยคำที่พิมพ์ไว้นาน" in words(gone), base
    assert len(client.post(address, _typed(page) | {name: "ถ้อยคำ"}).context["rows"]) == 1


def _items(page: Any, do: str) -> dict[str, str]:
    """The addresses of a part's items by their names."""
    draft, document = page.context["draft"], page.context["document"]
    return {one.title: at(draft, f"items/{document}/{one.at}/{do}/") for one in page.context["items"]}


def test_a_question_is_added_like_another_and_taken_away_with_its_ground(
    client: Client, desk: d.Desk
) -> None:
    draft = d.next_year(desk)
    part = at(draft, "parts/supplement/sections/work-basics/")
    label = "กลุ่มงานหรือทีมที่รับผิดชอบ"
    address = _items(client.get(part), "copy")[label]
    taken = client.post(address, {"id": "team", "th": "ก", "en": "x", "base": "1"})
    assert taken.status_code == 422 and "มีรหัส team อยู่แล้ว" in words(taken) and "ก" in words(taken)
    before = queries.rules_text(draft).supplement.split("\n")
    typed = {"id": "co-workers", "th": "หน่วยงานที่ร่วมทำ", "en": "Partners", "base": "1"}
    assert client.post(f"{address}?back=sections/work-basics", typed)["Location"] == part
    after = queries.rules_text(d.again(draft)).supplement.split("\n")
    added = [line for line in after if "co-workers" in line or "หน่วยงานที่ร่วมทำ" in line]
    assert (
        len(added) == 2 and len(after) == len(before) + 5
    )  # the model's five lines, and every other as it was
    first = after.index(added[0])
    assert after[:first] + after[first + 5 :] == before
    found = queries.standing(d.again(draft))
    assert found.compiled.pack is not None
    assert "co-workers" in {
        q.id for s in found.compiled.pack.form("service-innovation", 1).sections for q in s.questions
    }

    gone = _items(client.get(part), "remove")[label]
    typed = {"why": "ซ้ำกับข้อใหม่", "base": "2"}
    lacking = client.post(gone, typed)
    assert lacking.status_code == 422 and "เลือกวาระการประชุม" in words(lacking) and d.again(draft).number == 2
    assert client.post(gone, typed | {"item": str(desk.item.pk), "base": "1"}).status_code == 409
    assert client.post(gone, typed | {"item": str(desk.item.pk)}).status_code == 302
    found = queries.standing(d.again(draft))
    removed = [one.rule for one in found.changes if one.rule.endswith("questions/team")]
    assert removed and all(found.grounds[rule].item_id == desk.item.pk for rule in removed)
    assert (
        not set(removed) & set(found.lacking)
        and queries.rules_text(d.again(draft)).note == "ตัดออก: ซ้ำกับข้อใหม่"
    )


def test_an_award_type_leaves_with_its_examples_and_another_begins_as_its_copy(
    client: Client, desk: d.Desk
) -> None:
    draft = d.next_year(desk)
    part = at(draft, "parts/pack/types/antipoverty/")
    own = client.get(part).context["items"][0]
    copy = {"id": "antipoverty-local", "th": "ร่วมใจแก้จนท้องถิ่น", "en": "Local antipoverty", "base": "1"}
    assert client.post(at(draft, f"items/pack/{own.at}/copy/"), copy).status_code == 302
    value, _ = parsed(queries.rules_text(d.again(draft)).source)
    made = next(one for one in value["types"] if one["id"] == "antipoverty-local")
    assert made["name"]["th"] == "ร่วมใจแก้จนท้องถิ่น" and made["concept"].endswith("/antipoverty-local")
    page = client.get(at(draft, f"items/pack/{own.at}/remove/"))
    assert page.context["along"] == 5
    why = {"why": "ยุบรวม", "document": "มติ 1/2565", "words": "ให้ยุบประเภทนี้", "base": "2"}
    assert client.post(at(draft, f"items/pack/{own.at}/remove/"), why).status_code == 302
    value, _ = parsed(queries.rules_text(d.again(draft)).source)
    assert "antipoverty" not in {one["id"] for one in value["types"]} | {
        one["type"] for one in value["examples"]["judge"]
    }


def test_a_gate_and_its_examples_are_both_changed_in_forms(client: Client, desk: d.Desk) -> None:
    draft = d.edited(desk, d.next_year(desk), "          at_least: 400\n", "          at_least: 390\n")
    assert queries.standing(draft).compiled.pack is None  # examples say otherwise
    address = at(draft, "parts/pack/examples/gates/")
    page = client.get(address)
    assert "step-1-just-below" in words(page)
    known = {row.field.name: row.field for row in page.context["rows"]}
    value, _ = parsed(queries.rules_text(draft).source)
    place = [one["id"] for one in value["examples"]["gates"]].index("step-1-just-below")
    expect = f"f-examples.gates.{place}.expect"
    assert known[expect].kind == "select" and known[f"f-examples.gates.{place}.score"].value == "2799/7"
    assert client.post(address, _typed(page) | {expect: "passed"}).status_code == 302
    assert queries.standing(d.again(draft)).compiled.pack is not None
    same = client.post(address, _typed(client.get(address)), follow=True)
    assert "ไม่มีอะไรเปลี่ยน" in words(same)
    judged = client.get(at(draft, "parts/pack/examples/judge/"))
    assert (
        client.post(at(draft, "parts/pack/examples/judge/"), _typed(judged), follow=True).status_code == 200
    )
    assert d.again(draft).number == 3
