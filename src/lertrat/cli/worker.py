"""The worker's loop. It keeps nothing in memory that matters: whoever kills it loses nothing (see records.readers)."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.db import DatabaseError, close_old_connections, connections

from lertrat.notices import actions as notices
from lertrat.records import actions as records

logger = logging.getLogger("lertrat.worker")

IDLE = 1.0  # seconds between turns when nothing waits
BEAT = 5.0  # seconds between signs of life
LONGEST_PAUSE = 30.0  # after the database failed again and again


class Worker:
    """Turns until stopped. SIGTERM and SIGINT end it after the step it is at."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._beaten = float("-inf")
        self._steps: dict[str, Callable[[], int]] = {
            "delivered": records.deliver_all,
            "due": records.run_due,
            "sent": notices.send_waiting,
        }

    def run(self) -> None:
        """Work until a signal comes."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        logger.info("worker started")
        pause = IDLE
        while not self._stop.is_set():
            try:
                busy = any(self.turn().values())
                pause = 0.0 if busy else IDLE
            except DatabaseError:
                # The database went away; what was claimed is claimed again when it is back.
                logger.exception("the database failed")
                connections.close_all()
                pause = min(max(pause, IDLE) * 2, LONGEST_PAUSE)
            self._stop.wait(pause)
        logger.info("worker stopped")

    def turn(self) -> dict[str, int]:
        """One round of everything; how much each step did."""
        close_old_connections()
        done = dict.fromkeys(self._steps, 0)
        for name, step in self._steps.items():
            if self._stop.is_set():
                break
            self._beat()
            try:
                done[name] = step()
            except DatabaseError:
                raise
            except Exception:
                # One room's fault must not stop the others; the step comes again next turn.
                logger.exception("step %s failed", name)
        return done

    def once(self) -> dict[str, int]:
        """Turns until nothing waits any more; what was done in all. Tasks that are due run once."""
        total = self.turn()
        while True:
            done = self.turn()
            for name, count in done.items():
                total[name] += count
            if not (done["delivered"] or done["sent"]):
                return total

    def _beat(self) -> None:
        now = time.monotonic()
        if now - self._beaten >= BEAT:
            records.beat()
            self._beaten = now

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        logger.info("asked to stop")
        self._stop.set()
