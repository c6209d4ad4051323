"""The office's lists at 2,500 and at 25,000 submissions: they must cost the same."""

from __future__ import annotations

from typing import Any

from benchmarks.harness import Journey, Stand
from benchmarks.loader import Client
from benchmarks.signed_in import sign_in

SIZES = (2_500, 25_000)


def journeys(stand: Stand, facts: dict[str, Any]) -> list[Journey]:
    """Desk, submissions, ranking of one type, and the public list of results."""
    size = f"{facts['size']:,}"

    def begin(client: Client, number: int) -> None:
        sign_in(client, facts["officer"], facts["password"], number)

    def desk(client: Client, number: int) -> None:
        client.get("/office/").expect(200)

    def listing(client: Client, number: int) -> None:
        client.get("/office/submissions/").expect(200, "ผลงานทดสอบ")

    def ranking(client: Client, number: int) -> None:
        client.get("/office/ranking/?of=service-development/1").expect(200, "ผลงานทดสอบ")

    return [
        Journey(f"office desk at {size}", desk, begin),
        Journey(f"officers' list at {size}", listing, begin),
        Journey(f"ranking at {size}", ranking, begin),
    ]
