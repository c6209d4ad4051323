"""What the house stands on is locked, and each direct dependency is justified."""

from __future__ import annotations

import re
from pathlib import Path

from packaging.requirements import Requirement

from tools import lock

ROOT = Path(__file__).resolve().parents[2]


def test_project_lock_and_requirement_files_are_in_step() -> None:
    wrong = lock.out_of_step()
    assert not wrong, "\n" + "\n".join(wrong)


def test_everything_installed_is_pinned_with_hashes() -> None:
    for file in lock.EXPORTS:
        text = (ROOT / file).read_text()
        entries = [line for line in text.splitlines() if re.match(r"\w", line)]
        assert entries, file
        for entry in re.split(r"\n(?=\w)", text):
            if re.match(r"\w", entry):
                assert "==" in entry.splitlines()[0] and "--hash=sha256:" in entry, (
                    f"{file}: {entry.splitlines()[0]}"
                )


def justified() -> dict[str, list[str]]:
    """`{name: the other cells of its row}` from the tables of docs/dependencies.md."""
    rows = re.findall(r"^\| `([^`]+)` \|(.+)\|$", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in rows}


def test_each_direct_dependency_has_its_line() -> None:
    rows = justified()
    stated = {r.name: r for group in lock.direct_dependencies().values() for r in map(Requirement, group)}
    assert not set(stated) - set(rows), (
        f"without a line in docs/dependencies.md: {sorted(set(stated) - set(rows))}"
    )
    assert not set(rows) - set(stated), f"no longer a dependency: {sorted(set(rows) - set(stated))}"
    for name, requirement in stated.items():
        floor, licence, why, health = rows[name]
        assert floor == str(requirement.specifier), (
            f"{name}: pyproject.toml says {requirement.specifier}, the page {floor}"
        )
        assert licence and len(why.split()) >= 4 and re.search(r"20\d\d", health), name
