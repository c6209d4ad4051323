"""The floors of the house (see docs/architecture.md): nobody reaches up or sideways, and nothing goes in a circle."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import law

SOURCE = Path(__file__).resolve().parents[2] / "src/lertrat"


def test_every_reach_goes_down() -> None:
    found = law.breaches(SOURCE)
    assert not found, "\n" + "\n".join(map(str, found))


def test_nothing_imports_in_a_circle() -> None:
    found = law.cycles(SOURCE)
    assert not found, "\n" + "\n".join(map(str, found))


def test_the_walk_sees_the_sources() -> None:
    # On an empty list of modules the two tests above would pass.
    assert len(law.modules(SOURCE)) > 20
    assert sum(1 for _ in law.reaches(SOURCE)) > 20


def house(tmp_path: Path, **files: str) -> Path:
    """A small house with the given modules ("people__x" is people/x.py) beside a few empty ones."""
    package = tmp_path / "src/lertrat"
    files = (
        dict.fromkeys(("works__models", "works__queries", "people__models", "files__models", "web__urls"), "")
        | files
    )
    for name, text in files.items():
        path = package.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        for parent in path.parents:
            if package in (parent, *parent.parents):
                (parent / "__init__.py").touch()
        path.write_text(text)
    return package


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("people__x", "from lertrat.works import queries"),
        ("people__x", "import lertrat.works.models"),
        ("people__x", "def f():\n    from lertrat.works.models import Work"),
        ("people__x", "from ..works import models"),
        ("people__x", "from lertrat.files import models"),
        ("people__x", "if TYPE_CHECKING:\n    from lertrat.works.models import Work"),
        ("people__x", "importlib.import_module('lertrat.works.queries')"),
        ("people__x", "work = models.ForeignKey('works.Work', on_delete=models.PROTECT)"),
        ("people__x", "works = models.ManyToManyField(to='works.Work')"),
        ("people__x", "Work = apps.get_model('works', 'Work')"),
        ("records__x", "actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)"),
        ("records__x", "Person = get_user_model()"),
        (
            "people__migrations__0001_initial",
            "class Migration:\n    dependencies = [('works', '0001_initial')]",
        ),
        ("people__x", "from lertrat.cellar import wine"),
        ("web__x", "from lertrat.works.models import Work"),
        ("web__x", "from lertrat.works import Work"),
        ("cli__x", "from lertrat.web import urls"),
    ],
)
def test_a_planted_breach_is_found_with_its_line(tmp_path: Path, module: str, line: str) -> None:
    (found,) = map(str, law.breaches(house(tmp_path, **{module: f"x = 1\n{line}\n"})))
    last = 1 + len(line.splitlines())
    assert found.startswith(f"src/lertrat/{module.replace('__', '/')}.py:{last}: ")


def test_a_room_without_a_floor_is_found(tmp_path: Path) -> None:
    assert law.breaches(house(tmp_path, cellar__wine="x = 1"))


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("works__x", "from lertrat.people.models import Person\nfrom lertrat.works.models import Work"),
        (
            "works__x",
            "a = models.ForeignKey('works.Work', models.PROTECT)\nb = models.ForeignKey('people.Person')",
        ),
        (
            "web__x",
            "from lertrat.works import queries\nfrom lertrat.works.queries import shown\nfrom lertrat.web import urls",
        ),
        ("web__x", "if TYPE_CHECKING:\n    from lertrat.works.models import Work"),
        ("people__x", '"""lertrat.works.queries"""'),
    ],
)
def test_what_the_law_allows_is_no_breach(tmp_path: Path, module: str, text: str) -> None:
    assert law.breaches(house(tmp_path, **{module: text})) == []


def test_a_planted_circle_is_found_also_inside_functions(tmp_path: Path) -> None:
    one_way = {"works__actions": "def act():\n    from lertrat.works.queries import shown\n"}
    assert law.cycles(house(tmp_path / "a", **one_way)) == []
    both_ways = one_way | {"works__queries": "from lertrat.works import actions\n"}
    (found,) = map(str, law.cycles(house(tmp_path / "b", **both_ways)))
    assert "lertrat.works.actions -> lertrat.works.queries -> lertrat.works.actions" in found
