"""The demo: a real Home Assistant, a sample camera, incidents, sealed clips. Started by scripts/demo."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tests.rtsp_server import RtspServer

from . import flows
from .announcements import EVENT_CLIP_SEALED, EVENT_INCIDENT, Story, told
from .clip import POST_QUANTUM_AGE, KeyFile, NotOpened, age_version, look, open_with_age, open_with_engine
from .footage import SECONDS, make_footage, make_street_footage
from .home_assistant import LiveHomeAssistant, RequestRefused, StartFailed
from .terminal import complain, event, fact, say, step
from .websocket import BusEvent, CommandFailed

PROMISED_SECONDS: Final = 5.0
"""A clip begins at least this long before the incident."""

PATIENCE_SECONDS: Final = 2 * SECONDS + 60
"""The footage has then been shown twice: what is not in a sealed clip by then never will be."""

YARD: Final = frozenset({"person", "animal"})
MOTION_ONLY: Final = frozenset({"motion"})
"""What the clips of the yard show."""

INTERRUPTED: Final = 130
"""The exit status of a command that Ctrl+C ended, as shells have it."""


class DemoFailed(Exception):
    """What was to be shown did not happen."""


FAILURES: Final = (
    DemoFailed,
    NotOpened,
    StartFailed,
    flows.UnexpectedStep,
    RequestRefused,
    CommandFailed,
    OSError,
    TimeoutError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for on the command line."""

    once: bool
    street: bool
    post_quantum: bool
    model: Path | None
    keep: Path | None

    @classmethod
    def parse(cls, arguments: Sequence[str]) -> Self:
        """Read the command line; ends the program if it cannot be understood."""
        parser = argparse.ArgumentParser(
            prog="scripts/demo", description="A real Home Assistant watches a sample camera and seals what it sees."
        )
        parser.add_argument(
            "--once",
            action="store_true",
            help="end after the person and the cat: open their clips and say what is in them",
        )
        parser.add_argument(
            "--street", action="store_true", help="the street of Debian's opencv-doc instead of the yard"
        )
        parser.add_argument("--post-quantum", action="store_true", help="a post-quantum key, whatever age is installed")
        parser.add_argument(
            "--model",
            type=Path,
            default=os.environ.get("SECURE_VIDEO_MODEL"),
            help="a YOLOX model (ONNX, 416 pixels) of your own; also $SECURE_VIDEO_MODEL",
        )
        parser.add_argument("--keep", type=Path, metavar="DIR", help="leave everything in this new folder")
        given = parser.parse_args(arguments)
        if given.once and given.street:
            parser.error("--once needs the yard: on the street there is no quiet moment for a clip to begin with")
        if given.model and not given.model.is_file():
            parser.error(f"there is no file {given.model}")
        return cls(**vars(given))


def main() -> int:
    """Run the demo and return the exit status."""
    options = Options.parse(sys.argv[1:])
    try:
        with _folder(options.keep) as folder:
            return asyncio.run(_until_interrupted(options, folder))
    except FAILURES as error:
        complain(f"The demo failed: {str(error) or type(error).__name__}")
        return 1


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        keep.mkdir(mode=0o700, parents=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="secure-video-demo-") as folder:
        yield Path(folder)


async def _until_interrupted(options: Options, folder: Path) -> int:
    """Run the demo; the first Ctrl+C ends it in order, and more of them change nothing."""
    demo = asyncio.create_task(_demonstrate(options, folder))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, lambda: demo.cancelling() or demo.cancel())
    try:
        await demo
    except asyncio.CancelledError:
        return INTERRUPTED if options.once else 0
    return 0


async def _demonstrate(options: Options, folder: Path) -> None:
    say("\nSecure Video: your cameras, watched by your own home\n")
    footage = folder / "sample.mp4"
    with step("Making the sample footage"):
        await asyncio.to_thread(make_street_footage if options.street else make_footage, footage)
    version = await age_version()
    key = KeyFile.make(folder / "key.txt", post_quantum=options.post_quantum or version >= POST_QUANTUM_AGE)
    with RtspServer({"sample": footage}) as server:
        async with _running(LiveHomeAssistant(folder / "homeassistant")) as home:
            events = await home.socket.subscribe(EVENT_INCIDENT, EVENT_CLIP_SEALED)
            # With --once the footage begins when we connect: quiet at first. Else everybody sees the same moment.
            detector = await _set_up(home, options, key, server.url("sample", "fresh=1" if options.once else ""))
            _introduce(home, key, detector)
            if options.once:
                for story in await _stories(events, YARD if detector else MOTION_ONLY):
                    await _show_clip(home, key, story)
            else:
                await _show_events(home, key, events)
    if not options.keep:
        say("  Its folder is gone, with the key and the clips in it. --keep DIR leaves them.")


