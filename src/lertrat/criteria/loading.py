"""Loading a year's rules: read, validate, check, merge, run the worked examples. Loaded packs are kept by their hashes."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from importlib import resources
from typing import Any, TypeVar

from pydantic import ValidationError

from lertrat.criteria import schema as s
from lertrat.criteria.checks import Reporter, pack_problems
from lertrat.criteria.checks_history import history_problems
from lertrat.criteria.checks_pmqa import instrument_problems
from lertrat.criteria.checks_supplement import supplement_problems, use_problems
from lertrat.criteria.examples import failures
from lertrat.criteria.faults import fault
from lertrat.criteria.merging import mark_assumed, merged
from lertrat.criteria.pack import Pack
from lertrat.criteria.reading import Document, PackError, Path, Problem, problem, read
from lertrat.kernel.errors import Refusal

M = TypeVar("M", bound=s.Base)
_KEPT = 32
_loaded: OrderedDict[tuple[str, str], Pack] = OrderedDict()
_lock = threading.Lock()


def load_pack(text: str, supplement: str | None = None, *, name: str = "", supplement_name: str = "") -> Pack:
    """The pack in `text`, with what `supplement` assumes merged in. `name` is the file's name in problems.

    Raises PackError naming every problem found with file and line; a pack whose worked examples fail does not load.
    """
    hashes = (_sha256(text), _sha256(supplement) if supplement is not None else "")
    with _lock:
        if hashes in _loaded:
            _loaded.move_to_end(hashes)
            return _loaded[hashes]
    pack = _load(text, supplement, name or "pack.yaml", supplement_name or "supplement.yaml", hashes)
    with _lock:
        _loaded[hashes] = pack
        while len(_loaded) > _KEPT:
            _loaded.popitem(last=False)
    return pack


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _load(
    text: str, supplement: str | None, name: str, supplement_name: str, hashes: tuple[str, str]
) -> Pack:
    document = read(text, name)
    pack = _validated(s.PackDocument, document)
    report = Reporter(document)
    pack_problems(report, pack)
    instrument_problems(report, pack)
    history_problems(report, pack)
    given: s.SupplementDocument | None = None
    report_given: Reporter | None = None
    if supplement is not None:
        document_given = read(supplement, supplement_name)
        mark_assumed(document_given.value)
        given = _validated(s.SupplementDocument, document_given)
        report_given = Reporter(document_given)
        supplement_problems(report_given, pack, given)
    use_problems(report, report_given, pack, given)
    problems = [*report.problems, *(report_given.problems if report_given else [])]
    if problems:
        raise PackError(problems)
    made = merged(pack, given, hashes)
    failed = [_failed(document, path, said) for path, said in failures(made)]
    if failed:
        raise PackError(failed)
    return made


def _failed(document: Document, path: Path, said: s.Text) -> Problem:
    line = document.line(path)
    return problem(
        document.file,
        line,
        f"ตัวอย่างประกอบหลักเกณฑ์ไม่ได้ผลตามที่เขียนไว้: {said.th}",
        f"a worked example comes out otherwise: {said.en}",
    )


def _validated(model: type[M], document: Document) -> M:
    version = document.value.get("schema")
    if isinstance(version, int) and not isinstance(version, bool) and version != s.SCHEMA:
        line = document.line(("schema",))
        th = f"แฟ้มนี้เขียนด้วยรูปแบบรุ่น {version} ระบบนี้อ่านได้ถึงรุ่น {s.SCHEMA}"
        raise PackError(
            [problem(document.file, line, th, f"written in schema {version}; this version reads {s.SCHEMA}")]
        )
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise PackError([_said(document, one) for one in error.errors()[:50]]) from None


def _said(document: Document, error: Any) -> Problem:
    words = fault(error)
    return problem(document.file, document.line(error["loc"]), words.th, words.en)


def builtin_ids() -> list[str]:
    """The ids of the packs that come with the program."""
    names = sorted(f.name for f in resources.files("lertrat.criteria").joinpath("packs").iterdir())
    return [n.removesuffix(".yaml") for n in names if n.endswith(".yaml") and not n.endswith(".demo.yaml")]


def builtin_source(id: str) -> tuple[str, str]:
    """The text of a pack that comes with the program and of its supplement ("" where it has none). Refusal for no such id."""
    if id not in builtin_ids():
        known = ", ".join(builtin_ids())
        raise Refusal(
            "no_edition", f"ไม่รู้จักหลักเกณฑ์ “{id}” ที่มีคือ {known}", f"no rules called “{id}”; there are {known}"
        )
    packs = resources.files("lertrat.criteria").joinpath("packs")
    supplement = packs.joinpath(f"{id}.demo.yaml")
    return (
        packs.joinpath(f"{id}.yaml").read_text("utf-8"),
        supplement.read_text("utf-8") if supplement.is_file() else "",
    )


def builtin(id: str, supplement: bool = True) -> Pack:
    """A pack that comes with the program, with its demonstration supplement unless told otherwise."""
    text, extra = builtin_source(id)
    return load_pack(
        text, extra if supplement and extra else None, name=f"{id}.yaml", supplement_name=f"{id}.demo.yaml"
    )
