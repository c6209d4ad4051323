"""What each template prints: the keys of its data. All values are finished words; rooms fetch and phrase them.

Digits: `certificate`, `minutes` and `letter` turn figures in their prose into Thai digits themselves; references,
hashes, addresses of pages and file names stay as they are, because people copy them.

`dated` is the day the paper stands for ("2021-04-30": received, met, conferred, sent), and the PDF's only date.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Head(TypedDict):
    """The head of the sealed record chain at the time of printing."""

    number: int
    hash: str
    at: NotRequired[str]


class Signature(TypedDict):
    name: str
    post: str


class Certificate(TypedDict):
    """A4 landscape. `branch` ("service", "participatory", "management" or "" for an honour) chooses the accent."""

    dated: str
    year_be: int
    programme: str  # รางวัลเลิศรัฐ
    branch: str
    emblem: NotRequired[str]
    branch_name: str  # สาขาบริการภาครัฐ
    award: str  # ประเภทนวัตกรรมการบริการ
    level: str  # ระดับดีเด่น; "" without levels
    agency: str
    agency_parents: NotRequired[str]
    work: NotRequired[str]
    gives: NotRequired[str]  # the sentence above the agency's name
    receives: NotRequired[str]  # the word between agency and award: ได้รับ
    giver: str  # คณะกรรมการพัฒนาระบบราชการ (ก.พ.ร.)
    given_on: str  # ให้ไว้ ณ วันที่ …
    resolution: NotRequired[str]
    signatures: NotRequired[list[Signature]]
    assumed: NotRequired[str]  # "ค่าสมมติเพื่อการสาธิต" and what it concerns; printed when not empty
    reference: str
    verify_url: str
    watermark: NotRequired[str]  # "ตัวอย่าง": printed across the page


class ReceiptFile(TypedDict):
    name: str
    size: str
    sha256: str
    question: NotRequired[str]


class Receipt(TypedDict):
    """A4 portrait, one page where the files allow."""

    dated: str
    edition: str
    programme: str
    reference: str
    received_date: str  # วันศุกร์ที่ 30 เมษายน พ.ศ. 2564
    received_time: str  # 14.32.07 น.
    agency: str
    agency_parents: NotRequired[str]
    title: str
    branch_name: str
    award: str
    step: NotRequired[str]
    sent_by: str
    approved_by: NotRequired[str]
    files: list[ReceiptFile]
    root: str
    parts: NotRequired[int]
    pack: NotRequired[str]  # version and SHA-256 of the criteria the submission is pinned to
    head: NotRequired[Head]
    next_steps: list[str]
    contact: NotRequired[str]
    assumed: NotRequired[str]
    verify_url: str


class Summary(TypedDict):
    """What an agency's head approves: A4 portrait, two pages whatever is written; every text is cut and seen to be cut."""

    dated: str
    printed: str
    programme: str
    edition: str
    reference: str
    title: str
    agency: str
    award: str
    nominee: str
    closes: str
    claims: list[dict[str, str]]  # at most 5 of {label, text}
    numbers: list[dict[str, str]]  # at most 8 of {label, text}
    met: int
    weak: list[dict[str, str]]  # at most 5 of {text, verdict}
    more_weak: int
    gaps: list[str]
    more_gaps: int
    files: list[str]
    more_files: int
    authors: list[dict[str, str]]  # at most 6 of {name, wrote}
    hash: str


class Answer(TypedDict):
    """One question. Exactly one of text, items, table, files carries the answer; none of them means "not answered"."""

    label: str
    text: NotRequired[str]
    items: NotRequired[list[str]]
    table: NotRequired[list[list[str]]]  # first row is the head
    files: NotRequired[list[str]]
    note: NotRequired[str]


class Part(TypedDict):
    title: str
    answers: list[Answer]


class Application(TypedDict):
    """A submission as a document to read: A4 portrait, numbered pages."""

    dated: str
    edition: str
    programme: str
    reference: str
    received: str
    agency: str
    agency_parents: NotRequired[str]
    title: str
    branch_name: str
    award: str
    step: NotRequired[str]
    root: str
    sections: list[Part]
    assumed: NotRequired[str]
    verify_url: NotRequired[str]


