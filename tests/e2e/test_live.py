"""The whole way, in the order in which an owner goes it: set up, watch, reload, remove, set up again, stop.

One Home Assistant runs for all of these tests, so their order matters.
"""

import asyncio
import json
import re
from datetime import datetime
from urllib.parse import quote

import pytest

from tests.live import flows
from tests.live.announcements import EVENT_CLIP_SEALED, Story
from tests.live.clip import Video, look_with_ffprobe, open_with_age
from tests.live.footage import HEIGHT, WIDTH
from tests.live.home_assistant import LiveHomeAssistant

from .conftest import OUR_GATE, PASSWORD, SEALED_WITHIN, USERNAME, WRONG_PASSWORD, Watched
from .disk import MP4_BOXES, holding, plaintext_video, suffixes

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

SECRETS = (PASSWORD, quote(PASSWORD, safe=""), WRONG_PASSWORD)

WORKER, FEED = "secure_video wo", "secure_video fe"
"""Our threads' names, as long as Linux keeps them."""

JPEG = b"\xff\xd8\xff"

EXPECTED_WARNINGS = re.compile(r"custom integration secure_video which has not been tested")


async def opened(watched: Watched) -> Video:
    """The clip's video, opened with the age command line and seen by ffprobe."""
    return await look_with_ffprobe(await open_with_age(watched.key, watched.clip))


def our_threads(home: LiveHomeAssistant) -> list[str]:
    """Our threads in Home Assistant's process."""
    return [name for name in home.threads if name.startswith("secure_video")]


async def remaining_threads(home: LiveHomeAssistant) -> list[str]:
    """Our threads, but for those that are ending: the system lists one a moment longer than joining it takes."""
    for _ in range(20):
        if not our_threads(home):
            break
        await asyncio.sleep(0.1)
    return our_threads(home)


async def our_entities(home: LiveHomeAssistant) -> list[str]:
    """The ids of all our entities that are not off."""
    registered = await home.socket.ask("config/entity_registry/list")
    ours = [entity for entity in registered if entity["platform"] == "secure_video"]
    return [entity["entity_id"] for entity in ours if entity["disabled_by"] is None]


async def test_a_wrong_password_is_named_and_can_be_corrected(watched: Watched) -> None:
    assert watched.wrong_password == {"password": "authentication_failed"}


async def test_the_picture_is_shown_before_the_camera_is_saved(watched: Watched) -> None:
    assert watched.preview.startswith(JPEG)


async def test_the_person_is_announced_once(watched: Watched) -> None:
    announced = [event.data["type"] for event in watched.incidents if event.data["label"] == "person"]
    assert announced == ["started", "ended"]


async def test_a_browser_can_load_the_pages(watched: Watched) -> None:
    """No page appears before Home Assistant has described every action."""
    assert "record_clip" in (await watched.home.socket.ask("get_services"))["secure_video"]


async def test_the_entities_followed(watched: Watched) -> None:
    states = {state["entity_id"]: state["state"] for state in await watched.home.states()}
    ours = {entity: states[entity] for entity in await our_entities(watched.home)}
    assert ours["sensor.yard_stream"] == "streaming"
    assert "unavailable" not in ours.values()
    assert datetime.fromisoformat(ours["event.yard_incident"]) > datetime.fromisoformat(
        watched.sealed.data["started_at"]
    )


async def test_the_live_picture_and_the_incidents_picture_are_shown(watched: Watched) -> None:
    live = await watched.home.get("/api/camera_proxy/camera.yard")
    incident = await watched.home.get("/api/image_proxy/image.yard_last_incident")
    assert live.startswith(JPEG)
    assert incident.startswith(JPEG)


async def test_the_live_stream_is_shown(watched: Watched) -> None:
    stream = await watched.home.socket.ask("camera/stream", entity_id="camera.yard", format="hls")
    playlist = (await watched.home.get(stream["url"])).decode()
    assert playlist.startswith("#EXTM3U")
    assert 'CODECS="avc1.' in playlist


async def test_the_media_browser_lists_the_clip(watched: Watched) -> None:
    clips = await flows.clips_of_the_only_camera(watched.home)
    assert clips[watched.sealed.data["clip_id"]]["can_play"] is False


async def test_age_opens_the_clip_and_it_is_the_cameras_own_video(watched: Watched) -> None:
    video = await opened(watched)
    assert (video.codec, video.width, video.height) == ("h264", WIDTH, HEIGHT)
    assert video.begins_with_keyframe
    assert video.duration == pytest.approx(watched.sealed.data["duration"], abs=0.2)


async def test_the_clip_begins_before_the_incident_and_ends_after_it(watched: Watched) -> None:
    story = Story.of(watched.events)
    assert story is not None
    assert story.seconds_before >= 5
    assert (await opened(watched)).duration > story.seconds_before + 7


