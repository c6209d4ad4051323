"""What can be seen of programmes, editions and drafts of rules."""

from __future__ import annotations

from lertrat.programmes.queries.closing import (
    Closing,
    Closings,
    amendments,
    changes,
    closing,
    closings,
    extension,
    extensions,
    given_counts,
    is_open,
    windows_waiting,
)
from lertrat.programmes.queries.editions import (
    Reach,
    current_edition,
    current_of_others,
    edition,
    in_office,
    is_officer,
    officers,
    offices,
    pack,
    pack_by_id,
    pack_of,
    programmes,
    publication_number,
    reach,
    sealed_editions,
    types_known,
    version,
    versions,
    window,
    windows,
)
from lertrat.programmes.queries.rules import (
    Base,
    Compiled,
    Standing,
    agenda_items,
    base,
    bases,
    changes_between,
    compiled,
    revisions,
    rules_draft,
    rules_drafts,
    rules_programmes,
    rules_text,
    standing,
)

__all__ = [
    "Base", "Closing", "Closings", "Compiled", "Reach", "Standing", "agenda_items", "amendments", "base", "bases", "changes", "changes_between", "closing", "closings", "compiled", "current_edition", "current_of_others",
    "edition", "extension", "extensions", "given_counts", "in_office", "is_officer", "is_open", "officers", "offices", "pack", "pack_by_id", "pack_of", "programmes",
    "publication_number", "reach", "revisions", "rules_draft", "rules_drafts", "rules_programmes", "rules_text",
    "sealed_editions", "standing", "types_known", "version", "versions", "window", "windows", "windows_waiting",
]  # fmt: skip
