"""Resumable uploads, as the protocol says and as an attacker would: every answer is checked over HTTP."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lertrat.files import actions, disk, uploads
from lertrat.files.models import StoredFile, Upload
from lertrat.kernel import clock
from lertrat.kernel.errors import Conflict, Refusal
from lertrat.people.actions import create_person
from lertrat.people.models import Person
from tests.files.hostile import MP4
from tests.files.test_store import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = "application/offset+octet-stream"


@pytest.fixture
def person() -> Person:
    return create_person(email="somchai@dol.example", name="สมชาย", by=None)


@pytest.fixture
def client(person: Person) -> Client:
    made = Client()
    made.force_login(person)
    return made


def metadata(name: str) -> str:
    return f"filename {base64.b64encode(name.encode()).decode()},filetype dGV4dA=="


def begin(client: Client, name: str = "รายงาน.pdf", length: object = len(PDF), **headers: str) -> Any:
    headers = TUS | {"Upload-Length": str(length), "Upload-Metadata": metadata(name)} | headers
    return client.post("/upload/", headers=headers)


def patch(client: Client, url: str, data: bytes, offset: object, **headers: str) -> Any:
    return client.patch(url, data, content_type=CHUNK, headers=TUS | {"Upload-Offset": str(offset)} | headers)


def offset(client: Client, url: str) -> int:
    return int(client.head(url, headers=TUS)["Upload-Offset"])


def sum_of(data: bytes, name: str = "sha256") -> str:
    return f"{name} {base64.b64encode(hashlib.new(name, data).digest()).decode()}"


def token(url: str) -> str:
    return url.strip("/").split("/")[-1]


def test_a_file_comes_in_pieces_and_goes_on_after_a_break(client: Client, person: Person) -> None:
    others = set(disk.incoming().glob("upload-*"))
    said = client.options("/upload/")
    assert (
        said["Tus-Version"] == "1.0.0"
        and "checksum" in said["Tus-Extension"]
        and "sha256" in said["Tus-Checksum-Algorithm"]
    )
    made = begin(client)
    url = made["Location"]
    assert made.status_code == 201 and made["Tus-Resumable"] == "1.0.0" and made["Upload-Expires"]
    first = patch(client, url, PDF[:30], 0, **{"Upload-Checksum": sum_of(PDF[:30])})
    assert first.status_code == 204 and first["Upload-Offset"] == "30"
    # Another browser of the same person, a day later.
    other = Client()
    other.force_login(person)
    with clock.frozen(clock.now() + timedelta(hours=25)):
        other.force_login(person)
        assert offset(other, url) == 30
        assert (
            patch(other, url, PDF[30:], 30, **{"Upload-Checksum": sum_of(PDF[30:], "sha1")}).status_code
            == 204
        )
        stored = actions.finish(token=token(url), by=person)
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest() and stored.name == "รายงาน.pdf"
    assert actions.finish(token=token(url), by=person).pk == stored.pk and StoredFile.objects.count() == 1
    assert set(disk.incoming().glob("upload-*")) <= others
    assert patch(client, url, b"x", len(PDF)).status_code == 409


def test_what_was_never_promised_is_cut_off(client: Client, person: Person) -> None:
    """A process killed between the disk and the row leaves bytes that the sender was never told of."""
    url = begin(client)["Location"]
    patch(client, url, PDF[:10], 0)
    with uploads.part_of(token(url)).open("ab") as part:
        part.write(b"garbage")
    assert offset(client, url) == 10
    patch(client, url, PDF[10:], 10)
    assert actions.finish(token=token(url), by=person).sha256 == hashlib.sha256(PDF).hexdigest()


class Line:
    """A line that is cut after so many reads."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)

    def read(self, size: int) -> bytes:
        if not self.pieces:
            raise OSError("cut")
        return self.pieces.pop(0)


def test_a_cut_line_keeps_what_came_unless_it_cannot_be_checked(client: Client, person: Person) -> None:
    key = token(begin(client)["Location"])
    assert actions.receive(token=key, offset=0, stream=Line(PDF[:20]), by=person).received == 20
    assert (
        actions.receive(
            token=key, offset=20, stream=Line(PDF[20:40]), checksum=sum_of(PDF[20:]), by=person
        ).received
        == 20
    )


def test_wrong_and_replayed_chunks_change_nothing(client: Client) -> None:
    url = begin(client)["Location"]
    assert patch(client, url, PDF[:30], 0).status_code == 204
    replayed = patch(client, url, PDF[:30], 0)
    assert replayed.status_code == 409 and replayed["Upload-Offset"] == "30" and "th" in replayed.json()
    assert patch(client, url, b"gap", 40).status_code == 409
    assert patch(client, url, PDF[30:60], 30, **{"Upload-Checksum": sum_of(b"other")}).status_code == 460
    assert patch(client, url, PDF[30:60], 30, **{"Upload-Checksum": "md5 AAAA"}).status_code == 400
    assert patch(client, url, PDF[30:60], 30, **{"Upload-Checksum": "sha256 nonsense!"}).status_code == 400
    assert patch(client, url, PDF[30:] + b"more", 30).status_code == 413
    for wrong in ("-1", "abc", "", "9" * 40, "๓๐"):
        assert patch(client, url, b"x", wrong.encode().decode("latin-1")).status_code == 400, wrong
    assert (
        client.patch(url, b"x", content_type="text/plain", headers=TUS | {"Upload-Offset": "30"}).status_code
        == 415
    )
    assert client.patch(url, b"x", content_type=CHUNK, headers={"Upload-Offset": "30"}).status_code == 412
    assert offset(client, url) == 30 and patch(client, url, PDF[30:], 30).status_code == 204


