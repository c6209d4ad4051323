"""What a visitor opens first, without signing in."""

from __future__ import annotations

from typing import Any

from benchmarks.harness import Journey, Stand
from benchmarks.loader import Client

SIZES = (2_500,)


def journeys(stand: Stand, facts: dict[str, Any]) -> list[Journey]:
    """The home page, cached whole, and a question of the eligibility check that nobody has asked yet."""

    def home(client: Client, number: int) -> None:
        client.get("/").expect(200, "รางวัลเลิศรัฐ")

    asked = iter(range(10**9))

    def eligibility(client: Client, number: int) -> None:
        share = next(asked)
        client.get(f"/eligibility/?agency_kind=department&own_share={share % 100}.{share // 100}").expect(200)

    return [Journey("landing", home, others=5), Journey("eligibility, uncached", eligibility)]
