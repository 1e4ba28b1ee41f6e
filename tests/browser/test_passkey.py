"""The device itself opens the key: with a finger or a face, and only where its owner agrees."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final, Self

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, expect

from .browser import Visitor, visitor
from .household import PASSPHRASE, Household

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

DEVICE: Final = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "hasPrf": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A phone or laptop that knows its owner, as the browser's own tests have it."""


@dataclass(slots=True, kw_only=True)
class Device:
    """What holds passkeys."""

    session: CDPSession
    device_id: str

    @classmethod
    async def of(cls, owner: Visitor) -> Self:
        """Let the page of somebody have one."""
        session = await owner.context.new_cdp_session(owner.page)
        await session.send("WebAuthn.enable")
        made = await session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return cls(session=session, device_id=made["authenticatorId"])

    async def meet_a_stranger(self) -> None:
        """Have somebody in front of it from now on whom it does not know."""
        await self._ask("setUserVerified", isUserVerified=False)

    async def passkeys(self) -> list[dict[str, Any]]:
        """What it holds."""
        return list((await self._ask("getCredentials"))["credentials"])

    async def _ask(self, command: str, **fields: object) -> dict[str, Any]:
        return dict(await self.session.send(f"WebAuthn.{command}", {"authenticatorId": self.device_id, **fields}))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def owner(browser: Browser, household: Household) -> AsyncIterator[Visitor]:
    """The owner, on one device throughout."""
    async with visitor(browser, household.home, host="localhost") as owner:
        yield owner


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def device(owner: Visitor) -> Device:
    """The device, which holds nothing yet."""
    return await Device.of(owner)


async def test_it_is_turned_on_and_opens_a_clip_without_the_passphrase(
    owner: Visitor, device: Device, household: Household
) -> None:
    await owner.go("/secure-video/people")
    await owner.unlock(PASSPHRASE)
    await owner.panel.locator("secure-video-lock-state button.chip").first.click()
    await owner.button("Use this device to unlock").click()
    await expect(owner.panel.get_by_text("This device opens your key from now on.")).to_be_visible()
    assert len(await device.passkeys()) == 1
    await owner.dialog.get_by_role("button", name="Lock now").click()
    await expect(owner.panel.locator("secure-video-lock-state .chip.open")).to_have_count(0)

    await owner.go(f"/secure-video/clip/{household.clip_id}")
    await _ask_the_device(owner)
    await expect(owner.panel.locator("secure-video-lock-state .chip.open")).to_be_visible()
    assert await owner.sees_video()


@pytest.mark.usefixtures("device")
async def test_what_the_browser_keeps_is_sealed(owner: Visitor, household: Household) -> None:
    kept = await owner.page.evaluate("JSON.stringify(localStorage)")
    assert "BEGIN AGE ENCRYPTED FILE" in kept
    assert household.owner.identity.to_string().upper() not in kept.upper()
    assert PASSPHRASE not in kept


async def test_it_stays_locked_for_somebody_else(owner: Visitor, device: Device) -> None:
    await device.meet_a_stranger()
    await owner.go("/secure-video/timeline")
    await _ask_the_device(owner)
    await expect(owner.panel.get_by_text("The device gave no passkey.")).to_be_visible()
    await expect(owner.panel.locator("secure-video-lock-state .chip.open")).to_have_count(0)


@pytest.mark.usefixtures("device")
async def test_the_passphrase_opens_it_all_the_same_and_the_device_is_forgotten(owner: Visitor) -> None:
    await owner.go("/secure-video/timeline")
    await owner.unlock(PASSPHRASE)
    await owner.panel.locator("secure-video-lock-state .chip.open").first.click()
    await owner.button("No longer unlock with this device").click()
    await expect(owner.panel.get_by_text("This device no longer opens your key.")).to_be_visible()
    await owner.dialog.get_by_role("button", name="Lock now").click()
    await owner.panel.locator("secure-video-lock-state button.chip").first.click()
    await expect(owner.panel.get_by_label("Passphrase")).to_be_visible()
    await expect(owner.button("Unlock with this device")).to_have_count(0)
    assert "BEGIN AGE ENCRYPTED FILE" not in await owner.page.evaluate("JSON.stringify(localStorage)")


async def _ask_the_device(owner: Visitor) -> None:
    await owner.panel.locator("secure-video-lock-state button.chip").first.click()
    await owner.button("Unlock with this device").click()
