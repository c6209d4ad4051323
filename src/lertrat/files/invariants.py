"""What must always be true of stored files."""

from __future__ import annotations

from lertrat.files import disk, shelf
from lertrat.files.models import StoredFile
from lertrat.records.invariants import register


def without_content() -> list[str]:
    """References of files whose content is not on the disk in its full length."""
    gone = []
    rows = StoredFile.objects.order_by("id").values_list("ref", "path", "size")
    for ref, path, size in rows.iterator(chunk_size=2000):
        if shelf.shelf().size(path) != size:
            gone.append(ref)
    return gone


def misplaced() -> list[str]:
    """References of files whose path is not the one its hash gives."""
    rows = StoredFile.objects.values_list("ref", "path", "sha256").iterator(chunk_size=2000)
    return [ref for ref, path, sha256 in rows if path != disk.relative(sha256)]


register(
    "files.content",
    "ไฟล์ทุกไฟล์มีเนื้อหาอยู่บนดิสก์ครบตามขนาด",
    "Every file has its content on the disk, in full length.",
    without_content,
)
register(
    "files.path",
    "ที่อยู่ของไฟล์ทุกไฟล์มาจากค่าแฮชของเนื้อหา",
    "Every file lies where the hash of its content says.",
    misplaced,
)
