"""`lertrat demo`: the demonstration world at a stage of its year, and the accounts one may try it with."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lertrat.demo.build import STAGES, build
from lertrat.kernel.errors import Refusal
from lertrat.people.demonstration import accounts


class Command(BaseCommand):
    help = "Rebuild the demonstration world at a stage of the year (everything entered is lost), or list its accounts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--stage", choices=list(STAGES), help="empty the database and build the world anew")
        what.add_argument("--accounts", action="store_true", help="one account per role, with its password")
        parser.add_argument(
            "--json", action="store_true", help="print JSON instead of text (with --accounts)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            self._accounts(as_json=options["json"])
            return
        began = time.monotonic()

        def say(words: str) -> None:
            self.stdout.write(f"[{time.monotonic() - began:5.1f} s] {words}")
            self.stdout.flush()

        try:
            build(options["stage"], say=say)
        except Refusal as refused:
            raise CommandError(refused.en) from refused

    def _accounts(self, *, as_json: bool) -> None:
        rows = [
            {
                "role": account.key,
                "email": account.email,
                "password": account.password,
                "name": f"{account.name} ({account.role.th})",
            }
            for account in accounts()
        ]
        if as_json:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write("\t".join(row.values()))
