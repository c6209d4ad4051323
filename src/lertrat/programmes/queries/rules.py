"""Drafts of rules: who sees them, what they say, and what is left before they may be sealed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from lertrat import criteria
from lertrat.committees import queries as committees
from lertrat.committees.models import AgendaItem
from lertrat.criteria import Pack, PackError, Problem, RuleChange
from lertrat.kernel import clock
from lertrat.kernel.errors import NotFound, Refusal
from lertrat.kernel.hashing import digest
from lertrat.people.models import Person
from lertrat.programmes.models import Edition, Programme, RulesDraft, RulesGround, RulesRevision
from lertrat.programmes.queries.editions import pack_of, reach, version

_TEXTS = ("base_source", "base_supplement")


@dataclass(frozen=True, slots=True)
class Base:
    """A year of rules to begin from or to compare with. `key` is "sealed:psea-2564" or "builtin:psea-2566"."""

    key: str
    code: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a text compiles to: the pack, or each problem with its file and line. Exactly one of the two."""

    pack: Pack | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a draft is. `lacking` and `unsettled` are rule keys: no ground named (or the rule changed since), and a ground
    whose meeting has not approved it yet."""

    compiled: Compiled
    changes: tuple[RuleChange, ...]
    grounds: dict[str, RulesGround]
    lacking: tuple[str, ...]
    unsettled: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether it may be proposed: it compiles, and every changed rule names what it rests on."""
        return self.compiled.pack is not None and not self.lacking


def rules_programmes(person: Person) -> list[Programme]:
    """The programmes whose rules this person may draft: those whose officer they are (a co-organiser drafts none)."""
    held = reach(person.pk, clock.now()).programmes
    return list(Programme.objects.filter(pk__in=held).order_by("id"))


def rules_drafts(programme_ids: list[int]) -> list[RulesDraft]:
    """Drafts of these programmes, the running ones first, without their texts."""
    rows = RulesDraft.objects.filter(programme_id__in=programme_ids).select_related("programme", "created_by")
    found = list(rows.defer(*_TEXTS).order_by("-id")[:200])
    return sorted(found, key=lambda draft: draft.state not in ("drafting", "proposed"))


def rules_draft(person: Person, ref: str) -> RulesDraft:
    """A draft of one of the person's programmes. Raises NotFound, for a stranger and a co-organiser as for nothing."""
    found = (
        RulesDraft.objects.select_related("programme", "created_by", "proposed_by", "sealed_version", "base_version")
        .defer("sealed_version__source", "sealed_version__supplement", "base_version__source", "base_version__supplement")
        .filter(ref=ref.upper(), programme_id__in=reach(person.pk, clock.now()).programmes)
        .first()
    )  # fmt: skip
    if found is None:
        raise NotFound("no-rules-draft", "ไม่พบร่างหลักเกณฑ์นี้", "There is no such draft of rules.")
    return found


def rules_text(draft: RulesDraft, number: int | None = None) -> RulesRevision:
    """A revision with its text, the newest unless told otherwise. Raises NotFound."""
    rows = RulesRevision.objects.filter(draft=draft).select_related("saved_by")
    found = rows.filter(number=draft.number if number is None else number).first()
    if found is None:
        raise NotFound("no-revision", "ไม่พบฉบับแก้ไขนี้", "There is no such revision.")
    return found


def revisions(draft: RulesDraft) -> list[RulesRevision]:
    """Who saved when, newest first, without the texts."""
    rows = RulesRevision.objects.filter(draft=draft).defer("source", "supplement").select_related("saved_by")
    return list(rows.order_by("-number")[:100])


def agenda_items() -> list[AgendaItem]:
    """Matters of meetings that a rule may rest on, newest first."""
    return committees.agenda_items()


def bases(programme: Programme) -> list[Base]:
    """The years of a programme to begin from: sealed ones, then those that come with the program; newest first."""
    sealed = Edition.objects.filter(programme=programme, pack_version__isnull=False).order_by("-year_be")
    found = [Base(f"sealed:{one.code}", one.code, True) for one in sealed]
    known = {one.code for one in found}
    own = [id for id in criteria.builtin_ids() if id.startswith(f"{programme.code}-") and id not in known]
    return found + [Base(f"builtin:{id}", id, False) for id in sorted(own, reverse=True)]


