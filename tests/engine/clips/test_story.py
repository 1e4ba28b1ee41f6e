"""What the clips of a story show of it as a picture."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from custom_components.secure_video.engine.clips.story import PICTURE_WIDTH, Story
from custom_components.secure_video.engine.model.names import ClipId
from custom_components.secure_video.engine.model.picture import Frame
from tests.builders import a_camera, a_delivery, a_start, an_end, an_update
from tests.engine.vision.pictures import a_frame


@pytest.fixture
def story() -> Story:
    return Story(id=ClipId("c" * 32), camera=a_camera(), begins=0.0)


def grey(brightness: int) -> Frame:
    return a_frame(np.full((90, 1280, 3), brightness, np.uint8))


def brightness(picture: bytes | None) -> int:
    assert picture
    image = Image.open(BytesIO(picture))
    assert image.width == PICTURE_WIDTH
    return int(np.asarray(image.convert("L")).mean())


def test_it_is_of_what_came_first(story: Story) -> None:
    story.apply(a_start(1), grey(60))
    story.apply(a_start(2), grey(120))
    story.note(a_delivery(), grey(180))
    story.apply(an_end(1), None)
    assert brightness(story.picture) == pytest.approx(60, abs=3)


def test_a_better_look_takes_its_place(story: Story) -> None:
    story.note(a_delivery(), grey(60))
    story.apply(a_start(), grey(120))
    assert brightness(story.picture) == pytest.approx(60, abs=3)
    story.apply(an_update(), grey(180))
    assert brightness(story.picture) == pytest.approx(180, abs=3)


def test_what_is_not_shown_is_not_encoded(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.apply(a_start(1), grey(60))
    frame = grey(120)
    monkeypatch.setattr(type(frame), "jpeg", lambda *_: pytest.fail("nobody takes it"))
    story.apply(a_start(2), frame)
    story.apply(an_update(3), frame)
    story.note(a_delivery(), frame)
