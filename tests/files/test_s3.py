"""Contents in a bucket: signed as AWS's own published example, kept and read through a server that speaks S3 and checks each signature."""

from __future__ import annotations

import hashlib
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lertrat.files import queries, s3
from lertrat.files.invariants import without_content
from lertrat.people.models import Person
from tests.files.test_store import PDF, office, person, store

__all__ = ["person"]
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def test_the_signature_is_that_of_the_published_example() -> None:
    """Amazon S3 API Reference, "Signature Calculations for the Authorization Header", example GET Object."""
    headers = {
        "host": "examplebucket.s3.amazonaws.com", "range": "bytes=0-9", "x-amz-content-sha256": s3.NOTHING,
        "x-amz-date": "20130524T000000Z",
    }  # fmt: skip
    names, proof = s3.signature(
        "GET",
        "/test.txt",
        headers,
        secret=SECRET,
        region="us-east-1",
        at="20130524T000000Z",
        payload=s3.NOTHING,
    )
    assert names == "host;range;x-amz-content-sha256;x-amz-date"
    assert proof == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"


class Store(http.server.BaseHTTPRequestHandler):
    """PUT, HEAD and GET with a range, as S3 answers them; a wrong signature or a damaged content is refused."""

    held: dict[str, bytes]

    def _signed(self) -> bool:
        found = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=(.+?)/(\d+)/(.+?)/s3/aws4_request, SignedHeaders=(.+?), Signature=(\w+)",
            self.headers["Authorization"],
        )
        assert found and found[1] == KEY
        headers = {name: self.headers[name] for name in found[4].split(";")}
        proof = s3.signature(
            self.command, self.path, headers, secret=SECRET, region=found[3], at=headers["x-amz-date"],
            payload=headers["x-amz-content-sha256"],
        )  # fmt: skip
        return proof[1] == found[5]

    def _answer(self, status: int, data: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        whole = hashlib.sha256(data).hexdigest() == self.headers["x-amz-content-sha256"]
        if not (self._signed() and whole):
            return self._answer(403)
        self.held[self.path] = data
        return self._answer(200)

    def do_GET(self) -> None:
        data = self.held.get(self.path)
        if data is None or not self._signed():
            return self._answer(404 if data is None else 403)
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        return (
            self._answer(206, data[int(asked[1]) : int(asked[2]) + 1]) if asked else self._answer(200, data)
        )

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def bucket(settings: Any) -> Iterator[dict[str, bytes]]:
    Store.held = {}
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Store) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.LERTRAT_S3 = {
            "bucket": "evidence", "endpoint": f"http://127.0.0.1:{server.server_port}", "region": "th-1", "key": KEY, "secret": SECRET,
        }  # fmt: skip
        yield Store.held
        server.shutdown()


@pytest.mark.breaks_invariants
@pytest.mark.one_database
@pytest.mark.django_db
def test_contents_live_in_the_bucket(bucket: dict[str, bytes], person: Person, settings: Any) -> None:
    stored = store(person, "ก.docx", office("docx"))
    again = store(person, "ข.docx", office("docx"))
    assert list(bucket) == [f"/evidence/{stored.path}"] and again.path == stored.path
    with queries.open_stored(stored, person) as content:
        content.seek(-22, 2)
        assert content.read(4) == b"PK\x05\x06" and content.seek(0) == 0 and content.read() == office("docx")
    assert queries.intact(stored) and without_content() == []
    bucket.clear()
    assert without_content() == [stored.ref, again.ref] and not queries.intact(stored)
    settings.LERTRAT_S3 = settings.LERTRAT_S3 | {"secret": "wrong"}
    with pytest.raises(OSError):
        store(person, "a.pdf", PDF)
    assert not bucket and not list(Path(settings.MEDIA_ROOT, "incoming").glob("part-*"))
