"""A new owner, from Home Assistant's own settings to the first sealed clip, and what they have to do on the way."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from playwright.async_api import Locator, expect

from .browser import Visitor

NAME: Final = "Secure Video"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The recovery sheet, as it was saved."""

    text: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read it from its file."""
        return cls(text=path.read_text(encoding="utf-8"))

    @property
    def recovery_identity(self) -> str:
        """The private key on it."""
        (identity,) = set(re.findall(r"AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]+", self.text))
        return str(identity)

    @property
    def passphrase(self) -> str:
        """The seven words on it."""
        (passphrase,) = set(re.findall(r"\b[a-z]+(?:-[a-z]+){6}\b", self.text))
        return str(passphrase)


async def nothing_to_see(_step: str) -> None:
    """Pass by."""


class Newcomer:
    """Clicks as fast as the pages allow. Counts `clicks`, what was `typed`, `files` chosen in the system's dialog."""

    def __init__(self, visitor: Visitor) -> None:
        """They have been signed in, and no more."""
        self._visitor = visitor
        self.clicks = 0
        self.files = 0
        self.typed: list[str] = []

    async def open_integrations(self) -> None:
        """Go to the page that the story begins at."""
        await self._visitor.go("/config/integrations/dashboard")
        await self._button_of_home("Add integration").wait_for()

    async def add_integration(self) -> None:
        """Add it in Home Assistant's own pages, with what its form suggests, and open its page in the sidebar."""
        page = self._visitor.page
        await self._click(self._button_of_home("Add integration"))
        search = page.get_by_placeholder("Search for a brand name")
        await search.wait_for()
        await search.press_sequentially(NAME)
        self.typed.append(NAME)
        await self._click(page.locator("dialog-add-integration").get_by_text(NAME, exact=True))
        await self._click(self._button_of_home("Submit"))
        await self._click(self._button_of_home("Finish"))
        await self._click(page.get_by_role("link", name=NAME).first)

    async def set_up(self, kit: Path, look: Callable[[str], Awaitable[None]] = nothing_to_see) -> None:
        """Go through the panel's set-up until a first clip is asked for. The recovery sheet is saved there.

        `look` is called in each step when there is nothing left to do in it.
        """
        page, panel = self._visitor.page, self._visitor.panel
        await self._button("Begin").wait_for()
        await look("welcome")
        await self._click(self._button("Begin"))
        await self._button("Make the keys").wait_for()
        await look("keys")
        await self._click(self._button("Make the keys"))
        async with page.expect_download() as download:
            await self._click(self._button("Save the sheet"))
        await (await download.value).save_as(kit)
        await self._click(panel.get_by_role("radio", name=re.compile("In Home Assistant")))
        await look("sheet")
        await self._click(self._button("I have it"))
        async with page.expect_file_chooser() as chooser:
            await self._click(self._button("Choose a file"))
        await (await chooser.value).set_files(kit)
        self.files += 1
        await expect(panel.get_by_text("It works")).to_be_visible()
        await look("proof")
        await self._click(self._button("Continue"))
        await self._click(panel.get_by_role("listitem").get_by_role("button", name=re.compile("^Add ")).first)
        await expect(panel.get_by_text("Added", exact=True)).to_be_visible()
        await look("cameras")
        await self._click(self._button("Continue"))
        await self._click(self._button("Record a first clip"))

    def _button(self, name: str) -> Locator:
        return self._visitor.panel.get_by_role("button", name=name).first

    def _button_of_home(self, name: str) -> Locator:
        return self._visitor.page.get_by_role("button", name=name)

    async def _click(self, target: Locator) -> None:
        await target.click()
        self.clicks += 1
