"""Two at once, and killed half-way: nothing acknowledged is lost, nothing is doubled. Real processes, on either database."""

from __future__ import annotations

import json

from tests.players import players
from tools.installation import Installation


def test_races_and_kills(installation: Installation) -> None:
    with players(installation, "tests.applications.play") as cast:
        made = json.loads(cast.alone("prepare", "7"))
        first, *rest = made["refs"]
        twice = cast.together(("submit", first), ("submit", first))
        assert sorted(answer.split()[1] for answer in twice) == ["again", "new"]
        assert twice[0].split()[0] == twice[1].split()[0]

        one, two = cast.together(*(("submit", rival) for rival in made["rivals"]))
        assert sorted(answer.split()[0] == "refused" for answer in (one, two)) == [False, True]
        assert "quota-full" in one + two
        holder, other = made["rivals"] if one.split()[0] != "refused" else made["rivals"][::-1]
        anew, refused = cast.together(("anew", holder), ("submit", other))
        assert anew.endswith("new") and refused == "refused quota-full"  # the place is never free in between

        before = len(json.loads(cast.alone("order")))
        sent, handed = cast.together(("submit", made["pmqa"]), ("hand-in",))
        assert sent.endswith("new") and handed in {"handed in", "refused reused"}
        told = json.loads(cast.alone("order"))[before:]
        # Whoever came second saw the first: nothing is handed in after step 1 was sent.
        assert told == [
            *(["selfassessment.frozen"] if handed == "handed in" else []),
            "submission.received",
        ]

        acknowledged = set()
        for pause in (0.02, 0.08):
            said = cast.killed("drain", *rest, after=pause).splitlines()
            assert said[0] == "READY"
            acknowledged |= {
                line.split()[1] for line in said if line.startswith("ACK ") and len(line.split()) == 3
            }
        rows = json.loads(cast.alone("live"))
        assert acknowledged <= {row["ref"] for row in rows}
        assert len({row["application__ref"] for row in rows}) == len(rows)
        assert all(len(row["told"]) == 1 for row in rows)
        assert json.loads(cast.alone("broken")) == []


def test_a_correction_is_sealed_while_agencies_submit_and_begin(installation: Installation) -> None:
    with players(installation, "tests.applications.rules_play") as cast:
        ids = cast.alone("prepare")
        outcomes: list[str] = []
        for number in range(1, 3):
            made = json.loads(cast.alone("round", str(number), "4", ids))
            held, *rest = made["refs"]
            if number == 1:  # one is sent before all meet: it keeps its rules, whoever is quicker afterwards
                outcomes += [answer.split()[0] for answer in json.loads(cast.alone("submit", rest.pop()))]
            sealed, *others = cast.together(
                ("seal", made["draft"]), ("hold", held), ("submit", *rest), ("start", "3")
            )
            assert sealed == f"sealed {number + 1}"
            outcomes += [answer.split()[0] for said in others for answer in json.loads(said)]
            assert json.loads(cast.alone("standing")) == []
        assert set(outcomes) <= {"sent", "begun", "not-approved", "content-moved", "rules-moved"}
        assert {"sent", "begun"} <= set(outcomes)
