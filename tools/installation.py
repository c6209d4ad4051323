"""A whole installation of its own: database, files, clock. For tests with real processes, browser tests, pictures, benchmarks.

home = Installation.on_sqlite(tmp_path)          # or .on_postgres(tmp_path, server_url)
home.manage("migrate")
with home.served() as address: ...
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tools.processes import BIN, ROOT, start, stop, web_server


@dataclass
class Installation:
    """`home` holds its files, `url` names its database; `settings` and `extra` go into the environment of its processes."""

    home: Path
    url: str
    settings: str = "lertrat.settings.test"
    extra: dict[str, str] = field(default_factory=dict)

    @classmethod
    def on_sqlite(cls, home: Path, **more: Any) -> Installation:
        """An empty one on SQLite in `home`."""
        home.mkdir(parents=True, exist_ok=True)
        return cls(home, f"sqlite:///{home / 'lertrat.sqlite3'}", **more)

    @classmethod
    def on_postgres(cls, home: Path, server: str, *, template: str = "", **more: Any) -> Installation:
        """An empty one in a new database of the server that the URL `server` names, or a copy of its database `template`."""
        import psycopg
        from psycopg import sql

        home.mkdir(parents=True, exist_ok=True)
        name = f"lertrat_{secrets.token_hex(6)}"
        base = server.rsplit("/", 1)[0]
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            connection.execute(made)
        return cls(home, f"{base}/{name}", **more)

    @property
    def vendor(self) -> str:
        """ "sqlite" or "postgresql"."""
        return "sqlite" if self.url.startswith("sqlite") else "postgresql"

    @property
    def database(self) -> str:
        """The file of the database (SQLite) or its name on the server (PostgreSQL)."""
        if self.vendor == "sqlite":
            return self.url.removeprefix("sqlite:///")
        return urlsplit(self.url).path[1:]

    @property
    def env(self) -> dict[str, str]:
        """The whole environment of this installation's processes."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": self.settings,
            "LERTRAT_DATABASE_URL": self.url,
            "LERTRAT_VAR": str(self.home),
            "LERTRAT_TEST_FILES": str(self.home / "files"),
            "LERTRAT_CLOCK_FILE": str(self.home / "clock"),
            **self.extra,
        }

    def manage(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `lertrat COMMAND`; with `check`, RuntimeError with its output when it fails."""
        done = subprocess.run(
            [str(BIN / "lertrat"), *command],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise RuntimeError(f"lertrat {' '.join(command)}: {(done.stderr or done.stdout).strip()[-3000:]}")
        return done

    def copy(self, home: Path) -> Installation:
        """The same installation again, database and files, elsewhere; nothing of this one may be running."""
        shutil.copytree(self.home, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite3*"))
        more: dict[str, Any] = {"settings": self.settings, "extra": dict(self.extra)}
        if self.vendor == "postgresql":
            return self.on_postgres(home, self.url, template=self.database, **more)
        twin = self.on_sqlite(home, **more)
        source, target = (sqlite3.connect(one.database) for one in (self, twin))
        with contextlib.closing(source), contextlib.closing(target):
            source.backup(target)
        return twin

    def remove(self) -> None:
        """Drop the database and delete the files."""
        if self.vendor == "postgresql":
            import psycopg
            from psycopg import sql

            base, name = self.url.rsplit("/", 1)
            with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
                connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )
        shutil.rmtree(self.home, ignore_errors=True)

    @contextlib.contextmanager
    def served(self, *, workers: int = 2, threads: int = 4, application: str = "") -> Iterator[str]:
        """Its pages from real gunicorn processes; yields the base URL."""
        more = {"application": application} if application else {}
        with (
            (self.home / "web.log").open("ab") as log,
            web_server(self.env, workers=workers, threads=threads, log=log, **more) as (base, _),
        ):
            yield base

    @contextlib.contextmanager
    def working(self) -> Iterator[subprocess.Popen[bytes]]:
        """Its background worker; yields the process (a test may kill it)."""
        with (self.home / "worker.log").open("ab") as log:
            process = start([BIN / "lertrat", "worker"], env=self.env, log=log)
        try:
            yield process
        finally:
            stop(process)
