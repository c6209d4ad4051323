"""Run on an installation: `python -m tests.browser.found` founds the tests' world there, with nothing applied for yet.

An edition is sealed, two fictitious departments have their people, the committees have their seats; the assessors have accounts
and have declared nothing. The clock stands at the morning of 10 January 2564.
"""

from __future__ import annotations

import django


def main() -> None:
    django.setup()
    from lertrat.kernel import clock
    from tests import world

    world.build(declared=False)
    clock.move_to(world.OPEN)


if __name__ == "__main__":
    main()