@asynccontextmanager
async def _running(home: LiveHomeAssistant) -> AsyncIterator[LiveHomeAssistant]:
    with step("Starting Home Assistant"):
        await home.start()
    try:
        yield home
    finally:
        say()
        with step("Stopping Home Assistant"):
            await home.stop()


async def _set_up(home: LiveHomeAssistant, options: Options, key: KeyFile, url: str) -> str | None:
    """Fill in the forms and return the object detector's name, if there is one."""
    with step("Setting up Secure Video"):
        entry_id = await flows.set_up_entry(home, recipient=key.recipient)
        if options.model:
            await flows.use_own_model(home, entry_id, options.model)
    with step("Adding the sample camera"):
        form = await flows.open_camera_form(home, entry_id)
        await flows.try_stream(form, flows.Camera(name="Street" if options.street else "Yard", url=url))
        await flows.preview(home, form)
        await flows.save_camera(form)
        await flows.wait_until_streaming(home)
    detector = (await flows.diagnostics(home, entry_id))["detector"]
    name: str | None = detector["name"]
    if options.model and not name:
        raise DemoFailed(f"{options.model} is not a model that can be used ({detector['problem']})")
    return name


def _introduce(home: LiveHomeAssistant, key: KeyFile, detector: str | None) -> None:
    say()
    fact("Home Assistant", home.url)
    fact("User and password", f"{home.username}  {home.password}")
    fact("Watch the clips", "Secure Video in the sidebar: Unlock, and choose the file of the key")
    fact("Sealed clips", str(home.media))
    fact("The key that opens them", str(key.path))
    fact("Detector", detector or "none: its runtime could not be had here, so only motion is shown")
    say()


async def _stories(events: asyncio.Queue[BusEvent], wanted: frozenset[str]) -> list[Story]:
    """Tell what happens until every wanted label is in a sealed clip; those clips' stories. Raises `DemoFailed`."""
    happened: list[BusEvent] = []
    stories: list[Story] = []
    missing = set(wanted)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while missing:
                happened.append(await events.get())
                event(told(happened[-1]))
                if happened[-1].type == EVENT_CLIP_SEALED and (story := Story.of(happened)):
                    stories.append(story)
                    missing.difference_update(story.labels)
    except TimeoutError:
        raise DemoFailed(f"no clip shows {' and '.join(sorted(missing))} within {PATIENCE_SECONDS} s") from None
    return stories


async def _show_clip(home: LiveHomeAssistant, key: KeyFile, story: Story) -> None:
    """Open the clip and say what is in it. Raises `DemoFailed`, `NotOpened`."""
    clip = _clip_file(home, story.clip_id)
    version = await age_version()
    if version and (not key.is_post_quantum or version >= POST_QUANTUM_AGE):
        opened, opener = await open_with_age(key, clip), f"age {'.'.join(map(str, version))}"
    else:
        opened, opener = await asyncio.to_thread(open_with_engine, key, clip), "the integration's own age code"
    video = await look(opened)
    say()
    fact("What was seen", ", ".join(story.labels))
    fact("The clip begins", f"{story.seconds_before:.1f} s before that")
    fact(
        "The clip", f"{video.duration:.1f} s, {video.codec.upper()} {video.width}x{video.height}, as the camera sent it"
    )
    fact("Opened with", opener)
    fact("The command that opens it", _command(key, clip))
    if key.is_post_quantum:
        fact("", "(from age 1.3 on, which knows post-quantum keys)")
    if story.seconds_before < PROMISED_SECONDS:
        raise DemoFailed(f"the clip begins less than {PROMISED_SECONDS:.0f} s before the incident")
    if not video.begins_with_keyframe or video.duration < story.seconds_before:
        raise DemoFailed("the clip is cut wrongly")


async def _show_events(home: LiveHomeAssistant, key: KeyFile, events: asyncio.Queue[BusEvent]) -> None:
    """Tell what happens until Ctrl+C. Raises `DemoFailed` if Home Assistant ends."""
    say("  Ctrl+C ends it.\n")
    telling = asyncio.create_task(_tell(home, key, events))
    try:
        await home.socket.closed()
    finally:
        telling.cancel()
    raise DemoFailed(f"Home Assistant has ended:\n{home.log[-2000:]}")


async def _tell(home: LiveHomeAssistant, key: KeyFile, events: asyncio.Queue[BusEvent]) -> None:
    while True:
        happened = await events.get()
        event(told(happened))
        if happened.type == EVENT_CLIP_SEALED:
            say(f"            {_command(key, _clip_file(home, happened.data['clip_id']))}")


def _clip_file(home: LiveHomeAssistant, clip_id: str) -> Path:
    found = list(home.media.rglob(f"{clip_id}.mp4.age"))
    if not found:
        raise DemoFailed(f"the clip {clip_id} is not in {home.media}")
    return found[0]


def _command(key: KeyFile, clip: Path) -> str:
    return f"age --decrypt -i {key.path} -o clip.mp4 {clip}"


if __name__ == "__main__":
    sys.exit(main())
