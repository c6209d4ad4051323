"""The benchmark's visitor behaves as a browser does: keeps its connection and cookies, follows, sends the form's token."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.loader import Client, Unexpected, closed_loop


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    connections: set[int] = set()

    def log_message(self, *args: object) -> None:
        pass

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.connections.add(self.client_address[1])
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        if self.path == "/form":
            self.reply(
                200, b'<input name="csrfmiddlewaretoken" value="abc">', Set_Cookie="sid=7; Path=/; HttpOnly"
            )
        elif self.path == "/chunks":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
        else:
            self.reply(200, self.headers.get("Cookie", "").encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(302 if body == b"token=abc&name=%E0%B8%81+b" else 403, Location="/done?x=1")


@pytest.fixture
def client() -> Iterator[Client]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.connections.clear()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made = Client(f"http://127.0.0.1:{server.server_port}")
    yield made
    made.close()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_form_is_filled_as_a_browser_does(client: Client) -> None:
    form = client.get("/form").expect(200)
    sent = client.post("/send", {"token": form.csrf, "name": "ก b"}).expect(302)
    assert client.follow(sent).body == b"sid=7"
    assert len(Handler.connections) == 1


def test_a_body_in_pieces_is_put_together(client: Client) -> None:
    assert client.get("/chunks").body == b"abcde"
    assert client.get("/after").status == 200


def test_an_answer_that_was_not_expected_ends_the_run(client: Client) -> None:
    with pytest.raises(Unexpected, match="status 200, wanted 404"):
        closed_loop([client], lambda visitor, number: visitor.get("/x").expect(404) and None, 5)
    durations, seconds = closed_loop(
        [client], lambda visitor, number: client.get("/x").expect(200) and None, 0.1
    )
    assert len(durations) >= 3 and seconds >= 0.1
