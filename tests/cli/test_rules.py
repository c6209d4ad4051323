"""The pure commands: what they print, what they refuse, and that they need neither Django nor a database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lertrat.cli.main import main
from lertrat.criteria import builtin_source

EDITION = "psea-2564"


class Ran:
    """What a command did: its status, what it printed, what it said on the error output."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        assert self.status == 0, self.err
        return json.loads(self.out)

    def refused(self) -> str:
        """The one line of a refusal."""
        assert self.status == 2, (self.status, self.err)
        assert self.err.count("\n") == 1 and self.err.startswith("lertrat: "), self.err
        return self.err


@pytest.fixture
def lertrat(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return call


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_pure_commands_import_no_django() -> None:
    code = (
        "import sys\nfrom lertrat.cli.main import main\n"
        "try:\n    main(['criteria', 'facts', 'psea-2564', 'open-governance', '--json'])\n"
        "except SystemExit as ended:\n    assert not ended.code, ended.code\n"
        "assert 'django' not in sys.modules\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)


def test_list_and_show(lertrat: Any) -> None:
    (row,) = [one for one in lertrat("criteria", "list", "--json").json if one["id"] == EDITION]
    assert (row["year_be"], row["types"]) == (2564, 14)
    shown = lertrat("criteria", "show", EDITION, "--json").json
    assert len(shown["types"]) == 14
    assert all(one["citations"] for one in shown["types"].values())
    assert "004:681" in lertrat("criteria", "show", EDITION).out
    assert "Effective Change" in lertrat("criteria", "show", EDITION, "--language", "en").out


def test_check_good_and_bad(lertrat: Any, tmp_path: Path) -> None:
    text, supplement = builtin_source(EDITION)
    good = write(tmp_path / "good.yaml", text)
    assert lertrat("criteria", "check", good, "--json").json["ok"] is True
    assert lertrat("criteria", "check", write(tmp_path / "demo.yaml", supplement)).status == 0
    bad = write(tmp_path / "bad.yaml", text + "\nunheard_of: 1\n")
    ran = lertrat("criteria", "check", bad, "--json")
    ran.refused()
    problems = json.loads(ran.out)["problems"]
    assert any("unheard_of" in one["words"] and one["line"] > 1 for one in problems)


def test_diff_of_the_pack_with_and_without_its_supplement(lertrat: Any, tmp_path: Path) -> None:
    alone = write(tmp_path / "alone.yaml", builtin_source(EDITION)[0])
    assert lertrat("criteria", "diff", EDITION, EDITION, "--json").json == []
    rows = lertrat("criteria", "diff", alone, EDITION, "--json").json
    assert rows and all(set(row) == {"where", "kind", "before", "after", "words"} for row in rows)
    assert lertrat("criteria", "diff", alone, EDITION, "--without-supplement", "--json").json == []


def test_facts(lertrat: Any) -> None:
    rows = lertrat("criteria", "facts", EDITION, "effective-change", "--json").json
    started = next(row for row in rows if row["name"] == "started_on")
    assert started["type"] == "date" and started["read_by"] == ["one-year"]
    assert "เมื่อวัน" in started["question"]


@pytest.mark.parametrize(
    ("started", "verdict"), [("2562-01-01", "met"), ("1 มกราคม 2564", "unmet"), (None, "unknown")]
)
def test_eligible(lertrat: Any, tmp_path: Path, started: str | None, verdict: str) -> None:
    facts = write(tmp_path / "facts.json", json.dumps({"started_on": started}))
    judged = lertrat("eligible", EDITION, "effective-change", "--facts", facts, "--json").json
    assert set(judged) == {"edition", "type", "verdict", "conditions"}
    one = next(one for one in judged["conditions"] if one["id"] == "one-year")
    assert one["verdict"] == verdict
    assert one["missing"] == (["started_on"] if verdict == "unknown" else [])
    assert one["citation"]["file"] == "004"
    assert judged["verdict"] == ("unmet" if verdict == "unmet" else "unknown")
    printed = lertrat("eligible", EDITION, "สัมฤทธิผลประชาชนมีส่วนร่วม", "--facts", facts)
    assert printed.out.splitlines()[0].endswith(judged["verdict"])


def test_honours(lertrat: Any, tmp_path: Path) -> None:
    awards = write(
        tmp_path / "awards.csv",
        "year_be,branch,type,level,agency\n"
        "2564,service,service-innovation,outstanding,กรม ก\n"
        "2564,การบริหารราชการแบบมีส่วนร่วม,เปิดใจใกล้ชิดประชาชน (Open Governance),ดีเด่น,กรม ก\n"
        "2564,management,pmqa-4,basic,กรม ก\n"
        "2564,service,service-innovation,outstanding,กรม ข\n"
        "2564,participatory,open-governance,,กรม ข\n"
        "2564,management,pmqa-category,,กรม ข\n"
        "2564,service,service-innovation,outstanding,\n",
    )
    ran = lertrat("honours", EDITION, "--awards", awards, "--json")
    overall = {row["agency"]: row for row in ran.json if row["honour"] == "overall"}
    assert overall["กรม ก"]["verdict"] == "yes"
    assert overall["กรม ข"]["verdict"] == "no"
    assert "management" in overall["กรม ข"]["missing"]
    assert set(overall) == {"กรม ก", "กรม ข"}
    assert "row 7" in ran.err
    assert "tree" in lertrat("honours", EDITION, "--awards", awards, "--explain").json[0]


def pmqa_rows(agency: str, kind: str, step: int, *scores: str) -> str:
    return "".join(f"{agency},{kind},{step},{number},{score}\n" for number, score in enumerate(scores, 1))


def test_pmqa(lertrat: Any, tmp_path: Path) -> None:
    scores = write(
        tmp_path / "scores.csv",
        "agency,kind,step,category,score\n"
        + pmqa_rows("จังหวัด ก", "province", 1, *["400"] * 7)
        + pmqa_rows("จังหวัด ก", "province", 2, *["400"] * 6, "399")
        + pmqa_rows("จังหวัด ข", "province", 1, *["400"] * 6, "399")
        + pmqa_rows("จังหวัด ข", "province", 2, *["450"] * 7),
    )
    rows = lertrat("pmqa", EDITION, "--scores", scores, "--json").json
    assert all(
        list(row)[:8]
        == ["agency", "step", "mean", "mean_decimal", "gate", "kpi_points", "kpi_weighted", "refused_because"]
        for row in rows
    )
    assert [(row["mean"], row["gate"]) for row in rows] == [
        ("400", "passed"),
        ("2799/7", "failed"),
        ("2799/7", "failed"),
        ("450", "not_opened"),
    ]
    assert rows[1]["mean_decimal"] == "399.8571"
    assert rows[0]["kpi_points"] == 100


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nosuch"], "no command called"),
        (["criterai", "list"], "did you mean `lertrat criteria`"),
        (["criteria"], "required"),
        (["criteria", "show", "psea-2599"], "no edition"),
        (["criteria", "show", EDITION, "--jso"], "unrecognized"),
        (["criteria", "check", "/nonexistent.yaml"], "No such file"),
        (["criteria", "facts", EDITION, "nobel"], "no award type"),
        (["criteria", "diff", EDITION], "required"),
        (["eligible", EDITION, "open-governance"], "--facts"),
        (["eligible", EDITION, "open-governance", "--facts", "{tmp}/list.json"], "object"),
        (["eligible", EDITION, "open-governance", "--facts", "{tmp}/torn.json"], "cannot be read"),
        (["eligible", EDITION, "open-governance", "--facts", "{tmp}/other.json"], "unknown fact"),
        (["eligible", EDITION, "open-governance", "--facts", "{tmp}/thai.json"], "UTF-8"),
        (["honours", EDITION, "--awards", "{tmp}/empty.csv"], "no column year_be"),
        (["honours", EDITION, "--awards", "{tmp}/short.csv"], "line 2"),
        (["honours", EDITION, "--awards", "{tmp}/unknown.csv"], "row 1"),
        (["pmqa", EDITION, "--scores", "{tmp}/twice.csv"], "twice"),
        (["pmqa", EDITION, "--scores", "{tmp}/high.csv"], "0 and 500"),
        (["pmqa", EDITION, "--scores", "{tmp}/quote.csv"], "line 2"),
    ],
)
def test_wrong_input_is_one_line_and_status_two(
    lertrat: Any, tmp_path: Path, arguments: list[str], words: str
) -> None:
    write(tmp_path / "list.json", "[1]")
    write(tmp_path / "torn.json", '{"a": ')
    write(tmp_path / "other.json", '{"colour": "red"}')
    (tmp_path / "thai.json").write_bytes('{"a": "ก"}'.encode("cp874"))
    write(tmp_path / "empty.csv", "")
    write(tmp_path / "short.csv", "year_be,branch,type,level,agency\n2564,service\n")
    write(tmp_path / "unknown.csv", "year_be,branch,type,level,agency\n2564,service,nobel,,กรม ก\n")
    header = "agency,kind,step,category,score\n"
    write(tmp_path / "twice.csv", header + "ก,province,1,1,300\nก,province,1,1,300\n")
    write(tmp_path / "high.csv", header + "ก,province,1,1,500.01\n")
    write(tmp_path / "quote.csv", header + '"ก,province,1,1,300\n')
    ran = lertrat(*[argument.replace("{tmp}", str(tmp_path)) for argument in arguments])
    assert words in ran.refused()
    assert ran.out == ""


def test_help_names_every_command(lertrat: Any) -> None:
    from lertrat.cli.main import COMMANDS

    for arguments in ([], ["help"], ["--help"]):
        ran = lertrat(*arguments)
        assert ran.status == 0
        assert all(name in ran.out for name in COMMANDS)
    assert "--facts" in lertrat("help", "eligible").out
    assert "--facts" in lertrat("eligible", "--help").out


def test_the_guide_is_written_to_a_file_in_either_language(lertrat: Any, tmp_path: Path) -> None:
    for language in ("th", "en"):
        out = tmp_path / f"{language}.pdf"
        made = lertrat("criteria", "guide", "psea-2567", "--language", language, "--out", out, "--json").json
        assert out.read_bytes().startswith(b"%PDF-") and made["bytes"] == out.stat().st_size
    assert (tmp_path / "th.pdf").read_bytes() != (tmp_path / "en.pdf").read_bytes()
    assert (
        "No such file"
        in lertrat("criteria", "guide", "psea-2567", "--out", tmp_path / "no" / "x.pdf").refused()
    )
    assert "no edition" in lertrat("criteria", "guide", "psea-9", "--out", tmp_path / "x.pdf").refused()
