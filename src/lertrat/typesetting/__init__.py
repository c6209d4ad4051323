"""Thai pages on paper: Typst templates in, PDF out. Pure.

`render(template, data) -> bytes`; `papers` holds the keys of each template's data.
"""

from lertrat.typesetting.engine import TypesettingError, qr, render, templates

__all__ = ["TypesettingError", "qr", "render", "templates"]
