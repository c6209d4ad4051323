"""The living page of the design system: every component with hard examples (long names, nothing, much). Demonstration only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lertrat.kernel import clock
from lertrat.kernel.plan import Change, Plan
from lertrat.web import shell, ui
from lertrat.web.forms import ThaiDateField


@dataclass(frozen=True)
class Text:
    th: str
    en: str = ""


@dataclass(frozen=True)
class Citation:
    file: str
    line: int
    words: str


@dataclass(frozen=True)
class Verdict:
    verdict: str
    says: Text
    citations: tuple[Citation, ...] = ()
    missing: tuple[str, ...] = ()
    officer: bool = False
    assumed: bool = False


@dataclass(frozen=True)
class Band:
    lowest: Fraction
    highest: Fraction
    text: Text


@dataclass(frozen=True)
class Criterion:
    id: str
    name: Text
    weight: Fraction
    minimum: Fraction
    maximum: Fraction
    anchors: tuple[Band, ...]


CITE = Citation("004", 75, "รางวัลแห่งเกียรติยศ")
LONG = (
    "คณะวิศวกรรมศาสตร์และเทคโนโลยีอุตสาหกรรมการเกษตร มหาวิทยาลัยเทคโนโลยีราชมงคลตะวันออก "
    "วิทยาเขตจักรพงษภูวนารถ ศูนย์ประสานงานเครือข่ายพัฒนาคุณภาพการบริหารจัดการภาครัฐประจำภูมิภาค"
)


class Sample(forms.Form):
    title = forms.CharField(label="ชื่อผลงาน", help_text="ชื่อที่ประชาชนเข้าใจได้ทันที ไม่เกิน 200 ตัวอักษร")
    email = forms.EmailField(label="อีเมลผู้ประสานงาน")
    story = forms.CharField(
        label="สรุปผลงาน", widget=forms.Textarea, help_text="ปัญหาเดิมคืออะไร ทำอะไร และเกิดผลอย่างไร"
    )
    branch = forms.ChoiceField(
        label="สาขารางวัล", choices=[("", "เลือกสาขา"), *((k, v[0]) for k, v in ui.BRANCHES.items())]
    )
    done = forms.ChoiceField(
        label="ผลงานนี้ดำเนินการมาแล้วกี่ปี",
        choices=[("1", "ไม่ถึง 1 ปี"), ("2", "1–3 ปี"), ("3", "มากกว่า 3 ปี")],
        widget=forms.RadioSelect,
    )
    groups = forms.MultipleChoiceField(
        label="กลุ่มเป้าหมาย",
        choices=[("people", "ประชาชน"), ("business", "ผู้ประกอบการ"), ("state", "หน่วยงานของรัฐ")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    started = ThaiDateField(label="เริ่มดำเนินการเมื่อใด", help_text="เช่น 23 กุมภาพันธ์ 2562")
    evidence = forms.FileField(
        label="ไฟล์หลักฐาน", help_text="PDF, JPG หรือ PNG ขนาดไม่เกิน 20 MB", required=False
    )


def _criterion(key: str, name: str, maximum: int) -> Criterion:
    fifth = Fraction(maximum, 5)
    texts = (
        "ยังไม่เริ่มหรือเริ่มเป็นบางส่วน",
        "มีแนวทางที่เป็นระบบ เริ่มนำไปใช้",
        "นำไปใช้ในหน่วยงานส่วนใหญ่ เริ่มเห็นผล",
        "ปรับปรุงต่อเนื่อง ผลดีชัดเจน",
        "เป็นแบบอย่างที่ดี บูรณาการทั้งองค์กร ผลดีเลิศต่อเนื่อง",
    )
    bands = tuple(
        Band(fifth * k, fifth * (k + 1) - (0 if k == 4 else 1), Text(text)) for k, text in enumerate(texts)
    )
    return Criterion(key, Text(name), Fraction(15, 100), Fraction(0), Fraction(maximum), bands)


def _samples(now: datetime) -> dict[str, Any]:
    return {
        "crumbs": [ui.Link("หน้าแรก", "/"), ui.Link("ใบสมัครของหน่วยงาน", "/apply/"), ui.Link(LONG[:60])],
        "tasks": [
            ui.Task(
                "ข้อมูลหน่วยงานและผู้ประสานงาน", "done", "#t", "แก้ไขล่าสุดโดยนางสาวอรุณี ใจงาม 12 ม.ค. 2564 10.05 น."
            ),
            ui.Task("สรุปผลงานและความสำคัญของปัญหา", "partial", "#t", "ตอบแล้ว 3 จาก 5 ข้อ"),
            ui.Task("ผลลัพธ์และตัวชี้วัด", "problem", "#t", "ตัวเลขปี 2562 กับ 2563 ไม่สอดคล้องกัน"),
            ui.Task("การขยายผลและความยั่งยืน", "todo", "#t"),
            ui.Task("ตรวจคำตอบและเสนอผู้มีอำนาจอนุมัติ", "todo", "", "เปิดเมื่อทุกส่วนเสร็จแล้ว"),
        ],
        "rows": [
            ui.Row("หน่วยงาน", LONG, "#c"),
            ui.Row("ชื่อผลงาน", "คลินิกหมอครอบครัวใกล้บ้าน ไม่ต้องรอคิว", "#c"),
            ui.Row("สรุปผลงาน", "เดิมผู้ป่วยต้องเดินทาง 42 กิโลเมตร\nปัจจุบันรับยาที่บ้านได้ทุกราย", "#c"),
            ui.Row("เว็บไซต์", "", "#c"),
        ],
        "tabs": [
            ui.Link("ทั้งหมด", "#", True, 128),
            ui.Link("รอตรวจคุณสมบัติ", "#", False, 41),
            ui.Link("ใกล้กำหนด", "#", False, 6),
        ],
        "verdicts": [
            Verdict("met", Text("ดำเนินการมาแล้ว 2 ปี 3 เดือน ครบ 1 ปีตามที่กำหนด"), (CITE,)),
            Verdict("unmet", Text("ยังไม่เคยได้รับรางวัลระดับดี ในสาขาการบริหารราชการแบบมีส่วนร่วม"), (CITE, CITE)),
            Verdict(
                "unknown", Text("ยังไม่ทราบว่าขยายผลไปกี่หน่วยงาน"), (CITE,), ("จำนวนหน่วยงานที่นำไปใช้",), True, True
            ),
        ],
        "tree": ui.Node(
            "no",
            "กรมตัวอย่างยังไม่ได้รับรางวัลเลิศรัฐยอดเยี่ยม เพราะขาดสาขาการบริหารราชการแบบมีส่วนร่วม",
            (
                ui.Node(
                    "met",
                    "สาขาบริการภาครัฐ: ได้รับระดับดีเด่น 1 ผลงาน",
                    (ui.Node("met", "ผลงานคลินิกใกล้บ้าน ระดับดีเด่น", (), (CITE,)),),
                ),
                ui.Node("unmet", "สาขาการบริหารราชการแบบมีส่วนร่วม: ระดับดี 1 ผลงาน ไม่มีระดับดีเด่น", (), (CITE,)),
                ui.Node("unknown", "สาขาคุณภาพการบริหารจัดการภาครัฐ: ไม่มีบันทึกระดับรางวัล", (), (), True),
            ),
            (CITE,),
        ),
        "steps": [
            ui.Step("ได้รับใบสมัครแล้ว", "done", "21 ม.ค. 2564 16.42 น."),
            ui.Step("ตรวจคุณสมบัติ", "done", "5 ก.พ. 2564"),
            ui.Step("ตรวจเอกสาร", "now", "ถึงประมาณ 30 เม.ย. 2564", "ผู้ตรวจประเมินกำลังอ่านใบสมัครของท่าน"),
            ui.Step("ตรวจประเมินในพื้นที่", "ahead", "พ.ค.–มิ.ย. 2564"),
            ui.Step("ประกาศผล", "ahead", "ก.ย. 2564"),
        ],
        "criteria": [
            _criterion("1", "หมวด 1 การนำองค์การ", 500),
            _criterion("2", "หมวด 2 การวางแผนเชิงยุทธศาสตร์", 100),
        ],
        "plan": Plan(
            "มอบหมายผู้ตรวจประเมิน",
            (
                Change("add", "A64-7K3F2QD-M · คลินิกใกล้บ้าน", {}, {"ผู้ตรวจ": "รศ.ดร.มาลี"}, "ภาระงานน้อยที่สุดในคณะ"),
                Change(
                    "change",
                    "A64-9Q2W8RT-5 · " + LONG[:80],
                    {"ผู้ตรวจ": "ดร.สมชาย"},
                    {"ผู้ตรวจ": "ดร.วิภา"},
                    "ดร.สมชายเคยเป็นที่ปรึกษา",
                ),
                Change("refuse", "A64-1B4N6MX-2 · ศูนย์บริการร่วม", {}, {}, "ไม่มีผู้ตรวจที่ปราศจากผลประโยชน์ทับซ้อน"),
            ),
            ("ภาระงานหลังแผนนี้: มากที่สุด 9 ผลงาน น้อยที่สุด 8 ผลงาน",),
        ),
        "mine": "ลดเวลารอรับบริการจาก 90 นาที เหลือ 20 นาที และประชาชนพึงพอใจร้อยละ 95",
        "theirs": "ลดเวลารอคิวจาก 90 นาที เหลือ 25 นาที และประชาชนพึงพอใจร้อยละ 95",
        "hash": "9f2c1be07d8a44d3a5b6c7e8f90123456789abcdef0123456789abcdef012345",
        "year": _year(now),
        "branches": ["service", "participatory", "management"],
        "levels": list(ui.LEVELS),
        "states": list(ui.STATES),
        "close": now + timedelta(days=1, hours=4),
        "far": now + timedelta(days=23, hours=4),
        "long": LONG,
        "icons": list(ui.ICONS),
        "agencies": [LONG, "กรมสรรพากร", "จังหวัดลำปาง", "โรงพยาบาลมหาราชนครเชียงใหม่"],
    }


def _year(now: datetime) -> list[ui.YearEvent]:
    def at(month: int, day: int, year: int = 2021) -> datetime:
        return datetime(year, month, day, tzinfo=UTC) - timedelta(hours=7)

    return [
        ui.YearEvent("ชี้แจงหลักเกณฑ์ทั่วประเทศ", at(11, 16, 2020)),
        ui.YearEvent("รับสมัครสาขาบริการภาครัฐ", at(12, 1, 2020), at(1, 23), "#", "service"),
        ui.YearEvent("รับสมัครสาขาการมีส่วนร่วม", at(12, 1, 2020), at(1, 30), "#", "participatory"),
        ui.YearEvent("รับเอกสาร PMQA ขั้นตอนที่ 1", at(12, 15, 2020), at(2, 24), "#", "management"),
        ui.YearEvent("ตรวจเอกสาร", at(2, 1), at(5, 1)),
        ui.YearEvent("ตรวจประเมินในพื้นที่", at(5, 10), at(7, 1)),
        ui.YearEvent("ประกาศผลและพิธีมอบรางวัล", at(9, 15)),
    ]


class SampleShell(shell.Shell):
    """An officer's navigation, long enough to wrap."""

    navigation = [
        ui.Link("โต๊ะงาน", "/styleguide/", True),
        ui.Link("ตรวจคุณสมบัติ", "/styleguide/?bad=1", False, 41),
        ui.Link("การมอบหมาย", "/styleguide/", False, 6),
        ui.Link("คะแนนและจัดลำดับ", "/styleguide/"),
        ui.Link("ผลการพิจารณา", "/styleguide/"),
        ui.Link("ทะเบียนหน่วยงาน", "/styleguide/"),
    ]
    demo_day = "วันศุกร์ที่ 22 มกราคม พ.ศ. 2564"


