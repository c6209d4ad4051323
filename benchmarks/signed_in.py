"""What several journeys do first."""

from __future__ import annotations

from benchmarks.loader import Client

_sessions: dict[tuple[str, str, int], dict[str, str]] = {}


def sign_in(client: Client, email: str, password: str, number: int) -> None:
    """Sign in through the page, as a person does; client `number` keeps its session from one journey to the next."""
    key = (client.base, email, number)
    if key not in _sessions:
        form = client.get("/sign-in/").expect(200)
        fields = {"csrfmiddlewaretoken": form.csrf, "username": email, "password": password}
        client.post("/sign-in/", fields).expect(302)
        _sessions[key] = dict(client.cookies)
    client.cookies = dict(_sessions[key])
