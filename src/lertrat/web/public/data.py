"""Open data: what the files hold, and the files, streamed as they are read. The same filters as the list of results."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from lertrat.catalogue import queries as catalogue
from lertrat.web import ui
from lertrat.web.public import lists
from lertrat.web.public.results import FILTERS, wanted
from lertrat.web.public_page import public_page

# The columns in Thai; English stands with the columns themselves.
COLUMNS_TH = {
    "ref": "เลขอ้างอิงของรางวัลในทะเบียนนี้ ไม่เปลี่ยนแปลง",
    "programme": "psea คือรางวัลเลิศรัฐ unpsa คือรางวัลบริการภาครัฐแห่งสหประชาชาติ",
    "year_be": "ปีของรางวัล (พ.ศ.) หรือช่วงปี เช่น 2555-2563 เมื่อแหล่งข้อมูลไม่ระบุปีเดียว",
    "year_ce": "ปีเดียวกันเป็น ค.ศ.",
    "branch": "สาขา: service, participatory, management ว่างสำหรับเกียรติยศและรางวัลที่ไม่อยู่ในสาขาใด",
    "type": "รหัสประเภทรางวัล ใช้รหัสเดิมทุกปี ว่างเมื่อชื่อที่พิมพ์ไม่ตรงกับประเภทใด",
    "type_text": "ชื่อประเภทรางวัลตามที่พิมพ์",
    "category": "หมวด PMQA 1–6 สำหรับรางวัลรายหมวด",
    "level": "ระดับ: outstanding, good, basic, advance, significance, awarded ว่างเมื่อไม่มีแหล่งข้อมูลใดระบุ",
    "level_text": "ระดับตามที่พิมพ์",
    "honour": "เกียรติยศ: overall, branch-service, branch-participatory, prestige ว่างสำหรับรางวัลอื่น",
    "agency_code": "รหัสหน่วยงานในทะเบียนนี้ ว่างเมื่อยังไม่อยู่ในทะเบียน",
    "agency": "ชื่อหน่วยงานที่ได้รับรางวัล",
    "joint_agency_codes": "รหัสของหน่วยงานที่ได้รับรางวัลร่วมกัน คั่นด้วยช่องว่าง",
    "nominee": "บุคคลหรือกลุ่มบุคคลที่ได้รับรางวัล โดยหน่วยงานเป็นผู้เสนอชื่อ",
    "province_code": "รหัสจังหวัดสองหลัก",
    "province": "ชื่อจังหวัด",
    "work_ref": "เลขอ้างอิงของผลงาน",
    "work": "ชื่อผลงาน",
    "named_only": "true เมื่อแหล่งข้อมูลบอกเพียงชื่อ ไม่บอกปีและประเภท แถวเหล่านี้ไม่นับรวมในผลรวมใด",
    "inferred": "true เมื่อปีหรือประเภทเป็นการอนุมานของทะเบียน",
    "fictitious": "true สำหรับข้อมูลสมมติของการสาธิต",
    "conferred_on": "วันที่ระบบนี้ประกาศรางวัล (ISO 8601) ว่างสำหรับรางวัลจากเอกสารเดิม",
    "sources": "แหล่งข้อมูลและตำแหน่งในแหล่งข้อมูล คั่นด้วย ' | '",
}


@public_page
def data(request: HttpRequest) -> HttpResponse:
    """What the data set is, where it comes from, what each column holds, and the files."""
    described = catalogue.metadata()
    context = {
        "dataset": described,
        "title": ui.say(described.title_th, described.title_en),
        "figures": catalogue.figures(),
        "columns": [(name, ui.say(COLUMNS_TH[name], words)) for name, words in described.columns.items()],
    }
    return render(request, "lertrat/public/data.html", context)


def awards_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The awards that fit the address's filters, as CSV. Not kept in the page cache: it is sent while it is read."""
    rows = catalogue.awards_csv(wanted(lists.asked(request, *FILTERS)))
    return _file(rows, "text/csv; charset=utf-8", "lertrat-awards.csv")


def awards_json(request: HttpRequest) -> StreamingHttpResponse:
    """The same as JSON."""
    rows = catalogue.awards_json(wanted(lists.asked(request, *FILTERS)))
    return _file(rows, "application/json", "lertrat-awards.json")


def _file(rows: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse((part.encode() for part in rows), content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-cache"
    return response