def styleguide(request: HttpRequest) -> HttpResponse:
    """`/styleguide/`: look here before building a page. `?bad=1` shows the form with its errors, `?page=home` the first page."""
    now = clock.now()
    bad = Sample({"title": "", "email": "ไม่ใช่อีเมล", "started_0": "31", "started_1": "2", "started_2": "2564"})
    good = Sample(initial={"title": "คลินิกหมอครอบครัวใกล้บ้าน", "done": "2", "groups": ["people"]})
    context = _samples(now) | {"form": bad if request.GET.get("bad") else good, "shell": SampleShell(request)}
    if request.GET.get("page") == "home":
        return render(request, "lertrat/public/home.html", context | _home(now))
    if request.GET.get("page") == "sign-in":
        accounts = [
            {
                "role": "เจ้าหน้าที่",
                "email": "officer@demo.lertrat",
                "password": "demo-2564",
                "name": "นางสาวอรุณี ใจงาม",
            }
        ]
        return render(request, "lertrat/account/sign_in.html", {"form": _SignIn(), "accounts": accounts})
    return render(request, "lertrat/styleguide.html", context)


class _SignIn(forms.Form):
    username = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))


def _home(now: datetime) -> dict[str, Any]:
    says = {
        "service": "สองมือทองประคองใจสีแดง: บริการประชาชนด้วยใจที่มุ่งมั่น ง่ายขึ้น เร็วขึ้น ทั่วถึงขึ้น",
        "participatory": "เพชรเหลี่ยมเกสร: ภาครัฐ เอกชน และประชาชนร่วมคิด ร่วมทำ ด้วยการเปิดระบบราชการ",
        "management": "ยอดเขา ดวงดาว และผืนธง: องค์กรที่พัฒนาคุณภาพการบริหารจัดการอย่างมั่นคง",
    }
    latest = [
        ("รับยาใกล้บ้าน ไม่ต้องรอที่โรงพยาบาล", LONG, "service", "outstanding", "42 → 3", "กิโลเมตรที่ผู้ป่วยต้องเดินทาง"),
        ("ลุ่มน้ำเดียวกัน คนทั้งตำบลจัดการเอง", "จังหวัดลำปาง", "participatory", "good", "", ""),
        ("ระบบราชการ 4.0 ระดับก้าวหน้า", "กรมสรรพากร", "management", "advance", "431", "คะแนนจาก 500"),
    ]
    return {
        "edition": {"year_be": 2564, "year": 2021}, "events": _year(now), "question_url": "#q", "rules_url": "#r", "results_url": "#w",
        "branches": [{"id": key, "name": f"สาขา{ui.BRANCHES[key][0]}", "says": text, "url": "#b"} for key, text in says.items()],
        "latest": [
            {"title": t, "agency": a, "branch": b, "level": v, "figure": f, "figure_words": w, "url": "#l", "year": "พ.ศ. 2563"}
            for t, a, b, v, f, w in latest
        ],
        "figures": [{"number": "14", "words": "ประเภทรางวัลใน 3 สาขา"}, {"number": "1,204", "words": "ผลงานในทะเบียน", "url": "#n"}],
    }  # fmt: skip
