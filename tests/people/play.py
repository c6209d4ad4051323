"""What the processes of the race do: one password tried on many accounts, from one network address."""

from __future__ import annotations

from lertrat.kernel.errors import Refusal
from lertrat.people import actions

PASSWORD = "ถ้อยคำลับยาวพอ"
OFFICE = "192.0.2.1"
EMAIL = "somchai@dol.example"


def main(command: str, *given: str) -> None:
    """`prepare`; `spray NAME TIMES` (how many were looked at, how many told to wait); `known` and `new` (how the right password fares)."""
    if command == "prepare":
        actions.create_person(email=EMAIL, name="สมชาย", password=PASSWORD, by=None)
    elif command == "spray":
        tries = [attempt(f"{given[0]}{number}@dol.example", "ฤดูฝน2564") for number in range(int(given[1]))]
        print(tries.count("sign-in-wrong"), tries.count("sign-in-wait"))
    else:
        print(attempt(EMAIL, PASSWORD, known=command == "known"))


def attempt(email: str, password: str, address: str = OFFICE, *, known: bool = False) -> str:
    """How a sign-in ends: "in", or the refusal's code."""
    try:
        actions.sign_in(email=email, password=password, address=address, known=known)
    except Refusal as refused:
        return refused.code
    return "in"
