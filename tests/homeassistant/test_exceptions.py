"""The engine's errors in words."""

from collections.abc import Iterator

import pytest
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.secure_video.engine.errors import (
    ClipNotFound,
    ClipProtected,
    EngineError,
    NoRecipients,
    NotLogged,
    NotRecorded,
)
from custom_components.secure_video.exceptions import engine_errors_translated, problem_key

from .integration_files import INTEGRATION, read_json


def every_kind(kind: type[EngineError] = EngineError) -> Iterator[type[EngineError]]:
    yield kind
    for special in kind.__subclasses__():
        yield from every_kind(special)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_error_has_a_text(language: str) -> None:
    texts = read_json(INTEGRATION / "translations" / f"{language}.json")["exceptions"]
    for kind in every_kind():
        assert texts[problem_key(kind)]["message"], kind


@pytest.mark.parametrize("kind", every_kind())
def test_every_error_is_translated(kind: type[EngineError]) -> None:
    with pytest.raises(HomeAssistantError) as error, engine_errors_translated():
        raise kind("why")
    assert isinstance(error.value, ServiceValidationError) == issubclass(
        kind, (ClipNotFound, ClipProtected, NoRecipients, NotLogged, NotRecorded)
    )
    assert error.value.translation_placeholders == {"reason": "why"}
    assert isinstance(error.value.__cause__, kind)
