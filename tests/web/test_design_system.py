"""The components: what they draw, that they escape, and that the content security policy can stay strict."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import override

from lertrat.kernel import clock
from lertrat.kernel.errors import Refusal
from lertrat.kernel.plan import Change, Plan
from lertrat.people.models import Person
from lertrat.web import drawing, errors, shell, styleguide, ui
from lertrat.web.forms import ThaiDateField, error_lines, join_date, posted_date, view_of

WEB = Path(ui.__file__).parent
HOSTILE = "<script>alert('ก')</script>\" onload=\"x"
NOON = datetime(2021, 1, 15, 5, 0, tzinfo=UTC)


def draw(source: str, query: str = "", **context: Any) -> str:
    request = RequestFactory().get(f"/somewhere/{query}")
    return engines["django"].from_string(source).render(context, request)


def page(query: str = "") -> str:
    return styleguide.styleguide(RequestFactory().get(f"/styleguide/{query}")).content.decode()


# --- the policy ---------------------------------------------------------------------------------------------------


def markup() -> list[tuple[str, str]]:
    files = [
        (str(path.relative_to(WEB)), path.read_text(encoding="utf-8"))
        for path in WEB.rglob("templates/**/*.html")
    ]
    assert len(files) > 20
    return files


def test_no_template_carries_style_or_script_of_its_own() -> None:
    for name, text in markup():
        assert not re.search(r"""\sstyle\s*=\s*["']""", text), name
        assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text), name
        assert "<style" not in text, name
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), name
        assert "javascript:" not in text, name


@pytest.mark.parametrize("query", ["", "?bad=1", "?page=home", "?page=sign-in"])
def test_what_is_drawn_carries_none_either_and_no_id_twice(query: str) -> None:
    text = page(query)
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text)
    assert not re.search(r"<script(?![^>]*src=)", text)
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert sorted(set(ids)) == sorted(ids)
    for described in re.findall(r'aria-describedby="([^"]+)"', text):
        assert set(described.split()) <= set(ids)
    for label in re.findall(r'<label[^>]*for="([^"]+)"', text):
        assert label in ids


def test_every_stylesheet_class_in_components_exists() -> None:
    style = (WEB / "static/lertrat/css/lertrat.css").read_text(encoding="utf-8")
    for name, text in markup():
        if "components/" not in name:
            continue
        for classes in re.findall(r'class="([^"{]+)"', text):
            for each in classes.split():
                assert f".{each}" in style or each in {"emblem"}, (name, each)


# --- words --------------------------------------------------------------------------------------------------------


def test_both_languages_stand_side_by_side() -> None:
    source = '{% t "หน้าแรก" "Home" %}|{{ text|said }}|{% state "met" %}|{{ at|moment }}'
    text = Refusal("code", "ปิดรับแล้ว", "Closed")
    assert draw(source, text=text, at=NOON).startswith("หน้าแรก|ปิดรับแล้ว|")
    with override("en"):
        english = draw(source, text=text, at=NOON)
    assert english.startswith("Home|Closed|") and "Met" in english and "15 January 2021" in english


def test_a_state_has_shape_word_and_colour() -> None:
    for name, look in ui.STATES.items():
        drawn = draw("{% state name %}", name=name)
        assert "<svg" in drawn and look.th in drawn and f"tag--{look.style}" in drawn


