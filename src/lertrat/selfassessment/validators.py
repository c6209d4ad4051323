"""What may stand in a self-assessment. Forms, actions and imports ask here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

from lertrat.criteria import instrument
from lertrat.criteria.schema import Instrument
from lertrat.kernel import exact, thai
from lertrat.kernel.errors import Refusal

LONGEST = 20_000
# A score of results is kept to four decimal places, as examiners' scores are.
FINEST = 10_000


def text(given: str, limit: int = LONGEST) -> str:
    """Normalised text without blanks around it; Refusal when it is longer than `limit` characters."""
    clean = thai.normalise(given).strip()
    if len(clean) > limit:
        raise Refusal(
            "too-long",
            f"ข้อความยาว {len(clean):,} ตัวอักษร ใช้ได้ไม่เกิน {limit:,}",
            f"At most {limit:,} characters.",
        )
    return clean


def link(given: str) -> str:
    """An http(s) address; Refusal for anything else."""
    clean = text(given, 500)
    try:
        parts = urlsplit(clean)
    except ValueError:  # brackets that hold no address
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc or any(c.isspace() for c in clean):
        raise Refusal("link", "ลิงก์ต้องขึ้นต้นด้วย https:// หรือ http://", "A link begins with https:// or http://.")
    return clean


def mark(made: Instrument, item_id: str, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """`given` (`{"met": [texts]}` or `{"score": text}`) as the value to store; None where nothing is filled in.

    Refusal("points") or ("number") where it does not fit the item; a half-filled process item is refused too.
    """
    item = made.item(item_id)
    if not item.points:
        score = str(given.get("score", "") or "").strip()
        if not score:
            return None
        value = instrument.result_score(made, item_id, exact.parse(score))
        exact.to_scaled(value, FINEST)
        return {"score": exact.to_text(value)}
    texts = [str(each if each is not None else "").strip() for each in given.get("met", ())]
    if not any(texts):
        return None
    met = counts(item_id, texts)
    instrument.item_score(made, item_id, met)
    return {"met": met}


def counts(item_id: str, texts: Sequence[str]) -> list[int]:
    """Whole numbers of points by level; blanks are refused, for a blank is not a nought."""
    found = []
    for each in texts:
        number = exact.parse(each) if each else Fraction(-1)
        if number.denominator != 1 or number < 0:
            raise Refusal(
                "points", f"หัวข้อ {item_id} ต้องกรอกจำนวนข้อครบทุกระดับ (ไม่มีให้ใส่ 0)",
                f"{item_id}: fill in every level (0 where none)",
            )  # fmt: skip
        found.append(int(number))
    return found


def score(made: Instrument, item_id: str, value: Mapping[str, Any]) -> Fraction:
    """The exact score of a stored value."""
    if "met" in value:
        return instrument.item_score(made, item_id, value["met"])
    return instrument.result_score(made, item_id, exact.parse(value["score"]))
