"""What the house does not do, read off the sources: each test names the place and says the rule in words."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.house import law

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/lertrat"
# The machine's own time, asked for by name. Durations (time.monotonic, time.perf_counter) are not the time of day.
_CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("time", "time"),
    ("time", "time_ns"),
}
# Django's signals that are about the machinery, not about what somebody did.
_TECHNICAL_SIGNALS = {"post_migrate", "connection_created", "setting_changed"}


def trees(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    """(file, tree) for every module of the given rooms, or of the whole package."""
    for module, path in law.modules(SOURCE).items():
        if not rooms or law.room_of(module) in rooms:
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def tracked(*suffixes: str) -> list[Path]:
    """Every file of the repository, new ones included, that ends in one of the suffixes (all without any)."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    paths = [ROOT / name for name in names if not suffixes or name.endswith(suffixes)]
    return [path for path in paths if path.is_file()]


def clock_uses(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = getattr(node.value, "id", getattr(node.value, "attr", ""))
            if (owner, node.attr) in _CLOCKS:
                yield node.lineno
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value.lineno
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.functions":
            yield from (node.lineno for alias in node.names if alias.name == "Now")


def test_only_the_clock_asks_the_machine_for_the_time() -> None:
    found = [
        f"{file}:{line}: the time is kernel.clock.now() and nothing else"
        for file, tree in trees()
        if file != "src/lertrat/kernel/clock.py"
        for line in clock_uses(tree)
    ]
    assert not found, "\n" + "\n".join(found)
    assert list(
        clock_uses(
            ast.parse("a = timezone.now()\nb = dt.datetime.now()\nc = F(auto_now=True)\nd = time.monotonic()")
        )
    )


def model_uses(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
            yield node.lineno


def test_pages_and_commands_query_no_model_themselves() -> None:
    found = [
        f"{file}:{line}: a queryset handed to a person starts in a room's queries, already filtered"
        for file, tree in trees("web", "api", "cli")
        for line in model_uses(tree)
    ]
    assert not found, "\n" + "\n".join(found)
    assert list(model_uses(ast.parse("Work.objects.all()"))) == [1]


def signal_uses(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals"):
            yield from (node.lineno for alias in node.names if alias.name not in _TECHNICAL_SIGNALS)
        if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch":
            yield node.lineno


def test_no_business_hangs_on_a_signal() -> None:
    found = [
        f"{file}:{line}: no signals for business" for file, tree in trees() for line in signal_uses(tree)
    ]
    assert not found, "\n" + "\n".join(found)
    assert list(signal_uses(ast.parse("from django.db.models.signals import post_save")))


def test_no_request_is_one_transaction_and_no_admin_exists() -> None:
    from django.conf import settings

    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    found = [
        str(path)
        for path in law.modules(SOURCE).values()
        if re.search(r"""ATOMIC_REQUESTS["']?\]?\s*[:=]\s*True""", path.read_text())
    ]
    assert not found


def test_actions_know_no_request() -> None:
    found = [
        f"{file}:{node.lineno}: an action is never given a request"
        for file, tree in trees()
        if file.endswith("actions.py") or "/actions/" in file
        for node in ast.walk(tree)
        if isinstance(node, ast.arg) and node.arg == "request"
    ]
    assert not found, "\n" + "\n".join(found)


_SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<rest>.*)")
_RULE_AND_REASON = re.compile(r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[\w, -]+\])\W(?P<reason>.*)")


def unreasoned(text: str) -> Iterator[int]:
    for number, line in enumerate(text.splitlines(), 1):
        if match := _SUPPRESSION.search(line):
            said = _RULE_AND_REASON.match(match["rest"])
            if not said or len(said["reason"].split()) < 3:
                yield number


def test_a_suppression_names_its_rule_and_its_reason() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: a suppression names the rule and then says why"
        for path in tracked(".py")
        if path != Path(__file__)
        for line in unreasoned(path.read_text())
    ]
    assert not found, "\n" + "\n".join(found)
    planted = "x  # noqa\ny  # noqa: E501\nz  # type: ignore\nw  # type: ignore[misc]\nv  # noqa: F401  read by tests\n"
    assert list(unreasoned(planted)) == [1, 2, 3, 4]


def test_no_test_is_switched_off() -> None:
    word = re.compile(r"mark\.(?:skip|skipif|xfail)\b|pytest\.(?:skip|xfail|importorskip)\(")
    allowed = ROOT / "tests/conftest.py"  # the fixtures that say which part of the machine is missing
    found = [
        f"{path.relative_to(ROOT)}:{number}: ask for a fixture of tests/conftest.py; a test is never switched off"
        for path in tracked(".py")
        if path.is_relative_to(ROOT / "tests") and path not in {allowed, Path(__file__)}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if word.search(line)
    ]
    assert not found, "\n" + "\n".join(found)


def test_migrations_of_a_room_stand_in_one_line() -> None:
    found = []
    for room in sorted(law.LEVEL):
        numbers = sorted(path.name[:4] for path in (SOURCE / room / "migrations").glob("[0-9]*.py"))
        wanted = [f"{number:04}" for number in range(1, len(numbers) + 1)]
        if numbers != wanted:
            found.append(f"src/lertrat/{room}/migrations: {numbers} is no single line of numbers from 0001")
    assert not found, "\n" + "\n".join(found)


# Written so that this file does not find itself.
_ELSEWHERE = re.compile(
    r"/wor[k]/|/far[m]/|[.]librar[y]\b|/tmp/bash_job[s]|/root/[.]pyen[v]"
    r"|pypi[.]or[g]|pythonhoste[d]|registry[.]npmj[s]|deb[.]debia[n]"
)


def test_no_file_speaks_of_the_machine_it_was_written_on() -> None:
    found = []
    for path in tracked():
        if path.name == "uv.lock":  # a lock names the address of each package; the exported files do not
            continue
        try:
            lines = path.read_text().splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}:{number}: {match[0]}"
            for number, line in enumerate(lines, 1)
            if (match := _ELSEWHERE.search(line))
        ]
    assert not found, "\n" + "\n".join(found)
    assert _ELSEWHERE.search("see /wor" + "k/main")
