"""From "Add integration" to the first sealed clip that plays, as a new owner clicks; only its name is typed."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Request, expect

from custom_components.secure_video.engine.vault.age import open_identity, open_sealed, parse_identity
from tests.live.clip import look
from tests.live.home_assistant import LiveHomeAssistant

from .browser import PHONE, visitor
from .hostile import HOSTILE, loot_of, video_in, words_in
from .newcomer import Newcomer, Sheet

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


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
    sheet: Sheet
    traffic: Traffic
    was_playing: bool
    loot: str
    """What a hostile card on the page read in the meantime."""

    @property
    def owner_identity(self) -> str:
        """The private key of every day: it left the browser only sealed, and the words on the sheet open that."""
        sent = next(text for text in self.traffic.sent if "secure_video/identity/store" in text)
        (file,) = {message["file"] for message in _messages(sent) if "file" in message}
        return open_identity(file.encode(), self.sheet.passphrase).to_string()

    @property
    def first_clip(self) -> bytes:
        """The clip that was recorded, opened with the recovery key on the sheet."""
        clip = next(self.home.media.rglob("*.mp4.age"))
        with clip.open("rb") as file:
            return open_sealed(file, [parse_identity(self.sheet.recovery_identity)]).read()


def _messages(text: str) -> list[dict[str, Any]]:
    """The commands in a websocket message: Home Assistant's page sends one, or some at a time."""
    content = json.loads(text)
    return content if isinstance(content, list) else [content]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def done(
    browser: Browser, home: LiveHomeAssistant, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[SetUp]:
    """The whole set-up, clicked through, on pages with a hostile card."""
    kit = tmp_path_factory.mktemp("owner") / "secure-video-recovery.html"
    async with visitor(browser, home) as owner:
        await owner.context.add_init_script(HOSTILE)
        traffic = Traffic(owner.page)
        newcomer = Newcomer(owner)
        await newcomer.open_integrations()
        await newcomer.add_integration()
        await newcomer.set_up(kit)
        was_playing = await owner.sees_video()
        loot = await loot_of(owner.page)
        yield SetUp(home=home, sheet=Sheet.read(kit), traffic=traffic, was_playing=was_playing, loot=loot)


async def test_the_first_sealed_clip_plays(done: SetUp) -> None:
    assert done.was_playing


async def test_no_private_key_and_no_passphrase_was_sent(done: SetUp) -> None:
    assert done.traffic.holds("secure_video/setup/prove")
    assert not done.traffic.holds(done.sheet.recovery_identity)
    assert not done.traffic.holds(done.owner_identity)
    assert not done.traffic.holds(done.sheet.passphrase)
    assert not any("SECRET-KEY" in text.upper() for text in done.traffic.sent)


async def test_whoever_reads_along_on_the_page_gets_neither_keys_nor_words_nor_video(done: SetUp) -> None:
    # It works: it saw the proof, and the private key of every day as it is kept.
    assert "secure_video/setup/prove" in done.loot
    assert "BEGIN AGE ENCRYPTED FILE" in done.loot
    assert not words_in(done.loot, done.sheet.passphrase)
    assert "SECRET-KEY" not in done.loot.upper()
    assert not video_in(done.loot, done.first_clip)


async def test_the_sheet_opens_the_clip_without_us(done: SetUp) -> None:
    video = await look(done.first_clip)
    assert video.duration > 0


async def test_the_passphrase_opens_the_vault_in_another_browser(browser: Browser, done: SetUp) -> None:
    async with visitor(browser, done.home, screen=PHONE) as owner:
        await owner.go("/secure-video/timeline")
        await owner.unlock(done.sheet.passphrase)


async def test_over_plain_http_a_warning_blocks_and_then_all_works(browser: Browser, done: SetUp) -> None:
    async with visitor(browser, done.home, is_secure=False) as owner:
        await owner.go("/secure-video/timeline")
        await expect(owner.panel.get_by_role("dialog")).to_be_visible()
        await expect(owner.panel.locator("secure-video-timeline")).to_have_count(0)
        await owner.panel.get_by_role("button", name="I trust this network").click()
        await owner.unlock(done.sheet.passphrase)
        await owner.panel.locator("secure-video-clip-card").get_by_role("button").last.click()
        assert await owner.sees_video()
