"""The real runtimes on real pictures. What needs another model needs the test data; the rest does not."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from custom_components.secure_video.engine.errors import BadHash, ModelNotFound, Unsupported
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.picture import WHOLE_PICTURE, Box
from custom_components.secure_video.engine.vision import network
from custom_components.secure_video.engine.vision.catalog import DEFAULT_MODEL, OWN_MODEL, find_model
from custom_components.secure_video.engine.vision.ncnn import NcnnNetwork
from custom_components.secure_video.engine.vision.network import NetworkDetector, Runtime, load
from custom_components.secure_video.engine.vision.onnx import OnnxNetwork
from custom_components.secure_video.engine.vision.tracker import CONFIDENT

from .pictures import DATA, a_frame, footage, needs_data, photograph

RUNTIMES = {"onnxruntime": OnnxNetwork, "ncnn": NcnnNetwork}


@pytest.fixture(scope="module", params=RUNTIMES)
def runtime(request: pytest.FixtureRequest) -> Runtime:
    return RUNTIMES[request.param]


@pytest.fixture(scope="module")
def bundled(runtime: Runtime) -> NetworkDetector:
    return load(DEFAULT_MODEL, find_model(DEFAULT_MODEL), runtime)


@pytest.fixture(scope="module")
def yolox(runtime: Runtime) -> NetworkDetector:
    return load(OWN_MODEL, DATA / "models" / "yolox_nano.onnx", runtime)


def test_importing_the_engine_loads_no_runtime() -> None:
    engine = str(Path(network.__file__).parents[1])
    code = (
        "import sys, types; package = types.ModuleType('engine'); package.__path__ = [sys.argv[1]];"
        "sys.modules['engine'] = package; import engine.vision.onnx, engine.vision.ncnn, engine.vision.trial;"
        "assert not {'ncnn', 'onnxruntime'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, engine], check=True)  # noqa: S603 - our own interpreter


def test_a_file_that_is_no_model_is_unsupported(runtime: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "custom.onnx"
    for data in (b"", b"\x00" * 1000, b"<html>not found</html>"):
        path.write_bytes(data)
        with pytest.raises(Unsupported, match=r"custom\.onnx"):
            load(OWN_MODEL, path, runtime)


def test_a_file_with_another_hash_is_never_parsed(runtime: Runtime, tmp_path: Path) -> None:
    path = tmp_path / DEFAULT_MODEL.file
    path.write_bytes(b"\x00" * 1000)
    with pytest.raises(BadHash):
        load(DEFAULT_MODEL, path, runtime)
    with pytest.raises(ModelNotFound):
        load(DEFAULT_MODEL, tmp_path / "absent.onnx", runtime)


@pytest.mark.parametrize("name", RUNTIMES)
def test_a_missing_runtime_is_unsupported_and_says_what_to_install(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(Unsupported, match=f"package {name}"):
        load(DEFAULT_MODEL, find_model(DEFAULT_MODEL), RUNTIMES[name])


@pytest.mark.parametrize(("name", "label"), [("astronaut", Label.PERSON), ("chelsea", Label.ANIMAL)])
def test_the_model_that_comes_along_knows_a_person_and_a_cat(bundled: NetworkDetector, name: str, label: Label) -> None:
    found = bundled.detect(a_frame(photograph(name)), (WHOLE_PICTURE,))
    assert {each.label for each in found if each.score >= CONFIDENT} == {label}


@pytest.mark.parametrize("name", ["brick", "gravel", "coffee"])
def test_the_model_that_comes_along_sees_nobody_where_nobody_is(bundled: NetworkDetector, name: str) -> None:
    found = bundled.detect(a_frame(photograph(name)), (WHOLE_PICTURE,))
    assert not [each for each in found if each.score >= CONFIDENT]


def test_both_runtimes_find_the_same_in_the_same_places() -> None:
    frame = a_frame(photograph("astronaut"))
    regions = (WHOLE_PICTURE, Box(left=0.1, top=0, right=0.7, bottom=0.6))
    one, other = (
        load(DEFAULT_MODEL, find_model(DEFAULT_MODEL), each).detect(frame, regions) for each in RUNTIMES.values()
    )
    assert [(each.label, each.kind) for each in one] == [(each.label, each.kind) for each in other]
    for mine, theirs in zip(one, other, strict=True):
        assert mine.score == pytest.approx(theirs.score, abs=1e-3)
        assert mine.box.iou(theirs.box) > 0.99


@needs_data
def test_another_kind_of_model_is_unsupported(runtime: Runtime) -> None:
    with pytest.raises(Unsupported, match=r"custom.onnx|output"):
        load(OWN_MODEL, DATA / "models" / "picodet_s_416_coco.onnx", runtime)


@needs_data
def test_a_truncated_model_is_unsupported(runtime: Runtime, tmp_path: Path) -> None:
    path = tmp_path / "custom.onnx"
    path.write_bytes((DATA / "models" / "yolox_nano.onnx").read_bytes()[:2_000_000])
    with pytest.raises(Unsupported):
        load(OWN_MODEL, path, runtime)


@needs_data
def test_people_in_a_street_are_found_where_they_are(yolox: NetworkDetector) -> None:
    found = yolox.detect(footage("opencv_vtest_pets2009"), (WHOLE_PICTURE,))
    people = [each for each in found if each.label is Label.PERSON]
    assert len(people) >= 3
    assert all(each.kind == "person" and each.box.height > each.box.width for each in people)


@needs_data
def test_an_empty_picture_and_no_regions_hold_nothing(yolox: NetworkDetector) -> None:
    assert yolox.detect(a_frame(np.full((360, 640, 3), 90, np.uint8)), (WHOLE_PICTURE,)) == ()
    assert yolox.detect(footage("opencv_vtest_pets2009"), ()) == ()


@needs_data
def test_a_crop_gives_boxes_of_the_whole_picture(yolox: NetworkDetector) -> None:
    street = footage("opencv_vtest_pets2009")
    whole = yolox.detect(street, (WHOLE_PICTURE,))
    best = max((each for each in whole if each.label is Label.PERSON), key=lambda each: each.score)
    around = Box(
        left=max(0.0, best.box.centre.x - 0.3),
        top=max(0.0, best.box.centre.y - 0.4),
        right=min(1.0, best.box.centre.x + 0.3),
        bottom=min(1.0, best.box.centre.y + 0.4),
    )
    found = yolox.detect(street, (around,))
    assert max(each.box.iou(best.box) for each in found) > 0.7


@needs_data
def test_overlapping_crops_do_not_find_anybody_twice(yolox: NetworkDetector) -> None:
    halves = (Box(left=0, top=0, right=0.6, bottom=1), Box(left=0.4, top=0, right=1, bottom=1))
    found = yolox.detect(footage("opencv_vtest_pets2009"), halves)
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            assert one.label is not other.label or one.box.iou(other.box) < 0.5
