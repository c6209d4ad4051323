"""Two at the same moment: officers deciding, rivals asking for one agency, one link opened twice."""

from __future__ import annotations

import json

from tests.players import players
from tools.installation import Installation


def test_only_one_of_two_is_let_in(installation: Installation) -> None:
    with players(installation, "tests.agencies.play") as cast:
        made = json.loads(cast.alone("prepare"))
        # Two officers approve two rivals for one agency without an administrator; then the same request.
        said = cast.together(("approve", made["asker"], "one"), ("approve", made["rival"], "two"))
        assert sorted(said) == ["agency-has-admin", "done"]
        won = made["asker"] if said[0] == "done" else made["rival"]
        assert cast.together(("approve", won, "one"), ("approve", won, "two")) == ["request-decided"] * 2
        assert sorted(cast.together(("accept", made["new"], "new"), ("accept", made["new"], "new"))) == [
            "done",
            "invitation",
        ]
        opened = cast.together(("new", made["fresh"], "fresh"), ("new", made["fresh"], "fresh"))
        assert sorted(opened) in (["done", "invitation"], ["done", "email-taken"])
        state = json.loads(cast.alone("state"))
        assert [row[2] for row in state if row[0] == "void"] == ["admin"]
        assert [row for row in state if row[2] == "drafter"] == [
            ["run", "fresh@x.example", "drafter"], ["run", "new@x.example", "drafter"],
        ]  # fmt: skip