def test_texts_are_escaped_everywhere() -> None:
    node = ui.Node("met", HOSTILE, (ui.Node("unmet", HOSTILE),))
    view = ui.FieldView(
        "q", HOSTILE, "textarea", HOSTILE, HOSTILE, HOSTILE, words=10, attrs={"data-x": HOSTILE}
    )
    choice = ui.FieldView("c", HOSTILE, "radio", "", options=[ui.Option(HOSTILE, HOSTILE, HOSTILE)])
    plan = Plan(
        HOSTILE, (Change("change", HOSTILE, {HOSTILE: HOSTILE}, {HOSTILE: "x"}, HOSTILE),), (HOSTILE,)
    )
    drawn = draw(
        """{% explanation node %}{% field view %}{% field choice %}{% plan_table plan %}{% text_diff bad "x" by=bad %}
        {% summary_list rows %}{% task_list tasks %}{% copyable bad bad %}{% state "met" bad %}{% level "good" bad %}
        {% notice "info" bad %}{{ bad }}{% endnotice %}{% empty bad %}{{ bad }}{% endempty %}{% breadcrumbs bad "/" %}
        {% error_summary lines %}{% year_line events %}{% qs q=bad as made %}{{ made }}""",
        node=node, view=view, choice=choice, plan=plan, bad=HOSTILE, rows=[ui.Row(HOSTILE, HOSTILE, "#", HOSTILE)],
        tasks=[ui.Task(HOSTILE, "todo", "#", HOSTILE)], lines=[("x", HOSTILE)], events=[ui.YearEvent(HOSTILE, NOON)],
    )  # fmt: skip
    assert "<script>" not in drawn and '" onload="' not in drawn and "&lt;script&gt;" in drawn


# --- forms --------------------------------------------------------------------------------------------------------


class Sample(forms.Form):
    name = forms.CharField(label="ชื่อ", help_text="ชื่อเต็ม")
    kind = forms.ChoiceField(choices=[("a", "ก"), ("b", "ข")], widget=forms.RadioSelect, initial="b")
    groups = forms.MultipleChoiceField(
        choices=[("1", "หนึ่ง"), ("2", "สอง")], widget=forms.CheckboxSelectMultiple
    )
    day = ThaiDateField(label="วันที่", required=False)


def test_a_field_ties_its_hint_and_error_to_its_box() -> None:
    form = Sample({"name": "", "kind": "b", "groups": ["2"], "day_0": "31", "day_1": "2", "day_2": "2564"})
    drawn = draw(
        "{% error_summary form %}{% field form.name %}{% field form.groups %}{% field form.day %}", form=form
    )
    assert 'aria-describedby="id_name-hint id_name-error"' in drawn and 'aria-invalid="true"' in drawn
    assert 'href="#id_name"' in drawn and 'href="#id_day_0"' in drawn and 'value="2564"' in drawn
    assert re.search(r'value="2"\s+checked', drawn) and not re.search(r'value="1"\s+checked', drawn)
    assert [line[0] for line in error_lines(form)] == ["id_name", "id_day_0"]
    assert error_lines(Sample()) == [] and error_lines(None) == []


def test_the_title_of_a_page_with_errors_says_so_first() -> None:
    assert "<title>ข้อผิดพลาด: " in page("?bad=1")
    assert "<title>ระบบการออกแบบ" in page()


def test_a_password_is_never_written_back() -> None:
    drawn = draw("{% field view %}", view=ui.FieldView("p", "รหัสผ่าน", "password", "secret-value"))
    assert "secret-value" not in drawn


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        (("23", "2", "2564"), date(2021, 2, 23)),
        (("๒๓", "กุมภาพันธ์", "๒๕๖๔"), date(2021, 2, 23)),
        (("23", "ก.พ.", "2021"), date(2021, 2, 23)),
        (("", " ", ""), None),
    ],
)
def test_a_date_is_typed_in_three_boxes(typed: tuple[str, str, str], means: date | None) -> None:
    assert join_date(*typed) == means
    assert posted_date({f"d_{place}": part for place, part in enumerate(typed)}, "d") == means


@pytest.mark.parametrize(
    "typed", [("31", "2", "2564"), ("1", "13", "2564"), ("1", "มกราค", "2564"), ("1", "1", "64")]
)
def test_what_is_no_date_is_refused(typed: tuple[str, str, str]) -> None:
    with pytest.raises(Refusal):
        join_date(*typed)


