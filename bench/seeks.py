"""How soon the panel's player shows the first picture of a clip, and that of another place in it.

Times are the browser's own: from the event of the click to the moment when the compositor was given the picture
(`requestVideoFrameCallback`). A place is asked for with the mouse on the player's bar while the clip plays.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Final

from playwright.async_api import Locator, Page

from tests.browser.browser import Visitor

LOOK: Final = 1000
"""Milliseconds between a picture and the next place that is asked for."""
APART: Final = 12.0
"""Seconds from one place to the next: more than any group has, so that no picture is taken for one of another place."""
PICTURE: Final = 1 / 15 + 0.01
"""Seconds by which a picture may be older than the moment that it is shown for."""
SOON: Final = 0.3
"""Seconds by which the clip may have gone on when its first picture is seen."""
THUMB: Final = 18
"""Pixels of the bar's handle."""
PATIENCE: Final = 10_000
"""Milliseconds: a picture that takes longer never comes."""

FIND: Final = """
globalThis.seek ??= {
  find(name, root = document) {
    const own = root.querySelector(name);
    if (own) return own;
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      const found = shadowRoot && seek.find(name, shadowRoot);
      if (found) return found;
    }
    return null;
  },
};
"""

WATCH: Final = (
    "() => {"
    + FIND
    + """
  Object.assign(seek, { asked: null, wanted: null, frames: [] });
  addEventListener('click', ({ timeStamp }) => { seek.asked = timeStamp }, { capture: true, once: true });
  const look = () => {
    const video = seek.find('video');
    if (!video) return requestAnimationFrame(look);
    const shown = (_, { presentationTime, mediaTime }) => {
      seek.frames.push([presentationTime, mediaTime]);
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
  };
  look();
}"""
)
"""Begin before a clip is clicked on."""

ASK: Final = """() => {
  Object.assign(seek, { asked: null, wanted: null, frames: [] });
  addEventListener('input', (event) => {
    seek.asked = event.timeStamp;
    seek.wanted = Number(event.composedPath()[0].value);
  }, { capture: true, once: true });
}"""
"""Begin before a place is clicked on."""

SHOWN: Final = (
    """async ([after, before]) => {
  const begun = performance.now();
  while (performance.now() - begun < """
    + str(PATIENCE)
    + """) {
    const { asked, wanted, frames } = seek;
    const is = ([at, media]) => asked !== null && at > asked &&
      (wanted === null || (media > wanted - after && media < wanted + before));
    const found = frames.find(is);
    if (found) return found[0] - asked;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now() - begun;
}"""
)
"""Milliseconds from the click to a picture that is no more than so many seconds before or after what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeks:
    """Milliseconds for one clip: from the click on it, then from each place that was asked for.

    `near`: until the first picture of the place's group of pictures; `exact`: until the very picture.
    """

    first: float
    near: list[float]
    exact: list[float]


async def watch(visitor: Visitor, clip: str, *, seconds: float, group: float, count: int) -> Seeks:
    """Open a clip from the list and go to `count` places. `group` is how many seconds its key frames are apart."""
    page, panel = visitor.page, visitor.panel
    cards = panel.locator("secure-video-clip-card")
    frame = await visitor.frame()
    place = await cards.evaluate_all("(cards, id) => cards.findIndex(({ clip }) => clip.clip_id === id)", clip)
    await frame.evaluate(WATCH)
    await cards.nth(place).click()
    seeks = Seeks(first=await frame.evaluate(SHOWN, [inf, inf]), near=[], exact=[])
    bar = panel.locator("secure-video-seek-bar input")
    for target in places(seconds, count):
        await page.wait_for_timeout(LOOK)
        await frame.evaluate(ASK)
        await click(page, bar, target / seconds)
        seeks.exact.append(await frame.evaluate(SHOWN, [PICTURE, SOON]))
        seeks.near.append(await frame.evaluate(SHOWN, [group + PICTURE, SOON]))
    return seeks


def places(seconds: float, count: int) -> Iterator[float]:
    """The same ones in every run. Each is in another group than the one before."""
    generator = random.Random(1)  # noqa: S311 - any places will do
    before = -inf
    for _ in range(count):
        while abs((place := generator.uniform(1, seconds - 2)) - before) < APART:
            pass
        yield place
        before = place


async def click(page: Page, bar: Locator, share: float) -> None:
    """Click on the bar, at a share of its length."""
    box = await bar.bounding_box()
    assert box
    length = box["width"] - THUMB
    await page.mouse.click(box["x"] + THUMB / 2 + length * share, box["y"] + box["height"] / 2)
