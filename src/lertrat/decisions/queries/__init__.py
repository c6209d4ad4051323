"""What can be seen of results before and at publication. Rows behind a shut door are not there; strangers find nothing."""

from __future__ import annotations

from lertrat.decisions.papers import certificate_pdf, verify_url
from lertrat.decisions.queries.board import Board, BoardFilter, BoardRow, Score, board, board_counts, chosen
from lertrat.decisions.queries.book import Book, FindingGroup, StepShown, book_page, decision
from lertrat.decisions.queries.honours import HonourRow, honour, honour_tree, honours_board
from lertrat.decisions.queries.meetings import AgendaRow, agenda, minutes
from lertrat.decisions.queries.own import OwnResult, own_result, own_results
from lertrat.decisions.queries.publication import (
    PublicationStatus,
    certificate_by_token,
    certificates_of,
    eligible_resolutions,
    publication_status,
)

__all__ = [
    "OwnResult",
    "own_result",
    "AgendaRow",
    "Board",
    "BoardFilter",
    "BoardRow",
    "Book",
    "FindingGroup",
    "HonourRow",
    "PublicationStatus",
    "Score",
    "StepShown",
    "agenda",
    "board",
    "board_counts",
    "book_page",
    "certificate_by_token",
    "certificate_pdf",
    "certificates_of",
    "chosen",
    "decision",
    "eligible_resolutions",
    "honour",
    "honour_tree",
    "honours_board",
    "minutes",
    "own_results",
    "publication_status",
    "verify_url",
]