class Attendee(TypedDict):
    name: str
    post: str
    status: str  # มาประชุม, ไม่มาประชุม, ลาการประชุม, ประชุมทางไกล


class Recusal(TypedDict):
    name: str
    reason: str


class MinuteItem(TypedDict):
    number: str  # วาระที่ 4.1
    title: str
    presented: NotRequired[str]
    discussion: NotRequired[str]
    recused: NotRequired[list[Recusal]]
    count: NotRequired[str]  # องค์ประชุม และผลการลงคะแนน as words
    resolution: NotRequired[str]


class Minutes(TypedDict):
    """Minutes of a committee meeting: A4 portrait, Thai digits, attendance, recusals and resolution per item."""

    dated: str
    committee: str
    meeting: str  # ครั้งที่ 3/2564
    date: str
    time: str
    place: str
    attendance: list[Attendee]
    items: list[MinuteItem]
    closed: NotRequired[str]  # เลิกประชุมเวลา …
    signatures: list[Signature]
    head: Head
    reference: str
    assumed: NotRequired[str]
    verify_url: NotRequired[str]


class Letter(TypedDict):
    """A letter that tells a result, laid out after the government's letter form (without the state emblem)."""

    dated: str
    office: str
    office_lines: list[str]
    number: str  # ที่ นร 1200/ว 5
    date: str
    subject: str
    to: str
    refers: NotRequired[list[str]]
    encloses: NotRequired[list[str]]
    paragraphs: list[str]
    closing: NotRequired[str]
    signature: Signature
    contact: NotRequired[list[str]]
    assumed: NotRequired[str]
    reference: NotRequired[str]
    verify_url: NotRequired[str]


class Piece(TypedDict):
    """A text of the guide, with the places it stands at and whether it was assumed; `under` is set small beneath it."""

    text: str
    under: NotRequired[str]
    sources: NotRequired[str]
    assumed: NotRequired[str]


class Block(TypedDict, total=False):
    """One of: a heading (with its level), a list of pieces, a table (first row is the head), or a piece."""

    heading: str
    level: int
    items: list[Piece]
    numbered: bool
    table: list[list[str]]
    text: str
    under: str
    sources: str
    assumed: str


class Chapter(TypedDict):
    title: str
    blocks: list[Block]


class Guide(TypedDict):
    """The applicants' guide: A4 portrait with cover, contents, outline and numbered pages; `criteria.guide` makes its data.

    `english` turns language and digits; `dated` is the first day of entry."""

    dated: str
    reference: str  # the edition's id
    english: bool
    emblem: str
    kicker: str
    title: str
    year: str
    authority: str
    shown: NotRequired[str]
    assumed: NotRequired[str]
    assumed_note: NotRequired[str]
    contents: str
    fingerprint: str
    source_word: str
    chapters: list[Chapter]


class DraftQuestion(TypedDict):
    """A question to be answered on paper, with what is answered so far.

    `kind`: "text" (`text`), "choice" (`options`, and `text` for what is none of them), "table" (`head`, `rows`) or "file" (a note
    alone). `height`: lines to leave for writing. `revision`: of the answer printed, 0 where there is none.
    """

    id: str
    kind: str
    label: str
    help: str
    limit: str
    text: str
    options: list[DraftOption]
    head: list[str]
    rows: list[list[str]]
    height: int
    revision: int


class DraftOption(TypedDict):
    label: str
    chosen: bool


class DraftSection(TypedDict):
    title: str
    guidance: str
    questions: list[DraftQuestion]


class Draft(TypedDict):
    """The form of an application to draft on: `typesetting.word` makes a .docx of it, the template `draft` a PDF."""

    dated: str
    programme: str
    edition: str
    reference: str
    step: int
    title: str
    agency: str
    award: str
    closes: str
    fingerprint: str  # SHA-256 of the rules file whose form this is
    guidance: str
    notes: list[str]  # how to use the paper
    sections: list[DraftSection]
    assumed: NotRequired[str]
