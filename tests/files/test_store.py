"""Uploads: what is taken in, what is refused and why, and where the content lies."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lertrat.files import actions, disk, names, queries
from lertrat.files.invariants import without_content
from lertrat.files.models import StoredFile
from lertrat.kernel.errors import NotAllowed, NotFound, Refusal
from lertrat.people.actions import create_person, deactivate
from lertrat.people.models import Person
from lertrat.records.models import Record

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n42\n%%EOF\n"
JPG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x7f\xff\xd9"
)
MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)


def office(kind: str, main: str = "", **parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr(
            "[Content_Types].xml", f'<Types><Override ContentType="{main or MAIN[kind]}"/></Types>'
        )
        container.writestr("main.xml", b"<x/>")
        for name, data in parts.items():
            container.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return made.getvalue()


@pytest.fixture
def person() -> Person:
    return create_person(email="somchai@dol.example", name="สมชาย", by=None)


def store(person: Person, name: str, data: bytes) -> StoredFile:
    upload = SimpleUploadedFile("x", data)
    upload._name = name  # around Django's own cleaning: the name as an attacker sends it
    return actions.store(upload, person)


def refusal(person: Person, name: str, data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        store(person, name, data)
    assert refused.value.th and refused.value.th != refused.value.en
    assert not StoredFile.objects.exists()
    assert not list((disk.root() / "incoming").glob("part-*"))
    return refused.value.code


@pytest.mark.parametrize(
    ("name", "data", "extension"),
    [
        ("รายงานผลการดำเนินงาน ปี ๒๕๖๔.pdf", PDF, "pdf"),
        ("ภาพ.JPEG", JPG, "jpg"),
        ("photo.png", PNG, "png"),
        ("แบบฟอร์ม.docx", office("docx"), "docx"),
        ("data.xlsx", office("xlsx"), "xlsx"),
        ("สไลด์.pptx", office("pptx"), "pptx"),
        ("ข้อมูล.csv", "\ufeffหน่วยงาน,คะแนน\r\nกรม ก,๙๕\r\n".encode(), "csv"),
        ("MZ.txt", "MZ เป็นอักษรย่อก็ได้\n".encode(), "txt"),
    ],
)
def test_each_accepted_kind(person: Person, name: str, data: bytes, extension: str) -> None:
    stored = store(person, name, data)
    assert (stored.extension, stored.size) == (extension, len(data))
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert stored.media_type == queries.MEDIA_TYPES[extension]
    assert stored.name == name
    with queries.open_stored(stored, None) as content:
        assert content.read() == data
    assert queries.intact(stored)
    record = Record.objects.get(verb="file.stored")
    assert (record.object_id, record.actor_id, record.data) == (stored.pk, person.pk, {})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"", "file-empty"),
        ("a.exe", b"MZ\0\0", "file-type"),
        ("a.pdf.exe", PDF, "file-type"),
        ("a.svg", b"<svg/>", "file-type"),
        ("a.html", b"<html>", "file-type"),
        ("a.doc", OLE, "file-type"),
        ("a.docm", office("docx"), "file-type"),
        ("ไม่มีนามสกุล", PDF, "file-type"),
        ("a.pdf", JPG, "file-content"),
        ("a.jpg", PNG, "file-content"),
        ("a.png", b"<svg onload=alert(1)>", "file-content"),
        ("a.pdf", b"just words", "file-content"),
        ("a.docx", OLE, "file-content"),
        ("a.txt", PDF, "file-content"),
        ("a.docx", office("xlsx"), "file-content"),
        ("a.docx", office("docx", main="application/zip"), "file-content"),
        ("a.pdf", PDF.replace(b"%%EOF", b""), "file-damaged"),
        ("a.jpg", JPG[:20], "file-damaged"),
        ("a.png", PNG[:40], "file-damaged"),
        ("a.png", PNG.replace(b"\x08\0\0\0\0", b"\x09\0\0\0\0", 1), "file-damaged"),
        ("a.xlsx", office("xlsx")[:-30], "file-damaged"),
        ("a.xlsx", office("xlsx").replace(b"main.xml", b"nain.xml", 1), "file-damaged"),
        ("a.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), "file-encrypted"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "file-encrypted"),
        ("a.docx", office("docx", word__vbaProject_DOT_bin=b"x"), "file-macros"),
        (
            "a.xlsx",
            office("xlsx", main="application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            "file-macros",
        ),
        ("a.xlsx", office("xlsx", xl__embeddings__a_DOT_xlsm=b"x"), "file-macros"),
        ("a.docx", office("docx", word__run_DOT_exe=b"MZ"), "file-polyglot"),
        ("a.docx", office("docx", ___DOT__DOT___x_DOT_xml=b"x"), "file-polyglot"),
        ("a.pdf", b"MZ\x90\0" + PDF, "file-polyglot"),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", "file-polyglot"),
        ("a.pdf", PDF + office("docx"), "file-polyglot"),
        ("a.jpg", JPG + office("docx"), "file-polyglot"),
        ("a.png", PNG + b"MZ", "file-polyglot"),
        ("a.csv", "หน่วยงาน".encode("cp874"), "file-not-utf8"),
        ("a.csv", "หน่วยงาน".encode("utf-16"), "file-not-utf8"),
        ("a.txt", b"a\0b", "file-not-utf8"),
    ],
)
def test_each_refusal(person: Person, name: str, data: bytes, code: str) -> None:
    assert refusal(person, name, data) == code


def test_too_big_is_refused_with_the_limit(person: Person, settings: Any) -> None:
    settings.LERTRAT_UPLOAD_LIMIT = len(PDF)
    store(person, "a.pdf", PDF)
    with pytest.raises(Refusal) as refused:
        store(person, "a.pdf", PDF + b"\n")
    assert refused.value.code == "file-too-big"


def test_a_container_that_unpacks_without_end_is_refused(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lertrat.files.office.MOST_BYTES", 1000)
    assert refusal(person, "a.xlsx", office("xlsx", big_DOT_xml=bytes(2000))) == "file-bomb"


def test_one_content_lies_on_the_disk_once(person: Person) -> None:
    first, second = store(person, "a.pdf", PDF), store(person, "b.pdf", PDF)
    assert first.ref != second.ref
    assert first.path == second.path
    assert len(list((disk.root() / first.path).parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ส่วนตัว\\ผลงาน.pdf", "ผลงาน.pdf"),
        ("a\0.pdf", f"{names.UNNAMED}.pdf"),
        ("..", names.UNNAMED),
        (".pdf", f"{names.UNNAMED}.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ('a"b<script>.pdf', "a_b_script_.pdf"),
        ("報告書 2021.pdf", "報告書 2021.pdf"),
        ("تقرير.pdf", "تقرير.pdf"),
        ("เ\u0e19\u0e37\u0e49อหา.pdf", "เนื้อหา.pdf"),
        ("😀.pdf", "😀.pdf"),
        ("", names.UNNAMED),
    ],
)
def test_names_are_harmless(given: str, shown: str) -> None:
    assert names.clean(given) == shown


def test_a_long_name_keeps_its_extension() -> None:
    name = names.clean("ก" * 500 + ".pdf")
    assert len(name) == 200
    assert name.endswith(".pdf")


def test_whatever_the_name_the_content_stays_below_the_root(person: Person) -> None:
    stored = store(person, "../../../tmp/evil.pdf", PDF)
    assert (disk.root() / stored.path).resolve().is_relative_to(disk.root().resolve())


def test_only_people_who_may_sign_in(person: Person) -> None:
    with pytest.raises(NotAllowed):
        store(deactivate(person=person, by=None), "a.pdf", PDF)


def test_a_content_that_is_gone_is_told_and_found(person: Person) -> None:
    stored = store(person, "a.pdf", PDF + b"\n")
    path: Path = disk.root() / stored.path
    path.write_bytes(bytes(len(PDF) + 1))
    assert not queries.intact(stored)
    path.unlink()
    assert without_content() == [stored.ref]
    with pytest.raises(NotFound):
        queries.open_stored(stored, None)
    store(person, "b.pdf", PDF + b"\n")
    assert without_content() == []


def test_parts_left_by_a_killed_process_are_swept_after_a_day(person: Person) -> None:
    import os
    import time

    store(person, "a.pdf", PDF)
    old, new = disk.root() / "incoming/part-old", disk.root() / "incoming/part-new"
    old.touch()
    new.touch()
    os.utime(old, (time.time() - 90000,) * 2)
    assert disk.sweep() == 1
    assert new.exists()
    new.unlink()
