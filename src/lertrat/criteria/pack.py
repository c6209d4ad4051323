"""A year's rules, loaded: frozen, checked, its worked examples run."""

from __future__ import annotations

from functools import cached_property

from lertrat.criteria import schema as s
from lertrat.criteria.names import Names
from lertrat.kernel.errors import Refusal


class Pack(s.Base):
    """The rules of one year. Made by `lertrat.criteria.load_pack` only."""

    id: str
    programme: str
    year_be: int
    title: s.Text
    authority: s.Authority
    sources: tuple[s.Source, ...]
    bodies: tuple[s.Body, ...]
    legal_basis: tuple[s.Statement, ...]
    purpose: tuple[s.Statement, ...]
    emblems: tuple[s.Emblem, ...]
    emphasis: tuple[s.Statement, ...]
    success_factors: tuple[s.Statement, ...]
    levels: dict[str, s.Level]
    branches: dict[str, s.Branch]
    facts: dict[str, s.Fact]
    types: dict[str, s.AwardType]
    honours: tuple[s.Honour, ...]
    kpi: tuple[s.KpiRule, ...]
    kpi_refused: s.Statement | None
    instrument: s.Instrument | None
    certification: tuple[s.Statement, ...]
    suspended: tuple[s.Suspension, ...] = ()
    notes: tuple[s.Note, ...]
    open_values: tuple[s.OpenValue, ...]
    beside: tuple[s.Variant, ...]
    history: s.History
    examples: s.Examples
    forms: dict[str, s.Form]
    rubrics: dict[str, s.Rubric]
    aggregation: s.Aggregation | None
    tie_break: tuple[s.Statement, ...]
    letters: tuple[s.Wording, ...]
    certificates: tuple[s.Wording, ...]
    schema_version: int
    sha256: str
    supplement: str = ""
    supplement_sha256: str = ""
    label: s.Text | None = None
    carried_from: s.CarriedFrom | None = None

    @property
    def has_assumptions(self) -> bool:
        """Whether a supplement was merged in: what used it must then show `label`."""
        return bool(self.supplement)

    @property
    def assumed(self) -> tuple[s.OpenValue, ...]:
        """The open values that the supplement filled in."""
        return tuple(value for value in self.open_values if value.assumed)

    def type(self, type_id: str) -> s.AwardType:
        """The award type; Refusal where the year has none of that id."""
        if type_id not in self.types:
            raise Refusal(
                "no_type",
                f"ปี {self.year_be} ไม่มีประเภทรางวัล {type_id}",
                f"{self.id} has no award type {type_id}",
            )
        return self.types[type_id]

    def step(self, type_id: str, number: int) -> s.Step:
        """A step of a type; Refusal where there is none."""
        try:
            return self.type(type_id).step(number)
        except KeyError:
            raise Refusal(
                "no_step", f"รางวัล {type_id} ไม่มีขั้นตอนที่ {number}", f"{type_id} has no step {number}"
            ) from None

    def form(self, type_id: str, step: int) -> s.Form:
        """The form of a type's step, sections included; Refusal where the sources publish none."""
        id = self.step(type_id, step).form
        if not id:
            raise Refusal(
                "no_form",
                f"แหล่งข้อมูลไม่มีแบบฟอร์มของรางวัล {type_id} ขั้นตอนที่ {step}",
                f"no form is published for {type_id}, step {step}",
            )
        return self.forms[id]

    def rubric(self, type_id: str, step: int) -> s.Rubric:
        """The score sheet of a type's step; Refusal where the sources publish none."""
        id = self.step(type_id, step).rubric
        if not id:
            raise Refusal(
                "no_rubric",
                f"แหล่งข้อมูลไม่มีเกณฑ์การให้คะแนนของรางวัล {type_id} ขั้นตอนที่ {step}",
                f"no score sheet is published for {type_id}, step {step}",
            )
        return self.rubrics[id]

    def open_value(self, id: str) -> s.OpenValue:
        """The open value `id`; KeyError where there is none."""
        return self._open[id]

    def value_in_force(self, id: str) -> bool | int | str | None:
        """The value the engine uses for an open value, None where none is in force."""
        return self._open[id].in_force_value

    def types_of(self, branch: str) -> tuple[s.AwardType, ...]:
        """The award types of a branch, in the pack's order."""
        return tuple(t for t in self.types.values() if t.branch == branch)

    def emblem(self, branch: str = "") -> s.Emblem | None:
        """The emblem of a branch, or of the programme itself."""
        return next((e for e in self.emblems if e.branch == branch), None)

    def wording(self, id: str) -> s.Wording:
        """A letter's or certificate's wording; KeyError where there is none."""
        return {w.id: w for w in (*self.certificates, *self.letters)}[id]

    @property
    def open_ids(self) -> frozenset[str]:
        """The ids of all open values."""
        return frozenset(self._open)

    def names_of(self, type_id: str) -> tuple[str, ...]:
        """Every printed form of a type's name: what a search must find."""
        return _type_names(self.type(type_id))

    def resolve_type(self, text: str) -> str | None:
        """The type that a printed name, a variant, an English name or an id names; None where none does."""
        return self._types.find(text)

    def resolve_branch(self, text: str) -> str | None:
        """The branch that `text` names, or None."""
        return self._branches.find(text)

    def resolve_level(self, text: str) -> str | None:
        """The level that `text` names, or None."""
        return self._levels.find(text)

    def resolve_kind(self, text: str) -> str | None:
        """The kind of agency that `text` (an id or a name) means, or None."""
        return self._kinds.find(text)

    def is_beside(self, text: str) -> bool:
        """Whether `text` names awards that belong to no branch: an honour, or a family the pack lists under `beside`."""
        return bool(text.strip()) and self._beside.knows(text)

    @cached_property
    def _open(self) -> dict[str, s.OpenValue]:
        return {value.id: value for value in self.open_values}

    @cached_property
    def _types(self) -> Names:
        return Names((id, _type_names(t)) for id, t in self.types.items())

    @cached_property
    def _branches(self) -> Names:
        return Names((id, _names(b)) for id, b in self.branches.items())

    @cached_property
    def _levels(self) -> Names:
        return Names((id, _names(level)) for id, level in self.levels.items())

    @cached_property
    def _kinds(self) -> Names:
        fact = self.facts.get("agency_kind")
        return Names((o.id, (o.th, o.en)) for o in (fact.options if fact else ()))

    @cached_property
    def _beside(self) -> Names:
        honours = [(h.id, _names(h)) for h in self.honours]
        families = [(f"beside-{n}", (v.words,)) for n, v in enumerate(self.beside)]
        return Names([*honours, *families])


def _names(item: s.Branch | s.Level | s.Honour | s.AwardType) -> tuple[str, ...]:
    variants = [form for v in item.variants for form in (v.words, v.reading)]
    return tuple(name for name in (item.name.th, item.name.en, item.printed, *variants) if name)


def _type_names(type: s.AwardType) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_names(type), *([type.english] if type.english else []))))
