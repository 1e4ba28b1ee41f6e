"""No file is used that the catalogue does not name, unless the owner says that it is theirs."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from custom_components.secure_video.engine.errors import BadHash, ModelError, ModelNotFound
from custom_components.secure_video.engine.vision import catalog
from custom_components.secure_video.engine.vision.catalog import (
    CATALOG,
    DEFAULT_MODEL,
    OWN_MODEL,
    ModelSpec,
    check_model,
    find_model,
    install_model,
    read_model,
    spec_named,
)

DATA = b"weights"


@pytest.fixture
def spec() -> ModelSpec:
    """A model that is fetched."""
    fetched = spec_named("yolox_nano")
    return replace(fetched, other_exports=frozenset(), size=len(DATA), sha256=hashlib.sha256(DATA).hexdigest())


def test_every_entry_is_complete() -> None:
    assert len({spec.name for spec in CATALOG}) == len({spec.file for spec in CATALOG}) == len(CATALOG)
    for spec in CATALOG:
        assert spec_named(spec.name) is spec
        if spec is not OWN_MODEL:
            assert all(url.startswith("https://") for url in spec.urls)
            assert bool(spec.urls) != (spec is DEFAULT_MODEL), "it is fetched or comes along"
            assert spec.size
            assert spec.sha256
            assert len(bytes.fromhex(spec.sha256)) == 32


def test_the_default_comes_along() -> None:
    assert read_model(DEFAULT_MODEL, find_model(DEFAULT_MODEL))


def test_an_unknown_name_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(ModelNotFound, match="yolox_nano"):
        spec_named("yolo9000")


def test_the_right_file_passes_and_a_wrong_one_does_not(spec: ModelSpec) -> None:
    check_model(DATA, spec)
    with pytest.raises(BadHash, match="bytes"):
        check_model(DATA + b"!", spec)
    with pytest.raises(BadHash, match="SHA-256"):
        check_model(DATA.upper(), spec)


def test_a_file_placed_by_hand_is_checked_like_any_other(spec: ModelSpec, tmp_path: Path) -> None:
    (tmp_path / spec.file).write_bytes(b"something else")
    with pytest.raises(BadHash):
        read_model(spec, find_model(spec, (tmp_path,)))


def test_another_export_of_the_same_weights_may_be_placed_by_hand(spec: ModelSpec, tmp_path: Path) -> None:
    other = b"the same weights, written by another program"
    (tmp_path / spec.file).write_bytes(other)
    known = replace(spec, other_exports=frozenset({hashlib.sha256(other).hexdigest()}))
    assert read_model(known, find_model(known, (tmp_path,))) == other


def test_the_owners_own_file_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "custom.onnx").write_bytes(DATA)
    assert read_model(OWN_MODEL, find_model(OWN_MODEL, (tmp_path,))) == DATA


def test_the_bundled_file_comes_first_then_the_folders_in_order(
    spec: ModelSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / name for name in ("bundled", "one", "two")]
    monkeypatch.setattr(catalog, "BUNDLED", folders[0])
    for folder in reversed(folders):
        folder.mkdir()
        (folder / spec.file).write_bytes(DATA)
        assert find_model(spec, folders[1:]).parent == folder


def test_no_file_anywhere_says_where_it_belongs(spec: ModelSpec, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="by hand") as error:
        find_model(replace(spec, file="absent.onnx"), (tmp_path,))
    assert str(tmp_path) in str(error.value)
    with pytest.raises(ModelNotFound):
        read_model(spec, tmp_path / "absent.onnx")


def test_installing_puts_the_file_where_it_is_found(spec: ModelSpec, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    path = install_model([DATA[:3], DATA[3:]], spec, folder)
    assert path == find_model(spec, (folder,))
    assert read_model(spec, path) == DATA
    assert [each.name for each in folder.iterdir()] == [spec.file]


def test_a_folder_that_cannot_be_made_is_a_clear_error(spec: ModelSpec, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="cannot be written"):
        install_model([DATA], spec, tmp_path / "models")


def test_a_wrong_download_leaves_the_old_file_and_nothing_else(spec: ModelSpec, tmp_path: Path) -> None:
    install_model([DATA], spec, tmp_path)
    with pytest.raises(BadHash):
        install_model([b"WEIGHTS"], spec, tmp_path)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [DATA]


def test_a_download_that_does_not_end_is_stopped(spec: ModelSpec, tmp_path: Path) -> None:
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield DATA

    with pytest.raises(BadHash, match="longer"):
        install_model(endless(), spec, tmp_path)
    assert len(taken) == 2


def test_a_folder_that_cannot_be_written_is_a_model_error(spec: ModelSpec, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="cannot be written"):
        install_model([DATA], spec, tmp_path / "file" / "models")
