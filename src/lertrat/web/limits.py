"""What may be uploaded, said before the button: kinds, sizes, and how long that takes on a line of 5 Mbit/s."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lertrat.files import queries as files

LINE = 5_000_000  # bits in a second: what a modest fixed line sends


@dataclass(frozen=True, slots=True)
class Limit:
    """A group of kinds with its limit: `kinds` as extensions, `size` in bytes, `seconds` at 5 Mbit/s."""

    what: str
    kinds: tuple[str, ...]
    size: int

    @property
    def seconds(self) -> int:
        """How long a file of the full size takes, in seconds."""
        return -(-self.size * 8 // LINE)

    @property
    def words(self) -> str:
        """The limit as a sentence."""
        minutes = round(self.seconds / 60)
        took = f"{self.seconds} วินาที" if self.seconds < 90 else f"{minutes} นาที"
        listed = ", ".join(f".{one}" for one in self.kinds)
        megabytes = f"{self.size / 1024 / 1024:.4g}"
        return (
            f"{self.what} ({listed}) ไม่เกินไฟล์ละ {megabytes} เมกะไบต์ ซึ่งใช้เวลาส่งราว {took} เมื่อเน็ตเร็ว 5 Mbit/s"
        )


def limits(accept: Iterable[str] = ()) -> list[Limit]:
    """The limits of the kinds in `accept` (extensions; all where it is empty), documents first."""
    wanted = set(accept) or set(files.MEDIA_TYPES) - files.COMPANIONS
    films = tuple(one for one in files.MEDIA_TYPES if one in wanted & files.VIDEO)
    others = tuple(one for one in files.MEDIA_TYPES if one in wanted - files.VIDEO)
    made = [Limit("เอกสารและภาพ", others, files.limit(others[0]))] if others else []
    return made + ([Limit("วิดีโอ", films, files.limit(films[0]))] if films else [])


def accepted(accept: Iterable[str] = ()) -> str:
    """The `accept` attribute of a file field."""
    return ",".join(f".{one}" for limit in limits(accept) for one in limit.kinds)
