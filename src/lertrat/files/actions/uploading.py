"""An upload's way: begun, received chunk by chunk, finished into a file or refused in words; abandoned or swept."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser

from lertrat.files import disk, names, refusals, uploads
from lertrat.files.actions import storing
from lertrat.files.models import StoredFile, Upload
from lertrat.files.permits import may
from lertrat.files.queries import upload_of
from lertrat.kernel import clock, ids
from lertrat.kernel.errors import Conflict, NotFound, Refusal

# How long an upload may rest before it is swept: each chunk begins this anew.
REST = timedelta(days=3)
MOST_OPEN = 30
MOST_BYTES = 2 * 1024 * 1024 * 1024


def begin(*, name: str, length: int, by: AbstractBaseUser) -> Upload:
    """Announce a file of `length` bytes; what can be said against it at once is said before a byte is sent.

    Refusals: "file-type", "file-empty", "file-too-big", "upload-many" (too much on its way), "upload-disk" (no room here).
    """
    may(by, "upload").require()
    clean = names.clean(name)
    extension = names.extension(clean, frozenset(names.MEDIA_TYPES))
    if length <= 0:
        raise refusals.empty()
    if length > names.limit(extension):
        raise refusals.too_big(names.limit(extension))
    waiting = Upload.objects.filter(person_id=by.pk, state="open").values_list("length", flat=True)
    if len(waiting) >= MOST_OPEN or sum(waiting) + length > MOST_BYTES:
        raise Refusal(
            "upload-many",
            "มีไฟล์ที่อัปโหลดค้างอยู่มากเกินไป โปรดทำไฟล์ที่ค้างให้เสร็จหรือยกเลิกก่อน",
            "Too many uploads are unfinished. Please finish or cancel some of them first.",
        )
    if not uploads.room_for(length):
        raise Refusal(
            "upload-disk",
            "พื้นที่ของระบบเหลือน้อย จึงยังรับไฟล์ไม่ได้ในขณะนี้ โปรดลองใหม่ภายหลัง ไฟล์และคำตอบอื่นไม่ได้รับผลกระทบ",
            "The system is short of space and cannot take files just now. Please try later; nothing else is affected.",
        )
    moment = clock.now()
    return Upload.objects.create(
        token=ids.secret(), person_id=by.pk, name=clean, extension=extension, length=length, begun_at=moment,
        expires_at=moment + REST,
    )  # fmt: skip


def receive(
    *, token: str, offset: int, stream: uploads.Stream, checksum: str = "", by: AbstractBaseUser
) -> Upload:
    """Take one chunk. The returned row's `received` counts only bytes that lie safely on the disk.

    `checksum` as in the Upload-Checksum header ("" for none). Raises Conflict "upload-busy" (another request writes) and
    "upload-offset" (a chunk that was already taken or that leaves a gap), NotFound for somebody else's upload, and the refusals
    of `uploads.write`.
    """
    with uploads.held(_open(token, by).token) as file:
        upload = _open(token, by)
        if offset != upload.received:
            raise Conflict(
                "upload-offset",
                "ส่วนของไฟล์ที่ส่งมาไม่ต่อกับส่วนที่ได้รับแล้ว จะส่งต่อจากจุดที่ถูกต้องเอง",
                "The chunk does not follow what has been received; it goes on from the right place.",
                current=upload.received,
            )
        uploads.release_connection()
        taken, _ = uploads.write(file, offset, upload.length - offset, stream, checksum)
        upload.received = offset + taken
        upload.expires_at = clock.now() + REST
        upload.save(update_fields=["received", "expires_at"])
    return upload


def _open(token: str, by: AbstractBaseUser) -> Upload:
    upload = upload_of(by, token)
    if upload.state != "open":
        raise Conflict(
            "upload-closed", "ไฟล์นี้อัปโหลดเสร็จไปแล้ว", "This upload is over.", current=upload.received
        )
    return upload


def finish(*, token: str, by: AbstractBaseUser) -> StoredFile:
    """Make a file of an upload that has come in full: looked into, hashed and scanned outside any transaction.

    A second call finds the first result: the same file, or the same refusal. Refusals: those of `store`, and "upload-incomplete"
    and "upload-lost" (the part is not on this machine any more).
    """
    may(by, "upload").require()
    known = _result(upload_of(by, token))
    if known is not None:
        return known
    with uploads.held(token) as part:
        upload = upload_of(by, token)
        if (known := _result(upload)) is not None:
            return known
        if upload.received < upload.length:
            raise Refusal(
                "upload-incomplete",
                "ไฟล์ยังมาไม่ครบ โปรดเลือกไฟล์เดิมอีกครั้ง ระบบจะส่งต่อจากส่วนที่ได้รับแล้ว",
                "The file is not complete yet. Choose the same file again; it goes on from what has been received.",
            )
        try:
            return _keep(upload, part.seek(0, 2), by)
        except Refusal as refusal:
            upload.state, upload.code, upload.th, upload.en = "refused", refusal.code, refusal.th, refusal.en
            upload.save(update_fields=["state", "code", "th", "en"])
            uploads.part_of(token).unlink(missing_ok=True)
            raise


def _result(upload: Upload) -> StoredFile | None:
    if upload.state == "refused":
        raise Refusal(upload.code, upload.th, upload.en)
    return upload.file


def _keep(upload: Upload, on_disk: int, by: AbstractBaseUser) -> StoredFile:
    part = uploads.part_of(upload.token)
    if on_disk != upload.length:
        raise Refusal(
            "upload-lost",
            "ส่วนของไฟล์ที่รับไว้แล้วไม่อยู่ในระบบครบถ้วน โปรดเลือกไฟล์แล้วอัปโหลดใหม่",
            "What had been received is no longer here in full. Please choose the file and upload it again.",
        )

    def done(stored: StoredFile) -> None:
        upload.state, upload.file = "done", stored
        upload.save(update_fields=["state", "file"])

    received = disk.Received(part, uploads.digest(part), upload.length)
    stored = storing.keep(received, upload.name, upload.extension, by, done)
    part.unlink(missing_ok=True)  # the content lay there already
    return stored


def abandon(*, token: str, by: AbstractBaseUser) -> None:
    """Give an upload up: its bytes go at once. A file it already became stays."""
    upload = upload_of(by, token)
    with uploads.held(token):
        Upload.objects.filter(pk=upload.pk, state__in=["open", "refused"]).delete()
        uploads.part_of(token).unlink(missing_ok=True)


def sweep_uploads() -> int:
    """Remove uploads that rested too long, and their bytes; how many. What became a file stays as it is."""
    gone = 0
    for upload in Upload.objects.filter(expires_at__lte=clock.now()).order_by("id")[:500]:
        try:
            with uploads.held(upload.token):
                gone += Upload.objects.filter(pk=upload.pk, expires_at__lte=clock.now()).delete()[0]
                uploads.part_of(upload.token).unlink(missing_ok=True)
        except (Conflict, NotFound):
            continue  # it has just come to life again
    return gone
