"""Setting Secure Video up the way a person does: through its forms."""

import asyncio
import io
import shutil
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from custom_components.secure_video.engine.vault.age import open_sealed

from .clip import KeyFile
from .home_assistant import LiveHomeAssistant

ENTRIES: Final = "/api/config/config_entries"
STREAM_SECONDS: Final = 30
"""How long the entry may take to be loaded and its cameras to be received."""

POLL_SECONDS: Final = 0.2


class UnexpectedStep(Exception):
    """A flow did not go the way it goes for a person who fills in everything correctly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """What is typed into the form of a stream."""

    name: str
    url: str
    username: str = ""
    password: str = ""


class Flow:
    """One dialog. `step` is what it shows: a form, a menu, progress, or that it is done."""

    def __init__(self, home: LiveHomeAssistant, kind: str) -> None:
        """Open nothing yet. `kind` is the last part of the flows' address."""
        self._home = home
        self._path = f"{ENTRIES}/{kind}"
        self.step: dict[str, Any] = {}

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong with the form as it was filled in, by field."""
        return self.step.get("errors") or {}

    async def open(self, handler: str | list[str]) -> None:
        """Begin."""
        self.step = await self._home.post(self._path, {"handler": handler})

    async def answer(self, fields: dict[str, Any]) -> None:
        """Fill in the form."""
        self.step = await self._home.post(f"{self._path}/{self.step['flow_id']}", fields)

    async def choose(self, option: str) -> None:
        """Choose from the menu."""
        await self.answer({"next_step_id": option})

    def suggested(self) -> dict[str, Any]:
        """Return the form's values as it is shown."""
        values = {
            field["name"]: field.get("description", {}).get("suggested_value", field.get("default"))
            for field in self.step["data_schema"]
        }
        return {name: value for name, value in values.items() if value is not None}

    def finished(self) -> Mapping[str, Any]:
        """Return how it ended. Raises `UnexpectedStep`."""
        if self.step["type"] != "create_entry":
            raise UnexpectedStep(f"{self.step.get('step_id')}: {self.errors or self.step.get('reason')}")
        return self.step


async def set_up_entry(home: LiveHomeAssistant, *, recipient: str) -> str:
    """Set up the integration and return the entry's id."""
    flow = Flow(home, "flow")
    await flow.open("secure_video")
    await flow.answer({"media_dir": "local", "max_days": 14, "max_gigabytes": 1, "recipients": recipient})
    return str(flow.finished()["result"]["entry_id"])


async def prove_recovery_key(home: LiveHomeAssistant, key: KeyFile, owner: KeyFile | None = None) -> None:
    """Set up who can open clips, as the panel does: open a clip with the recovery key, and tell what is in it."""
    people = [{"name": "Drawer", "recipient": key.recipient, "role": "recovery"}]
    if owner:
        people.insert(0, {"name": "Demo", "recipient": owner.recipient, "role": "owner"})
    begun = await home.socket.ask("secure_video/setup/begin", people=people)
    clip = open_sealed(io.BytesIO(b64decode(begun["sealed"])), [key.identity]).readall()
    await home.socket.ask("secure_video/setup/prove", proof_id=begun["proof_id"], sha256=sha256(clip).hexdigest())


async def choose_model(home: LiveHomeAssistant, entry_id: str, model: str) -> None:
    """Change the model in the options, leaving everything else as it is."""
    flow = Flow(home, "options/flow")
    await flow.open(entry_id)
    await flow.choose("settings")
    await flow.answer({**flow.suggested(), "model": model})
    flow.finished()


async def open_camera_form(home: LiveHomeAssistant, entry_id: str, source: str = "stream") -> Flow:
    """Begin to add a camera: by the address of its `stream`, or a camera `entity` of Home Assistant."""
    flow = Flow(home, "subentries/flow")
    await flow.open([entry_id, "camera"])
    await flow.choose(source)
    return flow


async def try_stream(flow: Flow, camera: Camera) -> None:
    """Fill in the camera's form. Then the flow has errors, or shows a preview."""
    credentials = {"username": camera.username, "password": camera.password} if camera.username else {}
    await flow.answer({"name": camera.name, "url": camera.url, **credentials})


