"""Texts, citations and what every rule of a pack carries."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

SCHEMA = 1
BANGKOK = ZoneInfo("Asia/Bangkok")


def wrong(en: str, th: str) -> PydanticCustomError:
    """A fault of a rules file in both languages."""
    return PydanticCustomError("rule", "{en}", {"en": en, "th": th})


def exact(value: Any) -> Fraction:
    """`value` (int, Fraction, or text such as "12.5" or "2799/7") as an exact number; floats and all else are refused."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str) and re.fullmatch(
        r"[-+]?\d{1,12}(\.\d{1,12}|/[1-9]\d{0,11})?", value.strip(), re.ASCII
    ):
        return Fraction(value.strip())
    raise wrong(
        f"not an exact number: {value!r} (write an integer, or text such as '12.5' or '2799/7')",
        f"ไม่ใช่จำนวนที่แน่นอน: {value!r} (เขียนเป็นจำนวนเต็ม หรือข้อความ เช่น '12.5' '2799/7')",
    )


Exact = Annotated[
    Fraction,
    BeforeValidator(exact),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string"}),
]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._/-]*$", max_length=80)]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Opens = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Base(BaseModel):
    """Frozen, and every unknown key is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True, defer_build=True
    )

    def __repr__(self) -> str:
        """Its name where it has one: a type or a pack written out whole fills a log with a year's rules."""
        name = getattr(self, "id", None)
        return f"<{type(self).__name__} {name}>" if name else super().__repr__()


class Text(Base):
    """One text in both languages; Thai prevails."""

    th: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def says(self, language: str = "th") -> str:
        """The words in "th" or "en"."""
        return self.en if language == "en" else self.th

    def as_json(self) -> dict[str, str]:
        return {"th": self.th, "en": self.en}


class Citation(Base):
    """Where a rule stands: the source's id, the line (from 1), and the Thai words found there."""

    file: str
    line: int = Field(ge=1)
    words: str = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str):
            found = re.fullmatch(r"([\w.-]+):(\d+) (.+)", value, re.DOTALL)
            if not found:
                raise wrong('a citation is written "004:681 words"', 'การอ้างอิงเขียนว่า "004:681 ข้อความ"')
            return {"file": found[1], "line": int(found[2]), "words": found[3]}
        return value

    def as_json(self) -> dict[str, Any]:
        return {"file": self.file, "line": self.line, "words": self.words}


Citations = tuple[Citation, ...]


class Rule(Base):
    """What every rule carries: where it stands, what in it is open, and whether it was assumed."""

    citations: Citations = ()
    open: Opens = ()
    assumed: StrictBool = False


class Statement(Text, Rule):
    """A text that stands in a source; a scan error is kept as printed, with the reading beside it."""

    id: str = ""
    printed: str = ""
    reading: str = ""
    note: Text | None = None


class Variant(Rule):
    """Another printed form of a name."""

    words: str = Field(min_length=1)
    reading: str = ""
    note: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        return {"words": value} if isinstance(value, str) else value


class Source(Base):
    """A paper the rules were read from; `path` is relative to the folder of sources."""

    id: str
    path: str = ""
    title: Text
    dated: date | None = None
    url: str = ""
    quoted: StrictBool = True  # False: cited by place only, its words are not a quotation