def test_a_date_that_lacks_a_part_names_it() -> None:
    with pytest.raises(Refusal) as caught:
        join_date("1", "", "")
    assert "เดือน" in caught.value.th and "ปี" in caught.value.th and "วัน และ" not in caught.value.th


def test_a_stored_date_is_shown_in_the_buddhist_era() -> None:
    form = Sample(initial={"day": date(2021, 2, 23)})
    assert view_of(form["day"]).parts == ("23", "2", "2564")
    assert ui.FieldView("d", "", "date", date(2021, 2, 23)).parts == ("23", "2", "2564")


# --- lists --------------------------------------------------------------------------------------------------------


def test_sorting_and_paging_keep_the_filters() -> None:
    source = '{% sort_header "ชื่อ" "name" %}{% pagination "k1" "k2" %}'
    drawn = draw(source, "?q=ก&sort=name&after=z")
    assert 'aria-sort="ascending"' in drawn and "sort=-name" in drawn
    links = re.findall(r'href="([^"]+)"', drawn)
    assert all("q=%E0%B8%81" in link for link in links)
    assert (
        "after" not in links[0]
        and "before=k1" in links[1]
        and "after" not in links[1]
        and "after=k2" in links[2]
    )
    assert draw('{% sort_header "ชื่อ" "name" %}', "?sort=-name").count('aria-sort="descending"') == 1
    assert "<nav" not in draw("{% pagination %}")


def test_the_years_line_hides_nothing_and_knows_today() -> None:
    start = datetime(2020, 12, 1, tzinfo=UTC)
    events = [
        ui.YearEvent(f"ช่วง {n}", start + timedelta(days=n), start + timedelta(days=60)) for n in range(4)
    ]
    line = drawing.year_line([*events, ui.YearEvent("ประกาศผล", start + timedelta(days=250))], NOON)
    assert line is not None
    assert sorted(station.lane for station in line.stations if station.event.until) == [0, 1, 2, 3]
    assert [station.stands for station in line.stations] == ["now"] * 4 + ["ahead"]
    assert 0 < float(line.today.rstrip("%")) < 100 and line.today_after == 4
    assert drawing.year_line([], NOON) is None
    after = drawing.year_line(events, NOON + timedelta(days=900))
    assert after is not None and after.today == "" and after.stations[0].stands == "past"


def test_a_half_open_window_is_shown_by_its_last_day() -> None:
    closes = datetime(2021, 1, 22, 17, 0, tzinfo=UTC)  # 23 January, 00.00 in Bangkok
    line = drawing.year_line([ui.YearEvent("รับสมัคร", closes - timedelta(days=30), closes)], NOON)
    assert line is not None and line.stations[0].when.endswith("22 ม.ค. 2564")


def test_a_countdown_is_words_by_the_servers_clock() -> None:
    with clock.frozen(NOON):
        drawn = draw("{% countdown at %}", at=NOON + timedelta(days=2, hours=3))
    assert "เหลือเวลาอีก 2 วัน 3 ชั่วโมง" in drawn and "countdown--close" in drawn
    assert "data-now=" in drawn and "aria-live" not in drawn


# --- differences --------------------------------------------------------------------------------------------------


def test_two_texts_differ_by_whole_signs() -> None:
    left, right = drawing.differences("ลดเวลารอคิว 25 นาที", "ลดเวลารอคิว 20 นาที")
    assert "<del>25</del>" in left and "<ins>20</ins>" in right
    strip = re.compile(r"</?(?:ins|del)>")
    assert strip.sub("", left) == "ลดเวลารอคิว 25 นาที" and strip.sub("", right) == "ลดเวลารอคิว 20 นาที"
    low, high = drawing.differences("ที่", "ที")
    assert low == "<del>ที่</del>" and high == "<ins>ที</ins>"


