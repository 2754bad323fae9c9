"""What a page has asked of the server and whether it is answered, read off the connection itself.

Waiting for a time is wrong twice: too short on a busy machine, too long on a quiet one.
"""

from __future__ import annotations

import time
from weakref import WeakKeyDictionary

import pytest

TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
QUIET = """() => new Promise(done => {
  let quiet, seen = new MutationObserver(again), end = setTimeout(stop, 4000);
  function stop() { seen.disconnect(); clearTimeout(quiet); clearTimeout(end); done(); }
  function again() { clearTimeout(quiet); quiet = setTimeout(stop, 200); }
  seen.observe(document.body, {childList: true, subtree: true, characterData: true});
  again();
})"""  # what was answered is drawn bit by bit
STILL = '[data-testid="stApp"][data-test-script-state="notRunning"]'


class Wire:
    """The connection of one page: an order to run the script is open until the run that it began has ended.

    So is what is being fetched: an element of the page is drawn once its own part of the program has arrived.
    """

    def __init__(self, page):
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        self.sent, self.received = BackMsg, ForwardMsg
        self.socket, self.asked, self.begun = (
            None,
            True,
            False,
        )  # a page that was opened asks by itself, sooner or later
        self.loading = set()
        page.on("request", self._on_request)
        page.on("requestfinished", self._on_fetched)
        page.on("requestfailed", self._on_fetched)
        page.on("websocket", self._follow)
        page.on("domcontentloaded", self._on_loaded)

    @property
    def open(self):
        return self.asked or self.begun or bool(self.loading)

    def _on_request(self, request):
        self.loading.add(request)

    def _on_fetched(self, request):
        self.loading.discard(request)

    def _on_loaded(self, _page):
        if self.socket is None:  # a page loaded anew has yet to open its connection
            self.asked = True

    def _follow(self, socket):
        self.socket, self.asked, self.begun = socket, True, False
        socket.on("framesent", self._on_sent)
        socket.on("framereceived", self._on_received)
        socket.on("close", self._on_close)

    def _on_sent(self, frame):
        if isinstance(frame, bytes) and self.sent.FromString(frame).WhichOneof("type") == "rerun_script":
            self.asked = True

    def _on_received(self, frame):
        if not isinstance(frame, bytes):
            return
        message = self.received.FromString(frame)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.asked, self.begun = False, True
        elif kind == "script_finished":  # one that was cut short begins again
            self.begun = message.script_finished == self.received.FINISHED_EARLY_FOR_RERUN

    def _on_close(self, socket):
        if socket is self.socket:  # the server is away, or the page: nothing will be answered
            self.socket, self.asked, self.begun = None, False, False


WIRES: WeakKeyDictionary = WeakKeyDictionary()


def listen(page):
    """Follow a page's connection; to be called before it goes anywhere."""
    WIRES[page] = Wire(page)


def settle(page, most=60.0):
    """Wait until all that the page asked for is answered and shown, and it asks for nothing more."""
    wire, end = WIRES[page], time.monotonic() + most
    shown = False
    while not shown:
        _wait_for_answers(page, wire, end)
        page.wait_for_selector(STILL, timeout=most * 1000)
        page.evaluate(QUIET)
        page.evaluate(TWO_FRAMES)
        shown = not wire.open  # what was drawn may have asked for more


def _wait_for_answers(page, wire, end):
    quiet = 0
    while quiet < 2:
        page.evaluate(TWO_FRAMES)
        page.wait_for_timeout(60)
        quiet = 0 if wire.open else quiet + 1
        if time.monotonic() > end:
            on_its_way = ", ".join(request.url for request in wire.loading) or "an answer"
            pytest.fail(f"the page still waited for {on_its_way}")
