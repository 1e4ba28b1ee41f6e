"""How smoothly the panel's list of clips scrolls, as Chromium's own tracing tells.

A wheel turns, or a finger flings; there is an event for each picture of the screen. Frames are those of the compositor
(`PipelineReporter`) while something scrolls; main-thread frames are what the page itself computes (`BeginMainFrame`),
long tasks what keeps it busy for more than 50 ms.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Self

from playwright.async_api import Browser, CDPSession

from tests.browser.browser import Visitor

CATEGORIES: Final = ("-*", "devtools.timeline", "cc", "benchmark", "toplevel")
GESTURES: Final = 6
PIXELS: Final = 3000
"""That a wheel scrolls in one gesture."""
SECONDS: Final = 2.0
"""That a gesture takes: a wheel that is turned fast; a fling until it rests."""
SWIPE: Final = 8
"""Pictures of the screen in which a thumb crosses half of it: 130 ms."""
REST: Final = 0.4
"""Seconds without a frame after which one gesture is over and the next one begins."""
LONG_TASK: Final = 50.0
"""Milliseconds, as in the W3C's Long Tasks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrolling:
    """Frames while something scrolled, and what the page's main thread did meanwhile, in milliseconds.

    `incomplete` of those presented showed a part of the list that was not painted yet, `waiting` were scrolled by the
    page's main thread, not by the compositor alone. `seconds`: while something scrolled.
    """

    seconds: float
    presented: int
    dropped: int
    incomplete: int
    waiting: int
    main_frames: list[float]
    long_tasks: list[float]

    @classmethod
    def read(cls, events: Sequence[dict[str, Any]]) -> Self:
        """Read it from a trace."""
        frames = [event for event in events if event["name"] == "PipelineReporter" and event["ph"] == "b"]
        scrolled = [event for event in frames if is_scrolled(event["args"]["frame_reporter"])]
        told = [event["args"]["frame_reporter"] for event in scrolled]
        ((process, _),) = Counter(event["pid"] for event in scrolled).most_common(1)
        steps = (after - before for before, after in pairwise(sorted(event["ts"] / 1e6 for event in scrolled)))
        (main,) = (
            event["tid"]
            for event in events
            if event["name"] == "thread_name" and event["pid"] == process and event["args"]["name"] == "CrRendererMain"
        )

        def durations(name: str) -> list[float]:
            return [
                event["dur"] / 1000
                for event in events
                if event["name"] == name and event["ph"] == "X" and (event["pid"], event["tid"]) == (process, main)
            ]

        # What the page adds to a frame is reported apart.
        shown = {frame["frame_sequence"] for frame in told if frame["state"].startswith("STATE_PRESENTED")}
        missed = {frame["frame_sequence"] for frame in told if frame["state"] == "STATE_DROPPED"}

        def which(**state: object) -> set[int]:
            return {frame["frame_sequence"] for frame in told if state.items() <= frame.items()}

        return cls(
            seconds=sum(step for step in steps if step < REST),
            presented=len(shown),
            dropped=len(missed - shown),
            incomplete=len(which(has_missing_content=True) & shown),
            waiting=len(which(scroll_state="SCROLL_MAIN_THREAD")),
            main_frames=durations("ProxyMain::BeginMainFrame"),
            long_tasks=[duration for duration in durations("ThreadControllerImpl::RunTask") if duration > LONG_TASK],
        )


def is_scrolled(frame: dict[str, Any]) -> bool:
    """Whether something scrolled in it, and this was to be seen."""
    return bool(frame["scroll_state"] != "SCROLL_NONE" and frame["state"] != "STATE_NO_UPDATE_DESIRED")


async def scroll(browser: Browser, visitor: Visitor, *, is_fling: bool) -> Scrolling:
    """Scroll down the list that is shown."""
    session = await visitor.context.new_cdp_session(visitor.page)
    await browser.start_tracing(page=visitor.page, categories=list(CATEGORIES))
    for _ in range(GESTURES):
        await (fling(session, visitor) if is_fling else turn(session, visitor))
    trace = await browser.stop_tracing()
    return Scrolling.read(json.loads(trace)["traceEvents"])


async def turn(session: CDPSession, visitor: Visitor) -> None:
    """Turn the wheel."""
    x, y = place(visitor, 0.8)
    gesture = {"x": x, "y": y, "yDistance": -PIXELS, "speed": PIXELS / SECONDS, "gestureSourceType": "mouse"}
    await session.send("Input.synthesizeScrollGesture", gesture)


async def fling(session: CDPSession, visitor: Visitor) -> None:
    """Swipe up with a thumb, and wait until the list comes to rest."""
    for step in range(SWIPE + 1):
        x, y = place(visitor, 0.8 - 0.5 * step / SWIPE)
        kind = "touchMove" if step else "touchStart"
        await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        await asyncio.sleep(1 / 60)
    await session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await asyncio.sleep(SECONDS)


def place(visitor: Visitor, down: float) -> tuple[float, float]:
    """A place in the list, so far down the screen."""
    size = visitor.page.viewport_size
    assert size
    return size["width"] * 0.7, size["height"] * down
