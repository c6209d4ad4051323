"""The answer to "may this person do this?": yes, or no with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from lertrat.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Permit:
    """`allowed`, and where it is not, the reason: a stable code and the words in both languages."""

    allowed: bool
    code: str = ""
    th: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise NotAllowed unless allowed."""
        if not self.allowed:
            raise NotAllowed(self.code, self.th, self.en)


YES = Permit(True)


def no(code: str, th: str, en: str = "") -> Permit:
    """A refusal with its reason."""
    return Permit(False, code, th, en or th)
