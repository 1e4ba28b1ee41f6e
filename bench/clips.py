"""What a folder of many clips costs: starting, listing, counting, with its limit beside each number.

    python -m bench.clips [--clips 10000] [--rounds 5]

The clips are empty files, 200 a day, each with its description: the store looks at no more than their names. Medians
are shown; time is the clock's, and the folder is the system's temporary one.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.retention import RetentionPolicy
from custom_components.secure_video.engine.clips.store import ClipFilter, ClipStore
from custom_components.secure_video.engine.model.clips import ClipEntry, ClipState
from custom_components.secure_video.engine.model.names import CameraId, ClipId, Label

CLIPS_A_DAY = 200
CAMERAS = 4
PAGE = 100
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
START_LIMIT = 1000.0
LIST_LIMIT = 50.0


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = filled(Path(folder), options.clips)
        print(f"{f'{options.clips} clips':<44} {'ms':>8} {'limit':>8}")
        for name, limit, run in measurements(store, Path(folder) / "index.db"):
            milliseconds = statistics.median(timed(run) for _ in range(options.rounds))
            print(f"{name:<44} {milliseconds:>8.1f} {f'{limit:.0f}' if limit else '-':>8}")
        store.close()


def measurements(store: ClipStore, index: Path) -> list[tuple[str, float | None, Callable[[], object]]]:
    """What is measured, and what it may cost."""

    def start() -> None:
        store.close()
        store.open()

    def start_without_list() -> None:
        store.close()
        index.unlink()
        store.open()

    def read_all_pages() -> None:
        page = store.entries(limit=PAGE)
        while page:
            page = store.entries(limit=PAGE, after=page[-1])

    middle = store.entries()[len(store.entries()) // 2]
    camera, policy = CameraId("camera 1"), RetentionPolicy(max_days=9999, max_bytes=10**15)
    return [
        ("start", START_LIMIT, start),
        (f"the newest page of {PAGE}", LIST_LIMIT, lambda: store.entries(limit=PAGE)),
        ("a page from the middle", LIST_LIMIT, lambda: store.entries(limit=PAGE, after=middle)),
        (
            "a page of one camera",
            LIST_LIMIT,
            lambda: store.entries(ClipFilter(cameras=frozenset({camera})), limit=PAGE),
        ),
        ("all clips at once", None, store.entries),
        ("all clips, page by page", None, read_all_pages),
        ("the days that have clips", LIST_LIMIT, store.days),
        ("one clip", LIST_LIMIT, lambda: store.entry(middle.id)),
        ("how much is kept of a camera", LIST_LIMIT, lambda: store.kept(camera)),
        ("retention with nothing to delete", None, lambda: store.retain(policy, NOON)),
        ("start without a list", None, start_without_list),
    ]


def timed(run: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def filled(folder: Path, count: int) -> ClipStore:
    """Return a store with this many clips, open."""
    make_clip_folder(folder)
    store = ClipStore(folder, index=folder / "index.db", recipients=[])
    for number in range(count):
        path = store.path(a_clip(number))
        path.parent.mkdir(exist_ok=True)
        path.touch()
        path.with_name(path.name.replace(".mp4.", ".meta.")).touch()
    store.open()
    for number in range(count):
        store.put(a_clip(number))
    return store


def a_clip(number: int) -> ClipEntry:
    """One of many."""
    return ClipEntry(
        id=ClipId(f"{number:032x}"),
        camera_id=CameraId(f"camera {number % CAMERAS}"),
        started_at=NOON - timedelta(days=number / CLIPS_A_DAY),
        duration=20.0,
        size=0,
        labels=frozenset({Label.PERSON}),
        state=ClipState.SEALED,
    )


if __name__ == "__main__":
    main()