def test_two_senders_do_not_mix(client: Client, person: Person) -> None:
    url = begin(client)["Location"]
    with uploads.held(token(url)):
        assert patch(client, url, PDF, 0).status_code == 423
        with pytest.raises(Conflict):
            actions.finish(token=token(url), by=person)
    assert offset(client, url) == 0


def test_somebody_elses_upload_is_nothing(client: Client, person: Person) -> None:
    url = begin(client)["Location"]
    patch(client, url, PDF, 0)
    stranger, nobody = Client(), Client()
    stranger.force_login(create_person(email="other@example.test", name="คนอื่น", by=None))
    for way in ("head", "get", "patch", "delete"):
        asked = {"headers": TUS | {"Upload-Offset": "0"}} | (
            {"content_type": CHUNK, "data": PDF} if way == "patch" else {}
        )
        assert getattr(stranger, way)(url, **asked).status_code == 404, way
        assert getattr(nobody, way)(url, **asked).status_code == 401, way
    assert begin(nobody).status_code == 401 and nobody.get("/upload/../../etc/passwd").status_code in (
        404,
        301,
    )
    assert offset(client, url) == len(PDF) and Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "length", "status", "code"),
    [
        ("a.pdf", 0, 422, "file-empty"), ("a.pdf", 21 << 20, 413, "file-too-big"), ("a.exe", 5, 422, "file-type"),
        ("film.mp4", 301 << 20, 413, "file-too-big"), ("a.pdf", "x", 400, "upload-algorithm"), ("a.pdf", "", 400, "upload-algorithm"),
        ("", 5, 422, "file-type"), ("a.pdf", "9" * 30, 400, "upload-algorithm"),
    ],
)  # fmt: skip
def test_what_can_be_said_at_once_is_said_before_a_byte(
    client: Client, name: str, length: object, status: int, code: str
) -> None:
    made = begin(client, name, length)
    assert (made.status_code, made.json()["code"]) == (status, code)
    assert made.json()["th"] != made.json()["en"] and not Upload.objects.exists()


def test_a_length_that_lies_and_metadata_that_cannot_be_read(client: Client, person: Person) -> None:
    assert begin(client, **{"Upload-Metadata": "filename ???"}).status_code == 400
    url = begin(client, length=len(PDF) + 5)["Location"]
    patch(client, url, PDF, 0)
    with pytest.raises(Refusal) as refused:
        actions.finish(token=token(url), by=person)
    assert refused.value.code == "upload-incomplete"
    path = begin(client, "../../../etc/passwd/รายงาน\r\nX: y.pdf")["Location"]
    assert Upload.objects.get(token=token(path)).name == "รายงาน X_ y.pdf" and ".." not in str(
        uploads.part_of("../../x")
    )


def test_what_comes_in_pieces_is_looked_into_like_everything(client: Client, person: Person) -> None:
    url = begin(client, "film.pdf", len(MP4))["Location"]
    patch(client, url, MP4, 0)
    for _ in range(2):  # the second asking gets the same words
        with pytest.raises(Refusal) as refused:
            actions.finish(token=token(url), by=person)
        assert refused.value.code == "file-content"
    assert not uploads.part_of(token(url)).exists() and not StoredFile.objects.exists()


def test_the_number_of_open_uploads_and_the_disk_have_an_end(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lertrat.files.actions.uploading.MOST_OPEN", 1)
    begin(client)
    assert begin(client).status_code == 429
    monkeypatch.setattr("lertrat.files.actions.uploading.MOST_OPEN", 9)
    monkeypatch.setattr("lertrat.files.uploads.SPARE", 1 << 60)
    assert begin(client).status_code == 507


def test_uploads_are_given_up_and_swept(client: Client) -> None:
    url, other = begin(client)["Location"], begin(client)["Location"]
    patch(client, url, PDF[:9], 0)
    patch(client, other, PDF[:9], 0)
    assert client.post(url, headers=TUS | {"X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert client.head(url, headers=TUS).status_code == 404 and not uploads.part_of(token(url)).exists()
    assert actions.sweep_uploads() == 0
    with clock.frozen(clock.now() + timedelta(days=4)):
        assert actions.sweep_uploads() == 1
    assert not Upload.objects.exists() and not uploads.part_of(token(other)).exists()


def test_a_chunk_costs_few_statements(client: Client, queries: Callable[[], Any]) -> None:
    url = begin(client)["Location"]
    with queries() as seen:
        patch(client, url, PDF, 0)
    assert len(seen) <= 6, [one["sql"] for one in seen]
