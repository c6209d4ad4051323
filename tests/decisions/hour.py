"""Run by the publication's test in processes of their own: `python -m tests.decisions.hour COMMAND …` on an installation.

prepare     a year decided and scheduled, its hour come
stall N     publishes and stops for ever before its N-th write, saying "STALLED"; "DONE" where there are fewer
state       what stands, as JSON
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django


def main(command: str, *given: str) -> None:
    django.setup()
    if command == "prepare":
        _prepare()
    elif command == "stall":
        _stall(int(given[0]))
    print(json.dumps(_state()), flush=True)


def _prepare() -> None:
    from lertrat.kernel import clock
    from tests import world as w
    from tests.decisions import council as c

    world = w.build()
    for number, (agency, share) in enumerate((("a", "9/10"), ("b", "4/5"), ("b", "3/5")), 1):
        w.assessed(world, w.received(world, "service-innovation", agency, number=number), share)
    c.propose(world)
    c.decide_all(world)
    c.schedule(world)
    clock.move_to(c.HOUR)


def _stall(before: int) -> None:
    from django.db import connection

    from lertrat.decisions import actions
    from lertrat.decisions.models import Publication

    seen = 0

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            seen += 1
            if seen == before:
                print("STALLED", flush=True)
                time.sleep(600)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        actions.publish(publication=Publication.objects.get())
    print("DONE", flush=True)


def _state() -> dict[str, Any]:
    from lertrat.decisions.models import Certificate, Decision, Publication
    from lertrat.programmes.models import Edition
    from lertrat.records.models import Record
    from lertrat.records.queries import run_invariants
    from lertrat.search.models import Entry
    from lertrat.works.models import Award, Work

    return {
        "awards": Award.objects.count(),
        "works": Work.objects.count(),
        "certificates": Certificate.objects.count(),
        "found": Entry.objects.filter(kind__in=["award", "work"]).count(),
        "told": Record.objects.filter(verb="publication.published").count(),
        "number": Edition.objects.get().publication_number,
        "publications": sorted(Publication.objects.values_list("state", flat=True)),
        "decisions": sorted(Decision.objects.values_list("state", flat=True)),
        "broken": [one.name for one in run_invariants() if not one.ok],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
