"""The lock and the requirement files exported from it; `make lock` renews both.

pip and uv install from the exported files, with hashes. They carry no address of an index, so whoever installs uses the
index that their machine is set up for.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HEADER = "# Exported from uv.lock by `make lock`; do not edit.\n"
EXPORTS = {
    "requirements.txt": ["--no-default-groups"],
    "requirements-dev.txt": ["--no-default-groups", "--group", "dev", "--group", "setup"],
    "requirements-setup.txt": ["--only-group", "setup"],
}


def export(file: str) -> str:
    """The text that `file` (a key of EXPORTS) must have for the lock as it stands; reads no network."""
    command = [
        str(ROOT / ".venv/bin/uv"),
        "export",
        "--frozen",
        "--offline",
        "--quiet",
        "--no-header",
        "--no-annotate",
    ]
    command += ["--no-emit-project", *EXPORTS[file]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return HEADER + done.stdout


def direct_dependencies() -> dict[str, list[str]]:
    """`{"runtime" or the group's name: [requirement text, ...]}` as pyproject.toml states them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {"runtime": project["project"]["dependencies"], **project["dependency-groups"]}


def out_of_step() -> list[str]:
    """Sentences about what pyproject.toml, uv.lock and the exported files do not agree on; empty = all in step."""
    from packaging.requirements import Requirement

    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    own: dict[str, Any] = next(p for p in lock["package"] if p["name"] == "lertrat")["metadata"]
    locked = {"runtime": own["requires-dist"], **own["requires-dev"]}
    wrong = []
    for group, requirements in direct_dependencies().items():
        stated = {(r.name, str(r.specifier), tuple(sorted(r.extras))) for r in map(Requirement, requirements)}
        held = {
            (
                r["name"],
                str(Requirement("x" + r.get("specifier", "")).specifier),
                tuple(sorted(r.get("extras", []))),
            )
            for r in locked.get(group, [])
        }
        for name, specifier, _ in sorted(stated ^ held):
            wrong.append(
                f"{group}: {name}{specifier} stands in only one of pyproject.toml and uv.lock (run: make lock)"
            )
    for file in EXPORTS:
        path = ROOT / file
        if not path.exists() or path.read_text() != export(file):
            wrong.append(f"{file} is not what uv.lock says (run: make lock)")
    return wrong


def main() -> int:
    """Renew the lock (keeping the versions it has, unless arguments such as --upgrade say otherwise) and the files."""
    done = subprocess.run([str(ROOT / ".venv/bin/uv"), "lock", *sys.argv[1:]], cwd=ROOT, check=False)
    if done.returncode == 0:
        for file in EXPORTS:
            (ROOT / file).write_text(export(file))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
