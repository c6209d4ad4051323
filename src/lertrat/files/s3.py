"""Contents in an S3-compatible bucket: put, ask for the size, read a part. Three verbs, signed by hand (AWS Signature Version 4).

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. The content's own SHA-256 is the signed payload hash,
so the bucket refuses what was damaged on its way. Addresses are path-style, which every S3-compatible store understands.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import io
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

from lertrat.kernel import clock

NOTHING = hashlib.sha256(b"").hexdigest()
AHEAD = 1 << 20
SECONDS = 60


class BucketError(OSError):
    """The bucket refused or could not be reached; nothing was kept."""


def signature(
    verb: str, path: str, headers: Mapping[str, str], *, secret: str, region: str, at: str, payload: str
) -> tuple[str, str]:  # fmt: skip
    """(signed header names, signature) of a request. `headers` in lower case, `at` as 20130524T000000Z, `payload` a SHA-256."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    canonical = "\n".join((verb, quote(path), "", lines, names, payload))
    scope = f"{at[:8]}/{region}/s3/aws4_request"
    text = "\n".join(("AWS4-HMAC-SHA256", at, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = f"AWS4{secret}".encode()
    for part in (at[:8], region, "s3", "aws4_request", text):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return names, key.hex()


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket at `endpoint` (https://host[:port]); a `Shelf`."""

    endpoint: str
    name: str
    region: str
    key: str
    secret: str

    def put(self, part: Path, path: str, size: int) -> None:
        """See `Shelf.put`. The path ends with the content's hash."""
        if self.size(path) == size:
            return
        with part.open("rb") as content:
            answer, line = self._ask(
                "PUT", path, {"content-length": str(size)}, path.rpartition("/")[2], content
            )
        line.close()
        if answer.status != 200:
            raise BucketError(f"PUT {answer.status}")

    def size(self, path: str) -> int | None:
        """See `Shelf.size`."""
        answer, line = self._ask("HEAD", path, {})
        line.close()
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise BucketError(f"HEAD {answer.status}")
        return int(answer.headers["Content-Length"])

    def open(self, path: str) -> BufferedReader:
        """See `Shelf.open`."""
        size = self.size(path)
        if size is None:
            raise FileNotFoundError(path)
        return BufferedReader(Reading(self, path, size), AHEAD)

    def part(self, path: str, first: int, end: int) -> bytes:
        """Bytes of a content, half-open."""
        answer, line = self._ask("GET", path, {"range": f"bytes={first}-{end - 1}"})
        try:
            if answer.status not in (200, 206):
                raise BucketError(f"GET {answer.status}")
            data = answer.read()
        except http.client.HTTPException as error:
            raise BucketError(str(error)) from None
        finally:
            line.close()
        return data[first:end] if answer.status == 200 else data

    def _ask(
        self, verb: str, path: str, headers: dict[str, str], payload: str = NOTHING, body: IO[bytes] | None = None
    ) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:  # fmt: skip
        where = urlsplit(self.endpoint)
        full = f"{where.path.rstrip('/')}/{self.name}/{path}"
        # The bucket's own clock decides whether a signature is fresh, so a rehearsal's does not count here.
        at = (clock.now() - clock.offset()).strftime("%Y%m%dT%H%M%SZ")
        signed = {"host": where.netloc, "x-amz-date": at, "x-amz-content-sha256": payload} | headers
        names, proof = signature(
            verb, full, signed, secret=self.secret, region=self.region, at=at, payload=payload
        )
        scope = f"{self.key}/{at[:8]}/{self.region}/s3/aws4_request"
        signed["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={names}, Signature={proof}"
        )
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        line = kind(where.netloc, timeout=SECONDS)
        try:
            line.request(verb, quote(full), body=body, headers=signed)
            return line.getresponse(), line
        except (OSError, http.client.HTTPException) as error:
            line.close()
            raise BucketError(str(error)) from None


class Reading(io.RawIOBase):
    """A content read where it is asked for, part by part."""

    def __init__(self, bucket: Bucket, path: str, size: int) -> None:
        super().__init__()
        self._bucket, self._path, self._size, self._at = bucket, path, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        wanted = memoryview(buffer).cast("B")
        end = min(self._at + len(wanted), self._size)
        if self._at >= end:
            return 0
        data = self._bucket.part(self._path, self._at, end)
        wanted[: len(data)] = data
        self._at += len(data)
        return len(data)
