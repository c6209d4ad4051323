"""The floors of the house as one ordered list, and the walk that holds the sources against it.

`breaches(package)` reads every module below a package directory (nothing is imported) and returns one `Breach` for each
import, string foreign key, dotted name and migration dependency that goes up, or sideways to another room on the same floor.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Bottom up; the names in one row stand on one floor and do not know of each other. This list is the law.
FLOORS: tuple[frozenset[str], ...] = tuple(
    frozenset(row.split())
    for row in (
        "kernel",
        "criteria matching typesetting",
        "records",
        "people files search",
        "agencies",
        "committees",
        "programmes",
        "works privacy",
        "conflicts",
        "selfassessment",
        "applications",
        "assessment events",
        "decisions",
        "catalogue notices",
        "web api cli demo",
        "settings",
    )
)
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
PURE = FLOORS[0] | FLOORS[1]
FACES = frozenset({"web", "api", "cli"})
DOORS = frozenset({"queries", "permits", "actions", "states"})
RULE = "a package imports only from floors below its own; rooms on one floor do not import each other"
DOORS_RULE = "web, api and cli reach a room only through its queries, permits, actions and states"
# Calls whose first text, or `to=` and `through=`, names a model as "room.Model".
MODEL_CALLS = frozenset(
    {"ForeignKey", "OneToOneField", "ManyToManyField", "get_model", "get_registered_model"}
)
# The person is referred to through Django's seam (settings.AUTH_USER_MODEL), which names no room; so the floor that
# `people` stands on may do it too, and no floor below it.
PERSON = "AUTH_USER_MODEL"
_MODEL = re.compile(r"(\w+)\.[A-Z]\w*")
_DOTTED = re.compile(r"lertrat(\.\w+)+")


@dataclass(frozen=True, order=True)
class Breach:
    """One line that breaks the law."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


@dataclass(frozen=True)
class Reach:
    """One place where a module reaches for a name: `target` is dotted and begins with "lertrat."."""

    line: int
    target: str
    how: str
    typing_only: bool = False


class _Walker(ast.NodeVisitor):
    """Collects every reach of one module."""

    def __init__(self, module: str, is_package: bool, modules: frozenset[str]) -> None:
        self.package = module if is_package else module.rpartition(".")[0]
        self.modules = modules
        self.reaches: list[Reach] = []
        self._typing = 0
        self._docstrings: set[int] = set()

    def _add(self, line: int, target: str, how: str) -> None:
        self.reaches.append(Reach(line, target, how, self._typing > 0))

    def visit_If(self, node: ast.If) -> None:
        typing = "TYPE_CHECKING" in ast.dump(node.test)
        self._typing += typing
        for child in node.body:
            self.visit(child)
        self._typing -= typing
        for child in (node.test, *node.orelse):
            self.visit(child)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.split(".")[0] == "lertrat":
                self._add(node.lineno, alias.name, "imports")

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = node.module or ""
        if node.level:
            parents = self.package.split(".")
            base = ".".join(parents[: len(parents) - node.level + 1] + ([node.module] if node.module else []))
        if base.split(".")[0] == "lertrat":
            for alias in node.names:
                # `from a import b` is a reach for the module a.b where there is one, else for a name inside a.
                inner = f"{base}.{alias.name}"
                self._add(node.lineno, inner if inner in self.modules else base, "imports")

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in MODEL_CALLS:
            values = [
                *node.args[:1],
                *(k.value for k in node.keywords if k.arg in {"to", "through", "app_label"}),
            ]
            for value in values:
                self._model(value)
        if name in {"swappable_dependency", "get_user_model"}:
            self._add(node.lineno, PERSON, "refers to")
        self.generic_visit(node)

    def _model(self, value: ast.expr) -> None:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            room = value.value.split(".")[0]
            if _MODEL.fullmatch(value.value) or room in LEVEL:
                self._add(value.lineno, f"lertrat.{room}.models", "names in a string")
        elif isinstance(value, ast.Attribute) and value.attr == "AUTH_USER_MODEL":
            self._add(value.lineno, PERSON, "refers to")

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring may name whatever it likes
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and _DOTTED.fullmatch(node.value) and room_of(node.value) in LEVEL:
            self._add(node.lineno, node.value, "names in a string")

    def visit_Assign(self, node: ast.Assign) -> None:
        named = [target.id for target in node.targets if isinstance(target, ast.Name)]
        if named == ["dependencies"] and isinstance(node.value, ast.List):
            for pair in node.value.elts:
                first = pair.elts[0] if isinstance(pair, ast.Tuple) and pair.elts else None
                if isinstance(first, ast.Constant) and first.value in LEVEL:
                    self._add(pair.lineno, f"lertrat.{first.value}.migrations", "depends in a migration on")
        self.generic_visit(node)


