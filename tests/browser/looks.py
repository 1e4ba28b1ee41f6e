"""What a page looks like, measured where it is shown: in the panel's own frame."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Frame

from tests.live.home_assistant import REPOSITORY

from .browser import PANEL, Visitor

AXE: Final = REPOSITORY / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
"""Checks pages for what shuts people out."""

PASSING: Final = 2000
"""Milliseconds after which a barrier that was found is looked for once more."""

_EACH: Final = """
const each = function* (root) {
  for (const element of root.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (box.width && box.height && getComputedStyle(element).visibility === 'visible') yield [element, box];
    if (element.shadowRoot) yield* each(element.shadowRoot);
  }
};
const named = (element) =>
  `${element.localName} "${element.ariaLabel ?? element.textContent.trim().slice(0, 40)}"`;
"""

_AT_REST: Final = f"""async () => {{
  {_EACH}
  const isPassing = (animation) => Number.isFinite(animation.effect.getComputedTiming().endTime);
  const passing = () => [...each(document)].flatMap(([element]) => element.getAnimations()).filter(isPassing);
  const isRunning = (animation) => animation.playState === 'running';
  // One more picture, as what was just asked for starts to move with it; and what ends may let another thing begin.
  do {{
    await new Promise(requestAnimationFrame);
    await Promise.allSettled(passing().map((animation) => animation.finished));
  }} while (passing().some(isRunning));
}}"""

_OVERFLOW: Final = f"""() => {{
  {_EACH}
  const page = document.scrollingElement;
  const found = page.scrollWidth > page.clientWidth ? [`page: ${{page.scrollWidth}} of ${{page.clientWidth}}`] : [];
  const above = (element) => element.assignedSlot ?? element.parentElement ?? element.getRootNode().host;
  const isKept = (element) => {{
    for (let at = above(element); at; at = above(at))
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(at).overflowX)) return true;
    return false;
  }};
  for (const [element, box] of each(document))
    if ((box.right > page.clientWidth + 1 || box.left < -1) && !isKept(element)) found.push(named(element));
  return found;
}}"""

_SMALL: Final = f"""() => {{
  {_EACH}
  const isTouched = (element) => element.matches('button, select, input:not([type=radio]), a[href], summary');
  const found = [];
  for (const [element, box] of each(document))
    if (isTouched(element) && (box.width < 43.5 || box.height < 43.5))
      found.push(`${{named(element)}}: ${{Math.round(box.width)}} x ${{Math.round(box.height)}}`);
  return found;
}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Complaints, each in a line; there should be none."""

    barriers: tuple[str, ...]
    overflowing: tuple[str, ...]
    too_small: tuple[str, ...]

    @classmethod
    async def of(cls, visitor: Visitor) -> Looks:
        """Look at what the panel shows, once what slides or fades in has done so. What passes is no complaint."""
        frame = await panel_frame(visitor)
        await frame.evaluate(_AT_REST)
        barriers = await _barriers(frame)
        if barriers:
            await visitor.page.wait_for_timeout(PASSING)
            barriers = await _barriers(frame)
        return cls(
            barriers=barriers,
            overflowing=tuple(await frame.evaluate(_OVERFLOW)),
            too_small=tuple(await frame.evaluate(_SMALL)),
        )


async def panel_frame(visitor: Visitor) -> Frame:
    """The panel's frame, to run scripts in."""
    frame = await (await visitor.page.locator(PANEL).element_handle()).content_frame()
    if frame is None:
        raise LookupError("The panel is not there.")
    return frame


async def _barriers(frame: Frame) -> tuple[str, ...]:
    """What is serious or worse. The videos of these tests have no words that could be written below them."""
    await frame.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = await frame.evaluate("axe.run({ exclude: ['video'] })")
    return tuple(
        f"{violation['id']} ({violation['impact']}): {node['html'][:200]} {node['failureSummary'][:300]}"
        for violation in result["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    )
