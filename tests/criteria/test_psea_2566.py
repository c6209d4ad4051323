"""The rules of 2566 as meeting 7/2565 changed them, against the paper and against what is not known."""

from __future__ import annotations

import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from lertrat.cli.main import main
from lertrat.criteria import Pack, builtin, diff, excluded, gate, judge, kpi, load_pack, reaffirms
from tests.criteria.places import citations, folded

LONGEST_UNCITED = 100  # characters of one paragraph of the paper, blanks folded


@pytest.fixture(scope="module")
def pack() -> Pack:
    return builtin("psea-2566")


def test_six_six_and_three_types(pack: Pack) -> None:
    assert [t.id for t in pack.types_of("service")] == [
        "service-innovation", "service-development", "service-standard", "service-integration",
        "service-most-improved", "responsiveness",
    ]  # fmt: skip
    assert [t.id for t in pack.types_of("participatory")] == [
        "open-governance", "effective-change", "engaged-citizen", "participation-expanded", "antipoverty",
        "collaborative-network",
    ]  # fmt: skip
    assert [t.id for t in pack.types_of("management")] == ["pmqa-outstanding", "pmqa-category", "pmqa-4"]
    assert pack.resolve_type("การบริการที่ตอบสนองต่อสภาวะวิกฤติ") is None
    assert pack.resolve_type("ประเภทบริการตอบโจทย์ตรงใจ (Responsiveness)") == "responsiveness"
    assert pack.resolve_type("Collaborative Network Governance") == "collaborative-network"


def test_the_meeting_is_data_with_its_items_and_their_kinds(pack: Pack) -> None:
    (meeting,) = pack.history.meetings
    assert (meeting.number, meeting.held_on, meeting.electronic) == ("7/2565", date(2022, 9, 27), True)
    assert meeting.number == pack.authority.number and pack.authority.kind == "resolution"
    assert [(item.number, item.kind) for item in meeting.items] == [
        ("1", "approved"), ("1.1", "approved"), ("1.2", "approved"), ("1.3", "approved"),
        ("2", "approved"), ("2.1", "approved"), ("2.2", "approved"), ("2.3", "approved"),
        ("3", "acknowledged"), ("4", "acknowledged"),
    ]  # fmt: skip
    assert "collaborative-network" in meeting.item("1.2").about
    with pytest.raises(KeyError):
        meeting.item("9")
    assert next(body for body in pack.bodies if body.id == meeting.body).role == "sub_committee"


def test_every_sentence_of_the_paper_is_cited(pack: Pack, sources: Path) -> None:
    source = next(s for s in pack.sources if s.id == "002")
    lines = (sources / source.path).read_text("utf-8").split("\n")
    cited = [folded(c.words) for _, c in citations(pack) if c.file == "002"]
    for number, line in enumerate(lines, 1):
        text = folded(line)
        if len(text) < 20:  # blank, and the page's own "share" link
            continue
        covered = [False] * len(text)
        for words in cited:
            at = text.find(words)
            covered[max(at, 0) : at + len(words) if at >= 0 else 0] = [True] * (len(words) if at >= 0 else 0)
        gaps = "".join("x" if hit else "." for hit in covered).split("x")
        assert max(map(len, gaps)) <= LONGEST_UNCITED, (number, max(map(len, gaps)))
        assert any(covered)


