"""What is sealed beside a clip is what the example says, which the panel is written against."""

import json
from base64 import b64decode
from datetime import datetime
from io import BytesIO
from pathlib import Path

from custom_components.secure_video.engine.clips.clip import ClipIncident, ClipMeta, Place
from custom_components.secure_video.engine.clips.folder import make_clip_folder
from custom_components.secure_video.engine.clips.store import ClipStore
from custom_components.secure_video.engine.model.names import CameraId, ClipId, Label
from custom_components.secure_video.engine.model.picture import Box
from custom_components.secure_video.engine.vault.age import generate_identity, open_sealed

EXAMPLE = Path(__file__).parents[3] / "contract" / "description.json"


def test_a_description_is_what_its_example_says(tmp_path: Path) -> None:
    example = json.loads(EXAMPLE.read_text())
    identity = generate_identity(post_quantum=False)
    make_clip_folder(tmp_path / "media")
    store = ClipStore(tmp_path / "media", index=tmp_path / "index.db", recipients=[str(identity.recipient)])
    store.open()
    person = ClipIncident(
        label=Label.PERSON,
        kind="person",
        score=0.87,
        zones=("Path",),
        begins=5.0,
        ends=8.5,
        path=(
            Place(time=5.001, box=Box(left=0.10001, top=0.25, right=0.2, bottom=0.75)),
            Place(time=5.5, box=Box(left=0.15, top=0.25, right=0.25, bottom=0.75)),
        ),
    )
    motion = ClipIncident(label=Label.MOTION, kind="motion", score=1.0, zones=(), begins=2.0)
    meta = ClipMeta(
        camera_name=example["camera"]["name"],
        incidents=(person, motion),
        bystanders=(Place(time=4.5, box=Box(left=0.8, top=0.5, right=0.9, bottom=0.75)),),
        picture=b64decode(example["picture"]),
    )
    started_at = datetime.fromisoformat(example["started_at"])
    sealed = store.begin(CameraId(example["camera"]["id"]), ClipId(example["clip"]), started_at)
    sealed.write(b"video")
    clip = sealed.finish(example["duration"], meta)
    assert clip is not None
    path = store.path(clip).with_name(f"{clip.id}.meta.age")
    told = json.loads(open_sealed(BytesIO(path.read_bytes()), [identity]).read())
    store.close()
    for random in ("sha256", "salt"):
        assert len(told.pop(random)) == len(example.pop(random))
    assert told == example


def test_a_place_ends_where_the_picture_does() -> None:
    place = Place(time=1.239, box=Box(left=-0.1, top=0.123456, right=1.2, bottom=1.0))
    assert place.row == [1.24, 0.0, 0.1235, 1.0, 1.0]
