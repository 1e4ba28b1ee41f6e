"""A camera that goes on in a stream of its own, which nobody reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import override

from tests.engine.video.changing import Part, make_changing

PAUSE = 0.02
"""Seconds between two seconds of the stream: what comes must never be waited for."""


@contextmanager
def moves_on(folder: Path) -> Iterator[str]:
    """Serve a transport stream: two seconds of one program, then another program for ever. Yield the address."""
    before = make_changing(folder / "before.ts", [Part()]).read_bytes()
    other = {"mpegts_service_id": "2", "mpegts_start_pid": "1280", "mpegts_pmt_start_pid": "5376"}
    after = make_changing(folder / "after.ts", [Part(seconds=1)], options=other).read_bytes()
    is_over = Event()

    class Camera(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "video/mp2t")
            self.end_headers()
            try:
                self.wfile.write(before)
                while not is_over.wait(PAUSE):
                    self.wfile.write(after)
            except OSError:
                return

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Nothing is to be said."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Camera) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/camera.ts"
        is_over.set()
        server.shutdown()
        thread.join()
