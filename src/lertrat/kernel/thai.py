"""Thai text: one normal form, one search form, one sort key, digits and counts.

NFC alone is not enough for Thai: น้ำ has three typings that no Unicode form joins, and old fonts left private-use glyphs
in pasted text. `normalise` is used on input, in search and in uniqueness, so that what looks alike is alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from fractions import Fraction

from icu4py.breakers import WordBreaker

__all__ = [
    "KEY_LENGTH",
    "Pasted",
    "arabic_digits",
    "clusters",
    "normalise",
    "pages",
    "pasted",
    "search_key",
    "sort_key",
    "strange",
    "thai_digits",
    "tidy",
    "without_strange",
    "words",
]

_ARABIC = "0123456789"
_THAI = "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI = str.maketrans(_ARABIC, _THAI)
_TO_ARABIC = str.maketrans(_THAI, _ARABIC)


def thai_digits(text: str | int) -> str:
    """`text` with 0–9 written ๐–๙."""
    return str(text).translate(_TO_THAI)


def arabic_digits(text: str) -> str:
    """`text` with ๐–๙ written 0–9."""
    return text.translate(_TO_ARABIC)


# --- the normal form ----------------------------------------------------------------------------------------------

# Positional glyphs that Thai fonts of Windows (U+F700…) and of the Macintosh (U+F884…) kept in the private use area,
# and that Word put into documents as if they were letters. The tables are those text shapers fall back to.
_GLYPHS = (
    ("ฐ", 0xF700, 0xF89E), ("ิ", 0xF701, 0xF885), ("ี", 0xF702, 0xF886), ("ึ", 0xF703, 0xF887),
    ("ื", 0xF704, 0xF888), ("่", 0xF705, 0xF88C), ("้", 0xF706, 0xF88F), ("๊", 0xF707, 0xF892),
    ("๋", 0xF708, 0xF895), ("์", 0xF709, 0xF898), ("่", 0xF70A, 0xF88B), ("้", 0xF70B, 0xF88E),
    ("๊", 0xF70C, 0xF891), ("๋", 0xF70D, 0xF894), ("์", 0xF70E, 0xF897), ("ญ", 0xF70F, 0xF89A),
    ("ั", 0xF710, 0xF884), ("ํ", 0xF711, 0xF899), ("็", 0xF712, 0xF889), ("่", 0xF713, 0xF88A),
    ("้", 0xF714, 0xF88D), ("๊", 0xF715, 0xF890), ("๋", 0xF716, 0xF893), ("์", 0xF717, 0xF896),
    ("ุ", 0xF718, 0xF89B), ("ู", 0xF719, 0xF89C), ("ฺ", 0xF71A, 0xF89D),
)  # fmt: skip
# Bullets and ticks of the Symbol and Wingdings fonts, as Word exports them.
_SYMBOLS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF02D: "-", 0xF020: " "}
_SPACES = (0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_INVISIBLE = (
    0x00AD, 0x034F, 0x061C, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F),
    *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC),
)  # fmt: skip

_FOLD: dict[int, str | None] = {}
_FOLD |= {code: None for code in range(0x20) if code not in (0x09, 0x0A)}
_FOLD |= dict.fromkeys(range(127, 160))
_FOLD |= dict.fromkeys(_INVISIBLE)
_FOLD |= dict.fromkeys(_SPACES, " ")
_FOLD |= {0x2028: "\n", 0x2029: "\n", 0x0085: "\n"}
_FOLD |= dict.fromkeys(range(57344, 63744))
_FOLD |= _SYMBOLS
_FOLD |= {code: letter for letter, *codes in _GLYPHS for code in codes}

# Astral private use and lone surrogates, which no database encoding accepts.
_UNSTORABLE = re.compile("[\ud800-\udfff\U000f0000-\U0010ffff]")
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_RUN = re.compile(f"[{_MARKS}]{{2,}}")
_SPLIT_AM = re.compile(f"\u0e4d([{_MARKS}]*)\u0e32")
_EARLY_AM = re.compile("\u0e33+([\u0e48-\u0e4b]+)")
_AMS = re.compile("\u0e33{2,}")


def _rank(mark: str) -> int:
    """Where a mark stands on its consonant: below and above vowels, then ํ, then the tone, then ์."""
    if mark == "\u0e3a":
        return 0
    if mark == "\u0e4d":
        return 2
    if "\u0e48" <= mark <= "\u0e4b":
        return 3
    return 4 if mark in "\u0e4c\u0e4e" else 1


def _in_order(run: re.Match[str]) -> str:
    return "".join(sorted(dict.fromkeys(run[0]), key=_rank))


_PRIVATE = range(57344, 63744)
_FOLD_KEEPING = {code: letter for code, letter in _FOLD.items() if letter is not None or code not in _PRIVATE}
_LONE = re.compile("[\ud800-\udfff]")
_STRANGE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff\ufffd]")


def tidy(text: str) -> str:
    """`normalise` for what somebody writes and must not lose: signs of a private font that we cannot read stay where they are,
    and a broken half of a sign becomes U+FFFD, so that both can be shown, named and dealt with (`strange`)."""
    if _STRANGE.search(text) is None and _LONE.search(text) is None:
        return normalise(text)
    return _normal(
        _LONE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_FOLD_KEEPING)
    )


def strange(text: str) -> list[tuple[str, str]]:
    """The signs of a tidied text that nobody else will see as the writer did: code point and the words before it, in order."""
    return [
        (f"U+{ord(found[0]):04X}", "".join(clusters(text[max(0, found.start() - 40) : found.start()])[-12:]))
        for found in _STRANGE.finditer(text)
    ]


def without_strange(text: str, instead: str = "") -> str:
    """A text without its strange signs."""
    return _STRANGE.sub(instead, text)


@dataclass(frozen=True, slots=True)
class Pasted:
    """What normalising changed in a text: glyphs of old fonts read as `letters`, signs one cannot see (`invisible`: zero-width,
    `direction`: right-to-left marks, `control`) left out, and signs that cannot be read (`strange`), which stay."""

    letters: int = 0
    invisible: int = 0
    direction: int = 0
    control: int = 0
    strange: int = 0


_DIRECTION = frozenset([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_GLYPH_CODES = frozenset([*_SYMBOLS, *(code for _, *codes in _GLYPHS for code in codes)])


def pasted(text: str) -> Pasted:
    """See `Pasted`."""
    if text.isascii() and text.isprintable():
        return Pasted()
    codes = Counter(map(ord, text))
    hidden = _DIRECTION | frozenset(_INVISIBLE)

    def many(wanted: Container[int]) -> int:
        return sum(count for code, count in codes.items() if code in wanted)

    return Pasted(
        letters=many(_GLYPH_CODES),
        invisible=many(hidden - _DIRECTION),
        direction=many(_DIRECTION),
        control=sum(
            n for code, n in codes.items() if (code < 32 and code not in (9, 10, 13)) or 127 <= code < 160
        ),
        strange=len(_STRANGE.findall(_LONE.sub("\ufffd", text).translate(_FOLD_KEEPING))),
    )


def normalise(text: str) -> str:
    """The one normal form of a text a person typed or pasted: idempotent, storable, and the same for what looks the same.

    NFC; เ+เ → แ; ํ+า → ำ in any order with the tone mark (น้ำ, นํ้า, นำ้); marks in writing order and never twice;
    zero-width and control characters removed (line breaks and tabs stay); odd spaces become a plain space; glyphs of
    old fonts become their letters, unknown private-use characters go.
    """
    if text.isascii() and text.isprintable():
        return text
    return _normal(_UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_FOLD))


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\u0e40\u0e40", "\u0e41")
    before = ""
    while before != text:
        before = text
        text = _RUN.sub(_in_order, text)
        text = _SPLIT_AM.sub("\\1\u0e33", text)
        text = _EARLY_AM.sub("\\1\u0e33", text)
        text = _AMS.sub("\u0e33", text)
    return unicodedata.normalize("NFC", text)


# --- the search form ----------------------------------------------------------------------------------------------

_ALIKE = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    # The killer and its relatives: สัมฤทธิ์ผล and สัมฤทธิผล, ซอฟต์แวร์ and ซอฟตแวร์ find each other.
    "\u0e4c": None, "\u0e3a": None, "\u0e4e": None,
})  # fmt: skip
_BLANKS = re.compile(r"\s+")
_BEFORE_REPEAT = re.compile(r"\s+(?=[ๆฯ])")


def search_key(text: str) -> str:
    """The form in which texts are indexed and queries are asked: both sides go through here, then compare as substrings.

    Normal form, compatibility letters opened (ﬁ → fi), case folded, Arabic digits, blanks folded to one space, no space
    before ๆ and ฯ, dashes and quotes made plain, การันต์ (์) left out.
    """
    before = ""
    while before != text:  # twice as a rule: leaving a mark out may join what stood around it
        before = text
        text = normalise(unicodedata.normalize("NFKC", normalise(text)).casefold())
        text = text.translate(_TO_ARABIC).translate(_ALIKE)
        text = _BEFORE_REPEAT.sub("", _BLANKS.sub(" ", text).strip())
    return text


# --- the sort key -------------------------------------------------------------------------------------------------

KEY_LENGTH = 400
"""The greatest length of a sort key, in (ASCII) characters: what a column for it must hold."""

_PRIMARIES = 140
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_CONSONANTS = "".join(map(chr, range(0x0E01, 0x0E2F)))
_SIGNS = "ฯๆ"
_LEADING = "เแโใไ"
_VOWELS = "ะัาๅำิีึืุู" + _LEADING
_SWAP = re.compile(f"([{_LEADING}])([{_CONSONANTS}])")
_TOKEN = re.compile(r"\d+|.", re.DOTALL)
_ACCENTS = ("็", "่", "้", "๊", "๋", "์", "ํ", "๎", "ฺ")


def _pair(number: int) -> str:
    return _BASE36[number // 36] + _BASE36[number % 36]


# Pair 00 ends a level, 1–35 give the length of a number, then digits, Thai letters, Latin letters, all others.
_WEIGHT = {
    letter: _pair(36 + place)
    for place, letter in enumerate(_ARABIC + _CONSONANTS + _VOWELS + "abcdefghijklmnopqrstuvwxyz")
}
_OTHER = "zz"
_END = "00"
_MARK = {mark: _pair(1 + place) for place, mark in enumerate(_ACCENTS)}


def _four(code: int) -> str:
    return _pair(code // 1296) + _pair(code % 1296)


def _place(position: int) -> str:
    """A position counted down: having a mark earlier sorts later, and having none sorts first."""
    return _pair(1295 - min(position, 1290))


def sort_key(text: str) -> str:
    """A key of [0-9a-z] whose plain byte order is the Royal Institute's dictionary order, at most KEY_LENGTH long.

    Numbers by value, then Thai, then Latin letters, then the rest. Leading vowels (เ แ โ ใ ไ) count after their
    consonant; consonants precede vowels; tone marks, ็ and ์ only break ties; blanks, ๆ, ฯ, punctuation and case break what
    is still tied. Being lower-case ASCII, it sorts alike in SQLite (BINARY), PostgreSQL "C" and other collations.
    Not unique: give a list a last key of its own. Source of the order: the preface of the Royal Institute dictionary;
    compared with ICU's Thai collation over 20,000 words and names, the two give the same order.
    """
    text = unicodedata.normalize("NFKD", normalise(text)).replace("\u0e4d\u0e32", "\u0e33")
    text = _SWAP.sub(r"\2\1", normalise(text).translate(_TO_ARABIC))
    letters: list[str] = []
    marks: list[str] = []
    rest: list[str] = []
    for token in _TOKEN.findall(text):
        if len(letters) >= _PRIMARIES:
            break
        if token[0].isascii() and token[0].isdigit():
            digits = token.lstrip("0") or "0"
            letters.append(_pair(min(len(digits), 35)) + "".join(_WEIGHT[digit] for digit in digits[:35]))
        elif (lower := token.lower()) in _WEIGHT:
            letters.append(_WEIGHT[lower])
            if lower != token:
                rest.append(_place(len(letters)) + _four(ord(token)))
        elif token in _MARK:
            marks.append(_place(len(letters)) + _MARK[token])
        elif token not in _SIGNS and unicodedata.category(token)[0] in "LN":
            letters.append(_OTHER + _four(ord(token)))
        else:
            rest.append(_place(len(letters)) + _four(ord(token)))
    key = "".join(letters)[: _PRIMARIES * 2] + _END + "".join(marks) + _END + "".join(rest)
    return key[:KEY_LENGTH]


# --- counts -------------------------------------------------------------------------------------------------------

_EXTENDS = {"Mn", "Me", "Mc"}


def clusters(text: str) -> list[str]:
    """What a reader counts as characters: ที่ is one, น้ำ is one, เ is one of its own (UAX #29, the parts Thai needs)."""
    made: list[str] = []
    for character in text:
        extends = character == "\u0e33" or unicodedata.category(character) in _EXTENDS
        if made and extends and made[-1] not in "\n\t ":
            made[-1] += character
        else:
            made.append(character)
    return made


# Names and words of this field that the dictionary of ICU takes apart: each is one word.
_ONE_WORD = re.compile("สัมฤทธิ์?ผล|เลิศรัฐ|แท็กทีม|ก\\.พ\\.ร\\.")
# Signs beyond the 16-bit plane are no words here, and would move the places that the segmenter counts in.
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def words(text: str) -> int:
    """How many words `text` has, as ICU's dictionary divides Thai: what browsers count too (`Intl.Segmenter`), save that the
    field's own words (สัมฤทธิผล, เลิศรัฐ) count one. Compounds are counted by their parts: รางวัล·ยอด·เยี่ยม is three."""
    text = _ONE_WORD.sub(" กรม ", _ASTRAL.sub(" ", normalise(text)))
    return sum(1 for piece in WordBreaker(text, "th") if any(map(str.isalnum, piece))) if text.strip() else 0


# Sarabun at 11.5 points, the size of TH Sarabun 16, on A4 with margins of 2.5 cm: 26,300 clusters of prose fill 10½ pages.
_CLUSTERS_PER_PAGE = 2500
_CLUSTERS_PER_LINE = 78


def pages(text: str) -> Fraction:
    """About how many A4 pages `text` fills as the forms are printed; a paragraph's last line counts whole."""
    size = 0
    for line in normalise(text).strip().splitlines():
        size += -(-max(len(clusters(line)), 1) // _CLUSTERS_PER_LINE) * _CLUSTERS_PER_LINE
    return Fraction(size, _CLUSTERS_PER_PAGE)
