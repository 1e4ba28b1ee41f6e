"""What a private mask costs, beside a bare decode of the same file, and how good the pictures of its clips are.

    python -m bench.masks [--video FILE] [--seconds 10]

All rows are measured in one run in this process; cost is processor time of all its threads, as a multiple of the bare
decode's, the best of some rounds. "Painted" is the decode with every picture painted over; the presets are x264's, each
making a whole clip. PSNR is of the brightness outside of the mask, in decibels: the mean and the worst picture. Size is
the clip's, as a multiple of what the camera sent.
"""

import argparse
import math
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING
from unittest.mock import patch

import av
import numpy as np

from custom_components.secure_video.engine.errors import Ended
from custom_components.secure_video.engine.masking import covered, grown
from custom_components.secure_video.engine.model.areas import Mask, MaskKind
from custom_components.secure_video.engine.model.picture import Point
from custom_components.secure_video.engine.model.video import Media, Packet, StreamAddress, StreamFormat
from custom_components.secure_video.engine.video import reencoder
from custom_components.secure_video.engine.video.decoder import DecodedFrame, Decoder
from custom_components.secure_video.engine.video.source import Source
from custom_components.secure_video.engine.video.timeline import Timeline
from custom_components.secure_video.engine.video.veil import Veil
from tests.live.footage import make_footage

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRESETS = ("ultrafast", "superfast", "veryfast")
ROUNDS = 3
EVERY = 5
"""Pictures between two that are compared."""
NEIGHBOUR = Mask(
    name="The neighbour's window",
    kind=MaskKind.PRIVATE,
    polygon=(Point(x=0.1, y=0.1), Point(x=0.5, y=0.15), Point(x=0.45, y=0.5), Point(x=0.1, y=0.4)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """What a camera sent."""

    format: StreamFormat
    packets: list[Packet]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--video", type=Path, help="an H.264 or HEVC file; the sample yard is made without it")
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        video = options.video or Path(folder) / "yard.mp4"
        if options.video is None:
            make_footage(video)
        footage = read(video, options.seconds)
    print_table(footage)


def read(video: Path, seconds: float) -> Footage:
    """Read the beginning of a file."""
    packets: list[Packet] = []
    with Source(StreamAddress(url=f"file:{video.absolute()}"), Timeline(), allow_files=True) as source:
        stream = source.open()
        try:
            for packet in source.packets():
                if packet.media is Media.VIDEO:
                    packets.append(packet)
                if packets and packet.time - packets[0].time >= seconds:
                    break
        except Ended:
            pass
    return Footage(format=StreamFormat(video=stream.video), packets=packets)


def print_table(footage: Footage) -> None:
    """Measure everything and print it."""
    video = footage.format.video
    sent = sum(len(packet.data) for packet in footage.packets)
    seconds = footage.packets[-1].time - footage.packets[0].time
    print(f"{video.codec} {video.width}x{video.height}, {len(footage.packets)} pictures, {seconds:.1f} s\n")
    bare = cost(lambda: decode(footage, ()))
    painted = cost(lambda: decode(footage, (NEIGHBOUR,)))
    print(f"{'':22}{'cost':>6}{'PSNR':>8}{'worst':>8}{'size':>6}")
    print(f"{'bare decode':22}{1:6.2f}")
    print(f"{'painted':22}{painted / bare:6.2f}")
    for preset in PRESETS:
        with patch.dict(reencoder.OPTIONS, preset=preset):
            spent = cost(lambda: clip(footage))
            made = clip(footage)
        quality = compared(footage, made)
        chosen = " (ours)" if preset == reencoder.OPTIONS["preset"] else ""
        print(f"{preset + chosen:22}{spent / bare:6.2f}{mean(quality):8.1f}{min(quality):8.1f}{len(made) / sent:6.2f}")


def cost(work: Callable[[], object]) -> float:
    """Seconds of processor time, the best of some rounds."""
    return min(_processor_time(work) for _ in range(ROUNDS))


def _processor_time(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def decode(footage: Footage, private: Sequence[Mask]) -> None:
    """Decode every picture, and look at it if something is to be painted over."""
    decoder = Decoder(footage.format.video, private, for_clips=True)
    for packet in footage.packets:
        for frame in decoder.decode(packet):
            _ = frame.picture if private else None


def clip(footage: Footage) -> bytes:
    """A whole clip with the mask."""
    file = BytesIO()
    muxer = reencoder.MaskedMuxer(file, footage.format, (NEIGHBOUR,))
    for packet in footage.packets:
        muxer.write(packet)
    muxer.finish()
    return file.getvalue()


def compared(footage: Footage, made: bytes) -> list[float]:
    """PSNR of some pictures of a clip."""
    decoder = Decoder(footage.format.video, for_clips=True)
    originals = (frame for packet in footage.packets for frame in decoder.decode(packet))
    video = footage.format.video
    seen = ~grown(grown(grown(covered([NEIGHBOUR], video.width, video.height))))
    ratios = []
    with av.open(BytesIO(made), "r") as container:
        for number, (frame, original) in enumerate(zip(container.decode(video=0), originals, strict=False)):
            if number % EVERY == 0:
                shown = DecodedFrame(frame, 0.0, Veil(())).grey(video.width, video.height)
                ratios.append(psnr(shown[seen], original.grey(video.width, video.height)[seen]))
    return ratios


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in decibels."""
    error = float(np.mean((one.astype(np.float64) - other) ** 2))
    return 10 * math.log10(255**2 / max(error, 1e-9))


if __name__ == "__main__":
    main()