async def try_entity(flow: Flow, entity_id: str) -> None:
    """Choose a camera of Home Assistant. Then the flow has errors, or shows a preview."""
    await flow.answer({"entity_id": entity_id})


async def preview(home: LiveHomeAssistant, flow: Flow) -> bytes:
    """Return the picture that is shown before a camera is saved."""
    if flow.step.get("step_id") != "confirm":
        raise UnexpectedStep(f"{flow.step.get('step_id')}: {flow.errors}")
    return await home.get(flow.step["description_placeholders"]["picture"])


async def save_camera(flow: Flow) -> None:
    """Save the camera that was tried."""
    await flow.choose("save")
    flow.finished()


async def record_clip(home: LiveHomeAssistant, camera: str, seconds: int) -> str:
    """Have a camera recorded from now on and return the clip's id."""
    answer = await home.socket.ask(
        "call_service",
        domain="secure_video",
        service="record_clip",
        service_data={"seconds": seconds},
        target={"entity_id": camera},
        return_response=True,
    )
    return str(answer["response"][camera]["clip_id"])


async def delete_clip(home: LiveHomeAssistant, clip_id: str, *, dry_run: bool = False) -> list[dict[str, Any]]:
    """Delete a clip and return what was deleted, or would have been."""
    asked = {"clip_ids": [clip_id], "dry_run": dry_run}
    answer = await home.post("/api/services/secure_video/delete_clips?return_response", asked)
    return list(answer["service_response"]["deleted"])


async def clips(home: LiveHomeAssistant) -> list[dict[str, Any]]:
    """Return all clips, and until when they are unlocked, as the panel lists them."""
    return list((await home.socket.ask("secure_video/clips/list"))["clips"])


async def lock(home: LiveHomeAssistant) -> None:
    """Lock all clips for everybody."""
    await home.socket.ask("call_service", domain="secure_video", service="lock")


async def browse(home: LiveHomeAssistant, content_id: str = "media-source://secure_video") -> list[dict[str, Any]]:
    """Return what the media browser lists there."""
    shown = await home.socket.ask("media_source/browse_media", media_content_id=content_id)
    return list(shown["children"])


async def clips_of_the_only_camera(home: LiveHomeAssistant) -> dict[str, dict[str, Any]]:
    """Return what the media browser lists of its only day, by the clips' ids."""
    (camera,) = await browse(home)
    (day,) = await browse(home, camera["media_content_id"])
    return {clip["media_content_id"].rpartition("/")[2]: clip for clip in await browse(home, day["media_content_id"])}


async def wait_until_streaming(home: LiveHomeAssistant) -> None:
    """Wait until every camera's stream is received. Raises `TimeoutError`."""
    for _ in range(round(STREAM_SECONDS / POLL_SECONDS)):
        if await _stream_states(home) == {"streaming"}:
            return
        await asyncio.sleep(POLL_SECONDS)
    raise TimeoutError(f"the stream is still {await _stream_states(home)}")


async def _stream_states(home: LiveHomeAssistant) -> set[str]:
    entities = await home.socket.ask("config/entity_registry/list")
    ids = {e["entity_id"] for e in entities if e["platform"] == "secure_video" and e["translation_key"] == "stream"}
    return {state["state"] for state in await home.states() if state["entity_id"] in ids}


async def use_own_model(home: LiveHomeAssistant, entry_id: str, model: Path) -> None:
    """Place a model by hand, as its owner would, and choose it."""
    folder = home.folder / ".cache" / "secure_video"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(model, folder / "custom.onnx")
    await choose_model(home, entry_id, "custom")


async def make_dashboard(home: LiveHomeAssistant, path: str, title: str, *views: list[dict[str, Any]]) -> None:
    """Make a dashboard at /`path`, with the cards of each of its views."""
    named = {"url_path": path, "title": title, "icon": "mdi:cctv", "mode": "storage"}
    await home.socket.ask("lovelace/dashboards/create", **named)
    config = {"views": [{"cards": cards} for cards in views]}
    await home.socket.ask("lovelace/config/save", url_path=path, config=config)


async def diagnostics(home: LiveHomeAssistant, entry_id: str) -> dict[str, Any]:
    """Return the entry's diagnostics, as they are downloaded."""
    downloaded = await home.get_json(f"/api/diagnostics/config_entry/{entry_id}")
    return dict(downloaded["data"])