def test_differences_of_whole_files_mark_the_one_word_and_do_not_compare_every_piece_with_every_other() -> (
    None
):
    whole = "".join(f"  - id: ข้อ {number}\n    at_least: {number}\n" for number in range(6_000))
    left, right = drawing.differences(whole, whole.replace("at_least: 4321\n", "at_least: 4999\n"))
    assert re.findall(r"<del>(.*?)</del>", left) == ["4321"]
    assert re.findall(r"<ins>(.*?)</ins>", right) == ["4999"]
    left, right = drawing.differences(whole, "ก" * 200_000)
    assert left.startswith("<del>") and right == f"<ins>{'ก' * 200_000}</ins>"


def test_a_plan_shows_what_changes_only() -> None:
    plan = Plan("x", (Change("change", "ก", {"ก": 1, "ข": 2}, {"ก": 1, "ข": 3}), Change("keep", "ข")))
    rows = drawing.plan_rows(plan, ["change"])
    assert rows["rows"][0]["pairs"] == [("ข", 2, 3)] and len(rows["rows"]) == 1
    assert [count for _, count, _ in rows["counts"]] == [1, 1]


# --- the shell ----------------------------------------------------------------------------------------------------


def test_without_a_session_nobody_is_asked_for() -> None:
    request = RequestFactory().get("/")
    request.user = object()  # type: ignore[assignment]  # reading it would be the mistake
    made = shell.Shell(request)
    assert made.person is None and made.audiences == []


def test_the_worker_banner_appears_only_when_it_is_known_not_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "_worker_is_running", [lambda person: False])
    assert "lertrat worker" not in page()  # a public page, kept in a cache, asks nothing
    someone = Person(pk=1, name="ผู้ใช้ ทดสอบ", email="someone@example.test")
    monkeypatch.setattr(shell.Shell, "person", someone)
    monkeypatch.setattr(shell.Shell, "audiences", [])
    assert "lertrat worker" in page()
    for silent in ([lambda person: True], []):
        monkeypatch.setattr(shell, "_worker_is_running", silent)
        assert "lertrat worker" not in page()


def test_the_current_link_is_the_longest_that_fits() -> None:
    links = [ui.Link("ก", "/office/"), ui.Link("ข", "/office/screening/"), ui.Link("ค", "/")]
    marked = shell._with_current(links, "/office/screening/12/")
    assert [link.current for link in marked] == [False, True, False]
    assert [link.current for link in shell._with_current(links, "/office/x/")] == [True, False, False]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500])
def test_each_error_page_says_what_happened_and_what_to_do(status: int) -> None:
    request = RequestFactory().get("/")
    for language in ("th", "en"):
        with override(language):
            text = (
                engines["django"]
                .get_template("lertrat/error.html")
                .render({"status": status, "says": "เหตุผล"}, request)
            )
        assert (
            f'<p class="kicker">{status}</p>' in text and text.count("<h1>") == 1 and 'class="button"' in text
        )


def test_the_page_of_last_resort_asks_the_database_for_nothing() -> None:
    request = RequestFactory().get("/office/", headers={"cookie": "sessionid=x"})
    request.user = None  # type: ignore[assignment]  # a session that cannot be read
    answer = errors.server_error(request)
    assert answer.status_code == 500 and "สิ่งที่แจ้งว่าบันทึกแล้วยังอยู่ครบ" in answer.content.decode()


def test_a_missing_answer_is_asked_for_by_name() -> None:
    form = Sample({})
    assert dict(error_lines(form))["id_name"] == "กรุณากรอกชื่อ"
    with override("en"):
        assert dict(error_lines(Sample({})))["id_groups_0"].startswith("Choose at least one")


def test_the_form_that_was_refused_for_its_age_says_how_to_keep_the_text() -> None:
    answer = errors.csrf_failure(RequestFactory().post("/apply/"))
    assert answer.status_code == 403 and "สิ่งที่ท่านพิมพ์ไว้ยังอยู่ในเครื่องของท่าน" in answer.content.decode()
