"""Texts that say the same: fingerprints of Thai and other text, and the very passages two texts share. Pure.

Thai needs no words for this: a text is folded to its letters, every K letters in a row are hashed, and of every WINDOW hashes in a
row the least is kept (winnowing; Schleimer, Wilkerson and Aiken, 2003). Two texts that share PASSAGE letters share a fingerprint.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

from lertrat.kernel import thai

# Every threshold of the matter stands here. Letters are those of the folded text: no blanks, no punctuation.
K = 24
"""Letters hashed together, about five Thai words."""
PASSAGE = 100
"""The shortest passage that is told of, and the shortest that is surely found."""
WINDOW = PASSAGE - K + 1
COMMON = 8
"""A fingerprint that stands in so many texts is the way such texts are written, and counts for none."""
NEAREST = 10
"""With how many of the nearest texts a text is compared letter by letter."""
SHOWN = 8
"""How many passages of a pair are kept, the longest first."""
NEAR = Fraction(1, 20)
"""The share of a text that must be another's before it is called near; half of it is called the same."""
SAME = Fraction(1, 2)
LONGEST = 120_000
"""Letters of one text that are read."""

_BASE, _PRIME = 1_000_003, (1 << 61) - 1
_LAST = pow(_BASE, K - 1, _PRIME)
_SKIP = frozenset("\u0e4c\u0e3a\u0e4e\u0e46\u0e2f")
# Names of laws and resolutions, up to their year: everybody cites them.
_LAW = re.compile(
    "(?:พระราชบัญญัติ|พระราชกฤษฎีกา|พระราชกำหนด|รัฐธรรมนูญ|กฎกระทรวง|ระเบียบ|ประกาศ|มติคณะรัฐมนตรี).{0,120}?(?:พศ)?25[0-9]{2}"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text made ready. `at[i]` is where the letter i of `letters` stands in `said`; `hashes[i]` that of K letters from i;
    `counts[i]` is whether they count."""

    said: str
    letters: str
    at: tuple[int, ...]
    hashes: tuple[int, ...]
    counts: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """What two texts share: the words in each as they were written, and how many letters of both are alike."""

    length: int
    one: str
    other: str
    start: int


def read(said: str, without: Set[int] = frozenset()) -> Text:
    """`said` made ready; K letters in a row whose hash is in `without` (a form's own words) and names of laws do not count."""
    said = thai.normalise(said)
    letters, at = _folded(said)
    hashes = _hashes(letters)
    barred = [one in without for one in hashes] if without else [False] * len(hashes)
    for law in _LAW.finditer(letters):
        for place in range(max(0, law.start() - K + 1), min(len(barred), law.end())):
            barred[place] = True
    return Text(said, letters, at, hashes, tuple(not one for one in barred))


def _folded(said: str) -> tuple[str, tuple[int, ...]]:
    kept: list[str] = []
    at: list[int] = []
    for place, sign in enumerate(thai.arabic_digits(said)):
        if (sign.isalnum() or "\u0e30" <= sign <= "\u0e4e") and sign not in _SKIP:
            kept.append(sign.lower()[0])
            at.append(place)
            if len(kept) == LONGEST:
                break
    return "".join(kept), tuple(at)


def _hashes(letters: str) -> tuple[int, ...]:
    if len(letters) < K:
        return ()
    value = 0
    for sign in letters[:K]:
        value = (value * _BASE + ord(sign)) % _PRIME
    made = [value]
    for gone, come in zip(letters, letters[K:], strict=False):
        value = ((value - ord(gone) * _LAST) * _BASE + ord(come)) % _PRIME
        made.append(value)
    return tuple(made)


def hashes_of(texts: Iterable[str]) -> frozenset[int]:
    """Every hash of these texts, to be left out of others."""
    return frozenset(one for text in texts for one in _hashes(_folded(thai.normalise(text))[0]))


def prints(text: Text) -> set[int]:
    """The fingerprints of a text, about two of every WINDOW letters."""
    kept: set[int] = set()
    run: list[int] = []
    for value, counts in zip(text.hashes, text.counts, strict=True):
        if counts:
            run.append(value)
        elif run:
            kept |= _winnow(run)
            run = []
    return kept | _winnow(run)


def _winnow(run: Sequence[int]) -> set[int]:
    if len(run) <= WINDOW:
        return {min(run)} if run else set()
    kept: set[int] = set()
    least: deque[int] = deque()
    for place, value in enumerate(run):
        while least and run[least[-1]] >= value:
            least.pop()
        least.append(place)
        if least[0] <= place - WINDOW:
            least.popleft()
        if place >= WINDOW - 1:
            kept.add(run[least[0]])
    return kept


def jaccard(one: Text, other: Text) -> Fraction:
    """How alike two texts are: hashes both have over hashes either has, of those that count; 0 for two empty ones."""
    left, right = _counting(one), _counting(other)
    either = len(left | right)
    return Fraction(len(left & right), either) if either else Fraction(0)


def _counting(text: Text) -> set[int]:
    return {value for value, counts in zip(text.hashes, text.counts, strict=True) if counts}


def passages(one: Text, other: Text, least: int = PASSAGE) -> list[Passage]:
    """What two texts share in at least `least` letters running, in the order of the first; no letter of it twice."""
    places: defaultdict[int, list[int]] = defaultdict(list)
    for place, (value, counts) in enumerate(zip(other.hashes, other.counts, strict=True)):
        if counts and len(places[value]) < COMMON:
            places[value].append(place)
    found: list[Passage] = []
    here = 0
    while here < len(one.hashes):
        best, there = 0, -1
        if one.counts[here]:
            for place in places.get(one.hashes[here], ()):
                length = _alike(one, here, other, place)
                if length > best:
                    best, there = length, place
        if best >= least:
            found.append(Passage(best, _cut(one, here, best), _cut(other, there, best), here))
            here += best
        else:
            here += 1
    return found


def _alike(one: Text, here: int, other: Text, there: int) -> int:
    """Letters alike from these two places, as far as what stands there counts in the first."""
    length = 0
    most = min(len(one.hashes) - here, len(other.hashes) - there)
    while (
        length < most
        and one.counts[here + length]
        and one.hashes[here + length] == other.hashes[there + length]
    ):
        length += 1
    if not length:
        return 0
    length += K - 1
    return length if one.letters[here : here + length] == other.letters[there : there + length] else 0


def _cut(text: Text, start: int, length: int) -> str:
    return text.said[text.at[start] : text.at[start + length - 1] + 1]
