"""What can happen to a file: taken in whole, or chunk by chunk; looked through by the scanner, and drawn small."""

from __future__ import annotations

from lertrat.files.actions.previewing import preview_waiting
from lertrat.files.actions.scanning import scan_waiting
from lertrat.files.actions.storing import Posted, store
from lertrat.files.actions.uploading import abandon, begin, finish, receive, sweep_uploads

__all__ = [
    "Posted",
    "abandon",
    "begin",
    "finish",
    "preview_waiting",
    "receive",
    "scan_waiting",
    "store",
    "sweep_uploads",
]