RESPONSIVE = {
    "private_sector_demand": True, "improvement_succeeded": True, "improved_in_time": True, "raises_competitiveness": True,
}  # fmt: skip
NETWORK = {
    "agency_kind": "department", "builds_participation": True, "networks_of_every_sector": True, "in_public_service": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("type_id", "facts", "verdict", "unmet"),
    [
        ("responsiveness", RESPONSIVE, "unknown", ()),
        ("responsiveness", {**RESPONSIVE, "private_sector_demand": False}, "unmet", ("rs-private-demand",)),
        ("responsiveness", {"raises_competitiveness": False}, "unmet", ("rs-competitiveness",)),
        ("collaborative-network", NETWORK, "unknown", ()),
        ("collaborative-network", {**NETWORK, "agency_kind": "association"}, "unmet", ("cng-public-agency",)),
        ("pmqa-4", {"category7_quantitative": False}, "unmet", ("cat7-quantitative",)),
        ("pmqa-4", {"category7_quantitative": True, "agency_kind": "province", "good_standing": True}, "unknown", ()),
    ],
)  # fmt: skip
def test_what_the_meeting_says_can_refuse_but_not_admit(
    pack: Pack, type_id: str, facts: dict[str, Any], verdict: str, unmet: tuple[str, ...]
) -> None:
    judged = judge(pack, type_id, facts)
    assert (judged.verdict, judged.unmet) == (verdict, unmet)


def test_conditions_of_2564_are_kept_but_not_in_force(pack: Pack) -> None:
    old = builtin("psea-2564", supplement=False)
    facts = {"agency_kind": "company", "whole_organisation": False, "started_on": "2022-11-01"}
    for type_id in ("open-governance", "effective-change", "participation-expanded", "service-most-improved"):
        before = {c.id for c in old.type(type_id).conditions}
        judged = {c.id: c for c in judge(pack, type_id, facts).conditions}
        assert before <= set(judged)
        for id in before:
            assert judged[id].verdict == "unknown" and judged[id].missing == ()
            assert all(name.startswith("of-2564-") for name in judged[id].opens)
            assert "2564" in judged[id].says.th and "2566" in judged[id].says.th
    assert judge(pack, "effective-change", facts).verdict == "unknown"


def test_once_a_source_confirms_them_they_judge_again(pack: Pack) -> None:
    from lertrat.criteria import builtin_source

    text, _ = builtin_source("psea-2566")
    extra = (
        "schema: 1\nsupplement: confirmed\nfor: psea-2566\nlabel: {th: ทดลอง, en: Trial}\n"
        "resolves: [{open: of-2564-effective-change, reading: stands, th: ทดลอง, en: Trial}]\n"
    )
    confirmed = load_pack(text, extra)
    judged = judge(confirmed, "effective-change", {"participation_level": "inform"})
    assert judged.unmet == ("ec-collaborate",)
    assert judge(pack, "effective-change", {"participation_level": "inform"}).unmet == ()


def test_gate_kpi_and_reaffirmation_refuse_and_say_why(pack: Pack) -> None:
    first = gate(pack, "pmqa-4", 1, Fraction(450))
    assert first.result == "refused" and "หมวด 7" in first.says.th and first.citations[0].file == "002"
    assert gate(pack, "pmqa-4", 2, Fraction(450)).result == "refused"
    assert gate(pack, "pmqa-category", 1, Fraction(450)).result == "refused"
    assert pack.step("pmqa-4", 1).examines == (7,) and pack.kpi == ()
    for kind in ("province", "department"):
        points = kpi(pack, kind, Fraction(375))
        assert points.points is None and points.refused_because and "2566" in points.refused_because.th
    assert reaffirms(pack, "pmqa-4", []).verdict == "unknown"
    assert excluded(pack, "pmqa-category", {"pmqa-4": "passed"}).result == "committee"
    assert excluded(pack, "pmqa-category", {"pmqa-outstanding": "passed"}).result == "committee"