async def test_only_sealed_files_are_ever_on_the_disk(watched: Watched) -> None:
    assert MP4_BOXES.search(await open_with_age(watched.key, watched.clip)), "the search would find nothing"
    assert watched.files_while_recording == {".mp4.age.part"}
    assert watched.plaintext_while_recording == ()
    assert plaintext_video(watched.home.folder) == ()
    # The cat's clip may be going on by now.
    assert suffixes(watched.home.media) - {".mp4.age.part"} == {".mp4.age", ".meta.age"}


async def test_diagnostics_hold_no_secret(watched: Watched) -> None:
    shown = json.dumps(await flows.diagnostics(watched.home, watched.entry_id))
    assert "Yard" in shown
    assert not [secret for secret in (*SECRETS, USERNAME, watched.key.recipient) if secret in shown]


async def test_credentials_are_where_home_assistant_keeps_them_and_nowhere_else(watched: Watched) -> None:
    # Home Assistant has had time to write its entries: it takes a second for that, the clip took longer.
    assert holding(watched.home.folder, SECRETS) == {"core.config_entries", "configuration.yaml"}


async def test_disabling_leaves_nothing_running(watched: Watched) -> None:
    home = watched.home
    await home.socket.ask("config_entries/disable", entry_id=watched.entry_id, disabled_by="user")
    assert await remaining_threads(home) == []
    ours = await our_entities(home)
    assert {state["state"] for state in await home.states() if state["entity_id"] in ours} <= {"unavailable"}

    await home.socket.ask("config_entries/disable", entry_id=watched.entry_id, disabled_by=None)
    await flows.wait_until_streaming(home)
    assert our_threads(home)


async def test_reloading_goes_on_watching(watched: Watched) -> None:
    home = watched.home
    await home.post(f"{flows.ENTRIES}/entry/{watched.entry_id}/reload", {})
    await flows.wait_until_streaming(home)
    assert set(our_threads(home)) == {WORKER, FEED}
    assert our_threads(home).count(FEED) == 1


async def test_removing_takes_the_entities_and_leaves_the_clips(watched: Watched) -> None:
    home = watched.home
    entry_id = watched.entry_id
    (camera,) = await home.socket.ask("config_entries/subentries/list", entry_id=entry_id)
    await home.socket.ask("config_entries/subentries/delete", entry_id=entry_id, subentry_id=camera["subentry_id"])
    assert await our_entities(home) == []

    await home.delete(f"{flows.ENTRIES}/entry/{entry_id}")
    assert await remaining_threads(home) == []
    assert watched.clip.is_file()


async def test_a_camera_of_home_assistant_is_watched(watched: Watched) -> None:
    home = watched.home
    entry_id = await flows.set_up_entry(home, recipient=watched.key.recipient)
    form = await flows.open_camera_form(home, entry_id, "entity")
    await flows.try_entity(form, "camera.gate")
    assert (await flows.preview(home, form)).startswith(JPEG)
    await flows.save_camera(form)
    await flows.wait_until_streaming(home)
    assert OUR_GATE in await our_entities(home)

    form = await flows.open_camera_form(home, entry_id, "entity")
    await flows.try_entity(form, OUR_GATE)
    assert form.errors == {"entity_id": "own_camera"}


async def test_a_clip_is_recorded_and_deleted_at_request(watched: Watched) -> None:
    home = watched.home
    sealed = await home.socket.subscribe(EVENT_CLIP_SEALED)
    clip_id = await flows.record_clip(home, OUR_GATE, 1)
    async with asyncio.timeout(SEALED_WITHIN):
        assert (await sealed.get()).data["clip_id"] == clip_id

    kept = set(home.media.rglob(f"{clip_id}.*"))
    assert [clip["clip_id"] for clip in await flows.delete_clip(home, clip_id, dry_run=True)] == [clip_id]
    assert set(home.media.rglob(f"{clip_id}.*")) == kept
    assert [clip["clip_id"] for clip in await flows.delete_clip(home, clip_id)] == [clip_id]
    assert {"".join(path.suffixes) for path in kept} == {".mp4.age", ".meta.age"}
    assert not [path for path in kept if path.exists()]


async def test_stopping_finishes_the_open_clip(watched: Watched) -> None:
    home = watched.home
    clip_id = await flows.record_clip(home, OUR_GATE, 30)
    await asyncio.sleep(3)
    assert await home.stop() == 0

    kept = {"".join(path.suffixes): path for path in home.media.rglob(f"{clip_id}.*")}
    assert kept.keys() == {".mp4.age", ".meta.age"}
    video = await look_with_ffprobe(await open_with_age(watched.key, kept[".mp4.age"]))
    assert video.duration > 2
    assert plaintext_video(home.folder) == ()


async def test_the_log_is_clean(watched: Watched) -> None:
    lines = watched.home.log.splitlines()
    assert not [line for line in lines if " ERROR " in line or " CRITICAL " in line]
    assert not [line for line in lines if "Detected" in line or "blocking call" in line]
    ours = [line for line in lines if " WARNING " in line and "secure_video" in line]
    assert not [line for line in ours if not EXPECTED_WARNINGS.search(line)]
    assert not [secret for secret in SECRETS if secret in watched.home.log]
