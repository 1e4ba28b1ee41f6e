"""From an integration without keys to the first sealed clip that plays, as a new owner clicks; nothing is typed."""

import base64
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, expect

from custom_components.secure_video.engine.vault.age import open_identity, open_sealed, parse_identity
from tests.live.clip import look
from tests.live.home_assistant import LiveHomeAssistant

from .browser import PHONE, Visitor, visitor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

STEP: Final = 60_000
"""Milliseconds for what takes more than a moment: a reload, a stream that connects, a clip that is sealed."""


class Traffic:
    """All that a page sends to its server: addresses, headers, bodies and messages of the websocket."""

    def __init__(self, page: Page) -> None:
        """Listen from now on."""
        self.sent: list[str] = []
        page.on("request", self._requested)
        page.on("websocket", lambda socket: socket.on("framesent", self._framed))

    def holds(self, secret: str) -> bool:
        """Whether it was sent as it is, in capitals or not, in Base64, or in hexadecimal digits."""
        raw = secret.encode()
        forms = {secret, secret.lower(), raw.hex(), base64.b64encode(raw).decode().rstrip("=")[:-1]}
        return any(form in text for form in forms for text in self.sent)

    def _requested(self, request: Request) -> None:
        body = request.post_data_buffer or b""
        self.sent.append(f"{request.url} {json.dumps(request.headers)} {body.decode('latin-1')}")

    def _framed(self, payload: str | bytes) -> None:
        self.sent.append(payload if isinstance(payload, str) else payload.decode("latin-1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What there is after the set-up."""

    home: LiveHomeAssistant
    kit: str
    traffic: Traffic
    was_playing: bool

    @property
    def recovery_identity(self) -> str:
        """The private key on the sheet."""
        (identity,) = set(re.findall(r"AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]+", self.kit))
        return str(identity)

    @property
    def owner_identity(self) -> str:
        """The private key of every day: it left the browser only sealed, and the words on the sheet open that."""
        sent = next(text for text in self.traffic.sent if "secure_video/identity/store" in text)
        (file,) = {message["file"] for message in _messages(sent) if "file" in message}
        return open_identity(file.encode(), self.passphrase).to_string()

    @property
    def passphrase(self) -> str:
        """The seven words on the sheet."""
        (passphrase,) = set(re.findall(r"\b[a-z]+(?:-[a-z]+){6}\b", self.kit))
        return str(passphrase)


def _messages(text: str) -> list[dict[str, Any]]:
    """The commands in a websocket message: Home Assistant's page sends one, or some at a time."""
    content = json.loads(text)
    return content if isinstance(content, list) else [content]


async def _click(visitor: Visitor, name: str | re.Pattern[str]) -> None:
    await visitor.panel.get_by_role("button", name=name).first.click(timeout=STEP)


async def _unlock(visitor: Visitor, done: SetUp) -> None:
    await visitor.panel.locator("secure-video-lock-state button").first.click(timeout=STEP)
    await visitor.panel.get_by_label("Passphrase").fill(done.passphrase)
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.panel.locator("secure-video-lock-state .chip.open")).to_be_visible(timeout=STEP)


async def _is_playing(visitor: Visitor) -> bool:
    video = visitor.panel.locator("secure-video-player video")
    await video.wait_for(timeout=STEP)
    for _ in range(60):
        if await video.evaluate("video => !video.paused && video.currentTime > 0 && video.videoWidth > 0"):
            return True
        await visitor.page.wait_for_timeout(250)
    return False


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def done(
    browser: Browser, installed: LiveHomeAssistant, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[SetUp]:
    """The whole set-up, clicked through."""
    kit = tmp_path_factory.mktemp("owner") / "secure-video-recovery.html"
    async with visitor(browser, installed) as owner:
        traffic = Traffic(owner.page)
        await owner.go("/secure-video")
        await _click(owner, "Begin")
        await _click(owner, "Make the keys")
        async with owner.page.expect_download() as download:
            await _click(owner, "Save the sheet")
        await (await download.value).save_as(kit)
        await owner.panel.get_by_role("radio", name=re.compile("In Home Assistant")).check()
        await _click(owner, "I have it")
        await owner.panel.locator("input[type=file]").first.set_input_files(kit)
        await expect(owner.panel.get_by_text("It works")).to_be_visible(timeout=STEP)
        await _click(owner, "Continue")
        await owner.panel.get_by_role("button", name="Add", exact=True).first.click(timeout=STEP)
        await expect(owner.panel.get_by_text("Added", exact=True)).to_be_visible(timeout=STEP)
        await _click(owner, "Continue")
        await _click(owner, "Record a first clip")
        was_playing = await _is_playing(owner)
        text = kit.read_text(encoding="utf-8")
        yield SetUp(home=installed, kit=text, traffic=traffic, was_playing=was_playing)


async def test_the_first_sealed_clip_plays(done: SetUp) -> None:
    assert done.was_playing


async def test_no_private_key_and_no_passphrase_was_sent(done: SetUp) -> None:
    assert done.traffic.holds("secure_video/setup/prove")
    assert not done.traffic.holds(done.recovery_identity)
    assert not done.traffic.holds(done.owner_identity)
    assert not done.traffic.holds(done.passphrase)
    assert not any("SECRET-KEY" in text.upper() for text in done.traffic.sent)


async def test_the_sheet_opens_the_clip_without_us(done: SetUp) -> None:
    clip = next(done.home.media.rglob("*.mp4.age"))
    with clip.open("rb") as file:
        video = await look(open_sealed(file, [parse_identity(done.recovery_identity)]).read())
    assert video.duration > 0


async def test_the_passphrase_opens_the_vault_in_another_browser(browser: Browser, done: SetUp) -> None:
    async with visitor(browser, done.home, screen=PHONE) as owner:
        await owner.go("/secure-video/timeline")
        await _unlock(owner, done)


async def test_over_plain_http_a_warning_blocks_and_then_all_works(browser: Browser, done: SetUp) -> None:
    async with visitor(browser, done.home, is_secure=False) as owner:
        await owner.go("/secure-video/timeline")
        await expect(owner.panel.get_by_role("dialog")).to_be_visible(timeout=STEP)
        await expect(owner.panel.locator("secure-video-timeline")).to_have_count(0)
        await _click(owner, "I trust this network")
        await _unlock(owner, done)
        await owner.panel.locator("secure-video-clip-card").get_by_role("button").last.click(timeout=STEP)
        assert await _is_playing(owner)
