"""A household in which all is set up: keys whose private halves are known, a camera, a clip with a person in it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from custom_components.secure_video.engine.vault.age import Identity, armor, open_sealed, seal_identity
from custom_components.secure_video.engine.vault.age.passphrase import WORK_FACTORS
from tests.live import flows
from tests.live.announcements import EVENT_CLIP_SEALED
from tests.live.clip import KeyFile
from tests.live.home_assistant import LiveHomeAssistant

from .browser import Visitor

PASSPHRASE: Final = "calm-otter-paints-seven-silver-river-boats"  # noqa: S105 - a made-up one

SEALED_WITHIN: Final = 120
"""Seconds, generously: the person appears after 9 s, is gone at 16 s, and the clip goes on for 11 s more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """The owner's key is kept in Home Assistant behind `PASSPHRASE`. `clip_id` is that of the clip with the person."""

    home: LiveHomeAssistant
    entry_id: str
    owner: KeyFile
    recovery: KeyFile
    camera_id: str
    clip_id: str

    @classmethod
    async def furnish(cls, home: LiveHomeAssistant, url: str, folder: Path) -> Self:
        """Set up the integration through its API, and wait for the first clip. Keys are files in the folder."""
        owner = KeyFile.make(folder / "owner.txt", post_quantum=False)
        recovery = KeyFile.make(folder / "recovery.txt", post_quantum=False)
        entry_id = await flows.set_up_entry(home, recipient="")
        await flows.prove_recovery_key(home, recovery, owner)
        file = armor(seal_identity(owner.identity, PASSPHRASE, work_factor=min(WORK_FACTORS))).decode()
        await home.socket.ask("secure_video/identity/store", file=file)
        sealed = await home.socket.subscribe(EVENT_CLIP_SEALED)
        form = await flows.open_camera_form(home, entry_id)
        await flows.try_stream(form, flows.Camera(name="Front yard", url=url))
        await flows.save_camera(form)
        async with asyncio.timeout(SEALED_WITHIN):
            while "person" not in (clip := (await sealed.get()).data)["labels"]:
                pass
        (camera_id,) = {row["camera_id"] for row in await flows.clips(home)}
        return cls(
            home=home,
            entry_id=entry_id,
            owner=owner,
            recovery=recovery,
            camera_id=camera_id,
            clip_id=clip["clip_id"],
        )

    @property
    def clip(self) -> Path:
        """The clip's sealed file."""
        return next(self.home.media.rglob(f"{self.clip_id}.mp4.age"))

    @property
    def camera(self) -> str:
        """The entity that shows the camera."""
        return "camera.front_yard"

    async def show_clip(self, owner: Visitor) -> None:
        """Open the clip with the person in the owner's browser, and wait until it plays."""
        await owner.go(f"/secure-video/clip/{self.clip_id}")
        await owner.unlock(PASSPHRASE)
        assert await owner.sees_video()

    def opens(self, sealed: Path, identity: Identity | None = None) -> bytes:
        """Return what is in a sealed file, opened with the owner's key or another one. Raises `VaultError`."""
        with sealed.open("rb") as file:
            return open_sealed(file, [identity or self.owner.identity]).read()

    async def people(self) -> dict[str, Any]:
        """Who can open new clips, by the command that the panel uses."""
        return dict(await self.home.socket.ask("secure_video/people/list"))
