"""An assessor's evening: the list of 25, opening a sheet, saving it."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.harness import Journey, Stand
from benchmarks.loader import Client
from benchmarks.signed_in import sign_in

SIZES = (2_500,)
_SCORE = re.compile(rb'name="(score-[^"]+)"')
_REVISION = re.compile(rb'name="revision" value="(\d+)"')


def journeys(stand: Stand, facts: dict[str, Any]) -> list[Journey]:
    """List; open and save."""

    def begin(client: Client, number: int) -> None:
        sign_in(client, facts["assessor"], facts["password"], number)

    def listing(client: Client, number: int) -> None:
        client.get("/assess/").expect(200, facts["sheet"])

    def sheet(client: Client, number: int) -> None:
        page = client.get(f"/assess/{facts['sheet']}/").expect(200)
        revision = _REVISION.search(page.body)
        fields = {name.decode(): "5" for name in _SCORE.findall(page.body)}
        fields |= {"csrfmiddlewaretoken": page.csrf, "revision": revision[1].decode() if revision else "0"}
        answer = client.post(f"/assess/{facts['sheet']}/save/", fields, {"Accept": "application/json"})
        if answer.status != 409:  # one sheet, several windows: the later one is told
            answer.expect(200)

    return [
        Journey("assessor's list of 25", listing, begin, others=28),
        Journey("open and save a sheet", sheet, begin, against="insert", others=127),
    ]
