"""One clip while packets are written into it."""

from ..model.camera import CameraSettings
from ..model.clips import ClipEntry
from ..model.video import Packet, StreamFormat
from ..video.muxer import Muxer
from ..video.reencoder import MaskedMuxer
from .clip import ClipMeta, SealedClip
from .path import ClipPath
from .story import Story


class OpenClip:
    """A clip being written, and what it will say of itself. `meta` is for whoever holds the story's lock."""

    def __init__(
        self, story: Story, sealed: SealedClip, camera: CameraSettings, stream: StreamFormat, *, begins: float
    ) -> None:
        """`begins` is its first packet's time. Raises `StoreError`, `SourceError`."""
        self.id = sealed.id
        self.begins = begins
        self._ends = begins
        self._story = story
        self._sealed = sealed
        # Nothing that is private may get past it.
        self._muxer = MaskedMuxer(sealed, stream, camera.private) if camera.private else Muxer(sealed, stream)
        self._camera_name = camera.name

    def write(self, packet: Packet) -> None:
        """Add a packet, the first one a key frame. Raises `StoreError`, `SourceError`."""
        self._muxer.write(packet)
        self._ends = max(self._ends, packet.time)

    def finish(self, meta: ClipMeta) -> ClipEntry | None:
        """Complete it; None while its folder is away. Raises `StoreError`, `VaultError`, `SourceError`."""
        self._muxer.finish()
        return self._sealed.finish(self._ends - self.begins, meta)

    def abandon(self, meta: ClipMeta) -> ClipEntry:
        """Give up after an error; what was sealed until then stays."""
        return self._sealed.abandon(self._ends - self.begins, meta)

    def meta(self, bystanders: ClipPath) -> ClipMeta:
        """What it tells now; the story may be going on."""
        return ClipMeta(
            camera_name=self._camera_name,
            incidents=self._story.told(self.begins, self._ends),
            bystanders=tuple(place.shifted(-self.begins) for place in bystanders.between(self.begins, self._ends)),
            picture=self._story.picture,
        )
