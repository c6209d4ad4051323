"""Proving the chain: every record as it was, in its place, every link tied to the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from lertrat.kernel.hashing import digest
from lertrat.records.models import ReaderMark, Record, Seal, SealedRecord
from lertrat.records.seal import GENESIS, SEALER, link_hash, record_hash, unsealed


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not fit. `code`: changed, removed, reordered, missing_seal, broken_link, unsealed, head."""

    code: str
    seal: int | None
    record_id: int | None
    th: str
    en: str


def verify(heads: dict[int, str] | None = None) -> list[Problem]:
    """Every problem of the chain and of its contents; empty when all is intact.

    `heads`: printed heads to hold against the chain, {number: link hash}. Only they can show that the end of the chain was
    cut off together with its records; everything before the last printed head is proved by it.
    """
    problems: list[Problem] = []
    previous, expected = GENESIS, 1
    links: dict[int, str] = {}
    for seal, entries in _seals():
        if seal.number != expected:
            problems.append(
                Problem(
                    "missing_seal",
                    expected,
                    None,
                    f"ขาดการผนึกลำดับที่ {expected} ถึง {seal.number - 1}",
                    f"seals {expected} to {seal.number - 1} are missing",
                )
            )
        problems += _check_link(seal, previous)
        problems += _check_entries(seal, entries)
        previous, expected = seal.link_hash, seal.number + 1
        links[seal.number] = seal.link_hash
    problems += _check_unsealed()
    problems += _check_heads(heads or {}, links)
    return problems


def _seals() -> Iterator[tuple[Seal, list[SealedRecord]]]:
    """Every seal with its entries by place; a few hundred rows in memory at a time."""
    entries = SealedRecord.objects.order_by("seal__number", "place").iterator(chunk_size=2000)
    grouped = groupby(entries, key=lambda entry: entry.seal_id)
    waiting = next(grouped, None)
    for seal in Seal.objects.order_by("number").iterator(chunk_size=500):
        if waiting is not None and waiting[0] == seal.pk:
            yield seal, list(waiting[1])
            waiting = next(grouped, None)
        else:
            yield seal, []


def _check_link(seal: Seal, previous: str) -> Iterator[Problem]:
    if seal.previous_hash != previous or link_hash(seal) != seal.link_hash:
        yield Problem(
            "broken_link",
            seal.number,
            None,
            f"การผนึกลำดับที่ {seal.number} ไม่ต่อกับลำดับก่อนหน้า หรือถูกแก้ไข",
            f"seal {seal.number} does not follow from the one before it, or was changed",
        )


def _check_entries(seal: Seal, entries: list[SealedRecord]) -> Iterator[Problem]:
    records = Record.objects.in_bulk([entry.record_id for entry in entries])
    for entry in entries:
        record = records.get(entry.record_id)
        if record is None:
            yield _of_record(
                "removed", seal, entry.record_id, "ถูกลบออกหลังการผนึก", "was removed after it was sealed"
            )
        elif record_hash(record) != entry.hash:
            yield _of_record(
                "changed", seal, entry.record_id, "ถูกแก้ไขหลังการผนึก", "was changed after it was sealed"
            )
    if [entry.place for entry in entries] != list(range(1, seal.count + 1)):
        yield Problem(
            "removed",
            seal.number,
            None,
            f"การผนึกลำดับที่ {seal.number} มีบันทึก {len(entries)} รายการ จากที่ผนึกไว้ {seal.count} รายการ",
            f"seal {seal.number} holds {len(entries)} records where {seal.count} were sealed",
        )
    elif digest([entry.hash for entry in entries]) != seal.batch_hash:
        yield Problem(
            "reordered",
            seal.number,
            None,
            f"บันทึกในการผนึกลำดับที่ {seal.number} ถูกสลับหรือแทนที่",
            f"the records of seal {seal.number} were reordered or replaced",
        )


def _of_record(code: str, seal: Seal, record_id: int, th: str, en: str) -> Problem:
    return Problem(
        code,
        seal.number,
        record_id,
        f"บันทึกหมายเลข {record_id} (การผนึกลำดับที่ {seal.number}) {th}",
        f"record {record_id} (seal {seal.number}) {en}",
    )


def _check_unsealed() -> Iterator[Problem]:
    """A record below the sealer's floor without a seal came in after the floor had risen: it was slipped in."""
    floor = ReaderMark.objects.filter(reader=SEALER, verb="").values_list("floor", flat=True).first() or 0
    for record_id in unsealed().filter(id__lte=floor).values_list("id", flat=True):
        yield Problem(
            "unsealed",
            None,
            record_id,
            f"บันทึกหมายเลข {record_id} ถูกแทรกเข้ามาภายหลังโดยไม่ผ่านการผนึก",
            f"record {record_id} was slipped in later and stands in no seal",
        )


def _check_heads(heads: dict[int, str], links: dict[int, str]) -> Iterator[Problem]:
    for number, printed in sorted(heads.items()):
        if links.get(number) != printed:
            yield Problem(
                "head",
                number,
                None,
                f"ค่าผนึกลำดับที่ {number} ไม่ตรงกับที่พิมพ์ไว้ในเอกสาร",
                f"the chain's link {number} is not the one printed on the document",
            )