def base(programme: Programme, key: str) -> tuple[Pack, str, str, Edition | None]:
    """A year by its key: compiled, its text, its supplement, and its edition where it is sealed. Raises NotFound."""
    if key not in {one.key for one in bases(programme)}:
        raise NotFound("no-year", "ไม่พบหลักเกณฑ์ของปีนี้", "There are no rules of this year.")
    kind, _, code = key.partition(":")
    if kind == "sealed":
        edition = Edition.objects.select_related("pack_version", "programme").get(code=code)
        assert edition.pack_version is not None
        held = version(edition, edition.pack_version.number)
        return pack_of(edition), held.source, held.supplement, edition
    source, supplement = criteria.builtin_source(code)
    return criteria.builtin(code), source, supplement, None


@lru_cache(maxsize=24)
def _compiled(key: str, texts: _Held) -> Compiled:
    try:
        return Compiled(
            criteria.load_pack(
                texts.source, texts.supplement or None, name=f"{texts.code}.yaml",
                supplement_name=f"{texts.code}.demo.yaml",
            )
        )  # fmt: skip
    except PackError as error:
        return Compiled(None, tuple(error.problems))


class _Held:
    """Texts that a cache's key stands for: alike for every lookup, so that only the hash tells."""

    def __init__(self, source: str, supplement: str, code: str) -> None:
        self.source, self.supplement, self.code = source, supplement, code

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)

    def __hash__(self) -> int:
        return 0


def compiled(source: str, supplement: str, code: str) -> Compiled:
    """What a text compiles to; kept by its hash, problems too."""
    key = hashlib.sha256(f"{code}\0{source}\0{supplement}".encode("utf-8", "surrogatepass")).hexdigest()
    return _compiled(key, _Held(source, supplement, code))


def change_digest(change: RuleChange) -> str:
    """What a ground is named for: the rule's words before and after."""
    said = [(one.th, one.en) if one else None for one in (change.before, change.after)]
    return digest([change.rule, change.kind, said, [one.th for one in change.words]])


@lru_cache(maxsize=24)
def _changes(before: str, after: str, packs: _Packs) -> tuple[RuleChange, ...]:
    return tuple(criteria.rule_changes(packs.a, packs.b))


class _Packs(_Held):
    def __init__(self, a: Pack, b: Pack) -> None:
        self.a, self.b = a, b

    __hash__ = _Held.__hash__


def changes_between(a: Pack, b: Pack) -> tuple[RuleChange, ...]:
    """The rules that differ; kept by the hashes of both."""
    return _changes(a.sha256 + a.supplement_sha256, b.sha256 + b.supplement_sha256, _Packs(a, b))


def standing(draft: RulesDraft, revision: RulesRevision | None = None) -> Standing:
    """What a draft's text changes, what each change rests on, and what is left. Two queries."""
    held = revision or rules_text(draft)
    grounds = {
        one.rule: one
        for one in RulesGround.objects.filter(draft=draft).select_related(
            "item__meeting__committee", "item__resolution", "by"
        )
    }
    made = compiled(held.source, held.supplement, draft.code)
    before = compiled(draft.base_source, draft.base_supplement, draft.base_code)
    if made.pack is None or before.pack is None:
        return Standing(made, (), grounds, (), ())
    found = changes_between(before.pack, made.pack)
    needing = [one for one in found if one.needs]
    lacking = [one.rule for one in needing if not _fits(grounds.get(one.rule), one)]
    unsettled = [one.rule for one in needing if one.rule not in lacking and not _settled(grounds[one.rule])]
    return Standing(made, found, grounds, tuple(lacking), tuple(unsettled))


def _fits(ground: RulesGround | None, change: RuleChange) -> bool:
    return ground is not None and ground.digest == change_digest(change)


def _settled(ground: RulesGround) -> bool:
    if ground.item is None:
        return True
    resolution = getattr(ground.item, "resolution", None)
    return resolution is not None and resolution.outcome == "approved"


def require_ready(found: Standing) -> None:
    """Refusal naming the first problem or the rules that lack their ground."""
    if found.compiled.pack is None:
        raise PackError(list(found.compiled.problems))
    if found.lacking:
        names = {one.rule: one.name for one in found.changes}
        first = [names[rule] for rule in found.lacking[:3]]
        raise Refusal(
            "grounds-lacking",
            f"ข้อที่เปลี่ยนยังไม่ระบุมติหรือเอกสาร {len(found.lacking)} ข้อ เช่น " + " / ".join(one.th for one in first),
            f"{len(found.lacking)} changed rules name no resolution: " + " / ".join(one.en for one in first),
        )
