"""What several journeys do first."""

from __future__ import annotations

from benchmarks.loader import Client


def sign_in(client: Client, email: str, password: str) -> None:
    """Sign in through the page, as a person does."""
    form = client.get("/sign-in/").expect(200)
    fields = {"csrfmiddlewaretoken": form.csrf, "username": email, "password": password}
    client.post("/sign-in/", fields).expect(302)