@cache
def modules(package: Path) -> dict[str, Path]:
    """Every module below the package directory, by dotted name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def reaches(package: Path) -> Iterator[tuple[str, Path, Reach]]:
    """(module, file, reach) for every reach of every module into the package itself."""
    names = frozenset(modules(package))
    for module, path in modules(package).items():
        walker = _Walker(module, path.name == "__init__.py", names)
        walker.visit(ast.parse(path.read_text()))
        for reach in walker.reaches:
            yield module, path, reach


def room_of(dotted: str) -> str:
    """The room a dotted name lies in; "" for the package itself."""
    return (dotted.split(".") + [""])[1]


def _verdict(module: str, reach: Reach) -> str:
    """What is wrong with this reach, in words; "" when nothing is."""
    here, there = room_of(module), room_of(reach.target)
    if reach.target == PERSON:
        return (
            "" if LEVEL[here] >= LEVEL["people"] else f"{here} {reach.how} people, on a floor above: {RULE}"
        )
    if there == "settings" and here in FACES and reach.how == "names in a string":
        return ""  # an entry point tells Django which settings to read; nothing is imported from them
    if not there or here == there:
        return ""
    if there not in LEVEL:
        return f"{reach.how} lertrat.{there}, which stands on no floor (FLOORS in tests/house/law.py)"
    if LEVEL[there] >= LEVEL[here]:
        side = "on the same floor" if LEVEL[there] == LEVEL[here] else "on a floor above"
        return f"{here} {reach.how} {there} ({reach.target}), {side}: {RULE}"
    if here in FACES and there not in PURE and not reach.typing_only:
        door = (reach.target.split(".") + ["", ""])[2]
        if door not in DOORS:
            return f"{here} {reach.how} {reach.target}: {DOORS_RULE}"
    return ""


def breaches(package: Path) -> list[Breach]:
    """Every line below `package` that breaks the law, in order; empty when the house stands."""
    found: set[Breach] = set()
    for module, path in modules(package).items():
        if room_of(module) and room_of(module) not in LEVEL:
            found.add(
                Breach(
                    _shown(package, path), 1, f"{module} stands on no floor (FLOORS in tests/house/law.py)"
                )
            )
    for module, path, reach in reaches(package):
        if room_of(module) in LEVEL and (words := _verdict(module, reach)):
            found.add(Breach(_shown(package, path), reach.line, words))
    return sorted(found)


def cycles(package: Path) -> list[Breach]:
    """Modules that import each other in a circle, imports inside functions too; one Breach for each circle.

    Imports for annotations only (`if TYPE_CHECKING`) tie nothing and do not count.
    """
    edges: dict[str, dict[str, int]] = {name: {} for name in modules(package)}
    for module, _, reach in reaches(package):
        if (
            reach.how == "imports"
            and not reach.typing_only
            and reach.target in edges
            and reach.target != module
        ):
            edges[module].setdefault(reach.target, reach.line)
    found: list[Breach] = []
    state: dict[str, int] = {}

    def walk(module: str, trail: list[str]) -> None:
        state[module] = 1
        for target, line in edges[module].items():
            if state.get(target) == 1:
                circle = [*trail[trail.index(target) :], target]
                path = modules(package)[module]
                found.append(
                    Breach(_shown(package, path), line, "imports in a circle: " + " -> ".join(circle))
                )
            elif target not in state:
                walk(target, [*trail, target])
        state[module] = 2

    for module in edges:
        if module not in state:
            walk(module, [module])
    return found


def _shown(package: Path, path: Path) -> str:
    return str(path.relative_to(package.parent.parent))