def test_the_command_refuses_scores_of_2566_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "scores.csv"
    head = "agency,kind,step,category,score\n"
    whole = "".join(f"จังหวัดตัวอย่าง,province,1,{n},450\n" for n in range(1, 8))
    file.write_text(
        head + whole + "กรมตัวอย่าง,department,1,7,480\n" + "จังหวัดตัวอย่าง,province,2,7,480\n", "utf-8"
    )
    with pytest.raises(SystemExit) as ended:
        main(["pmqa", "psea-2566", "--scores", str(file), "--json", "--language", "en"])
    assert not ended.value.code
    rows = json.loads(capsys.readouterr().out)
    assert [(row["agency"], row["step"]) for row in rows] == [
        ("จังหวัดตัวอย่าง", 1), ("จังหวัดตัวอย่าง", 2), ("กรมตัวอย่าง", 1),
    ]  # fmt: skip
    for row in rows:
        assert (row["gate"], row["kpi_points"], row["kpi_weighted"]) == ("refused", None, None)
        assert "2566" in row["refused_because"]
    assert "category 7 only" in rows[0]["refused_because"] and "KPI" in rows[0]["refused_because"]
    assert "category 7 only" in rows[2]["refused_because"]  # and not: six categories are missing


def test_exactly_what_changed_since_2564_comes_first(pack: Pack) -> None:
    found = diff(builtin("psea-2564", supplement=False), pack)
    told = [(one.where, one.kind) for one in found[:8]]
    assert told == [
        ("types/psea/responsiveness", "added"),
        ("types/psea/service-crisis", "removed"),
        ("types/psea/collaborative-network", "added"),
        ("types/psea/open-governance", "changed"),
        ("types/psea/effective-change", "changed"),
        ("types/psea/participation-expanded", "changed"),
        ("types/psea/pmqa-4", "changed"),
        ("types/psea/service-standard", "changed"),
    ]
    assert (
        "OG&MP" in found[3].words.th
        and "(โดยอนุมาน)" in found[1].words.th
        and "(by inference)" in found[1].words.en
    )
    assert len({(one.where, one.words.th) for one in found}) == len(found)
    last_told = max(n for n, one in enumerate(found) if one.kind != "unknown")
    assert all(one.kind == "unknown" for one in found[last_told + 1 :]) and found[-1].kind == "unknown"
    kept = next(
        one for one in found if one.where == "types/psea/effective-change/conditions/ec-collaborate/check"
    )
    assert kept.kind == "unknown" and "ยังไม่ยืนยันสำหรับปี 2566" in kept.words.th
    dropped = [one.where for one in found if one.kind == "removed" and one.where.startswith("types/")]
    assert dropped == ["types/psea/service-crisis"]


def test_the_meeting_changed_the_rules_of_2565(pack: Pack) -> None:
    found = diff(builtin("psea-2565"), pack)
    told = {one.where: one for one in found[:8]}
    gone = told["types/psea/service-crisis"]
    assert (gone.kind, gone.before) == ("removed", "service-crisis") and "อนุมาน" not in gone.words.th
    assert told["types/psea/responsiveness"].kind == told["types/psea/collaborative-network"].kind == "added"
    removed = [one.where for one in found if one.kind == "removed" and one.where.startswith("types/")]
    assert removed == ["types/psea/service-crisis"]


def test_the_succession_covers_every_type_of_both_years_once(pack: Pack) -> None:
    old = builtin("psea-2564", supplement=False)
    told = [one for one in pack.history.succession if one.edition == "psea-2564"]
    assert {one.now for one in told if one.now} | {"pmqa-outstanding"} == set(pack.types)
    assert {one.before for one in told if one.before} | {"pmqa-outstanding"} == set(old.types)
    for one in told:
        if one.before and one.now:
            assert old.types[one.before].concept == pack.types[one.now].concept


def test_the_page_about_the_year_lists_its_open_values(pack: Pack) -> None:
    page = (Path(__file__).parents[2] / "docs/criteria-2566.md").read_text("utf-8")
    told = set(re.findall(r"`([a-z0-9-]+)`", page))
    older = builtin("psea-2564").open_ids
    own = {id for id in pack.open_ids if not id.startswith("of-2564-") and id not in older}
    assert own <= told, own - told
    assert sum(id.startswith("of-2564-") for id in pack.open_ids) == 8 and "six types, two branches" in page
