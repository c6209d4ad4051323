"""Errors a person may read: a stable code and the words in both languages."""

from __future__ import annotations


class Refusal(Exception):
    """Something was not done, and why; nothing was changed.

    `code` is stable (tests and the command line read it); `th` and `en` are shown to people.
    """

    def __init__(self, code: str, th: str, en: str = "") -> None:
        super().__init__(en or th)
        self.code = code
        self.th = th
        self.en = en or th

    def says(self, language: str = "th") -> str:
        """The words in `language` ("th" or "en")."""
        return self.en if language == "en" else self.th


class NotAllowed(Refusal):
    """This person may not do this to this object."""


class NotFound(Refusal):
    """No such object, or none that this person may know of (the two look alike on purpose)."""


class Conflict(Refusal):
    """The object has moved on since the person looked at it; `current` is what it holds now."""

    def __init__(self, code: str, th: str, en: str = "", *, current: object = None) -> None:
        super().__init__(code, th, en)
        self.current = current
