"""Reading evidence: what lies in an agency's library, where each file is cited, and what a citation points at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from lertrat.agencies import queries as agencies
from lertrat.agencies.models import Agency
from lertrat.applications.content import form_by_id
from lertrat.applications.models import Attachment, LibraryItem
from lertrat.applications.permits import ROLES
from lertrat.files.models import StoredFile
from lertrat.files.names import VIDEO
from lertrat.kernel import thai
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.people.models import Person

MOST = 300
_TIME = re.compile(r"(?:(\d{1,2})[:.])?(\d{1,3})[:.](\d{2})")


@dataclass(slots=True)
class Kept:
    """A file of the library with its live citations, oldest first."""

    item: LibraryItem
    citations: list[Attachment] = field(default_factory=list)

    @property
    def fixed(self) -> list[Attachment]:
        """Citations that are no longer only a draft's: while there is one, the file stays."""
        return [one for one in self.citations if one.stage.state != "draft"]


def _items(person: Person) -> QuerySet[LibraryItem]:
    assert ROLES["keep"] >= {"drafter", "approver"}
    return LibraryItem.objects.filter(
        agency_id__in=agencies.agency_ids_of(person.pk), removed_at__isnull=True
    ).select_related("agency", "file", "captions", "added_by")


def library_of(person: Person, agency: Agency) -> list[Kept]:
    """The library of one of the person's agencies, newest first, with where each file is cited. Two queries."""
    kept = {item.pk: Kept(item) for item in _items(person).filter(agency=agency).order_by("-id")[:MOST]}
    for one in _citations(list(kept)):
        kept[one.item_id].citations.append(one)
    return list(kept.values())


def library_item(person: Person, item_id: int) -> Kept:
    """A file of one of the person's agencies. Raises NotFound. Two queries."""
    item = _items(person).filter(pk=item_id).first()
    if item is None:
        raise NotFound("no-item", "ไม่พบไฟล์นี้ในคลังหลักฐาน", "There is no such file in the library.")
    return Kept(item, list(_citations([item.pk])))


def _citations(item_ids: list[int]) -> QuerySet[Attachment]:
    return (
        Attachment.objects.filter(item_id__in=item_ids, removed_at__isnull=True)
        .select_related("stage__application__edition__programme", "stage__application__pack_version", "file")
        .defer("stage__application__pack_version__source", "stage__application__pack_version__supplement")
        .order_by("id")
    )


def question_label(cited: Attachment) -> str:
    """The question that a citation stands in, as its form asks it. No query."""
    application = cited.stage.application
    version = application.pack_version
    form = form_by_id(version.pk, version.sha256, application.type_id, cited.stage.step)
    return next((each.label.th for each in form.questions if each.id == cited.question_id), cited.question_id)


def uncited(agency_id: int) -> list[LibraryItem]:
    """Files of the library that no answer cites, oldest first. One query."""
    cited = Attachment.objects.filter(item=OuterRef("pk"), removed_at__isnull=True)
    rows = LibraryItem.objects.filter(~Exists(cited), agency_id=agency_id, removed_at__isnull=True)
    return list(rows.select_related("file").order_by("id")[:50])


def read_place(text: str, file: StoredFile) -> tuple[int | None, int | None]:
    """What a person wrote as the place in a file: (page, seconds from the beginning); "" is nowhere in particular.

    Pages for documents ("12", "หน้า ๑๒"), minutes and seconds for films ("3:15", "นาที 03.15", "1:02:03"). Refusal "cite-place".
    """
    said = (
        thai.arabic_digits(text).strip().removeprefix("หน้า").removeprefix("นาทีที่").removeprefix("นาที").strip()
    )
    if not said:
        return None, None
    if file.extension in VIDEO:
        found = _TIME.fullmatch(said)
        if not found or int(found[3]) > 59:
            raise Refusal(
                "cite-place",
                "กรอกเวลาในวิดีโอเป็นนาทีและวินาที เช่น 3:15",
                "Give minutes and seconds, such as 3:15.",
            )
        return None, int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    if not (said.isascii() and said.isdigit() and 0 < int(said[:9]) < 100_000):
        raise Refusal("cite-place", "กรอกเลขหน้าเป็นตัวเลข เช่น 12", "Give the page as a number, such as 12.")
    if file.pages and int(said) > file.pages:
        raise Refusal(
            "cite-place",
            f"เอกสารนี้มี {file.pages} หน้า ไม่มีหน้า {said}",
            f"The document has {file.pages} pages, no page {said}.",
        )
    return int(said), None
