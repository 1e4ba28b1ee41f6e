"""Asks over the websocket, as the panel does."""

from typing import Any

from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

from .flow_texts import ENGLISH


async def ask(socket: MockHAClientWebSocket, command: str, **options: object) -> dict[str, Any]:
    """Ask something, and return the whole answer."""
    await socket.send_json_auto_id({"type": f"secure_video/{command}", **options})
    response: dict[str, Any] = await socket.receive_json()
    return response


async def asked(socket: MockHAClientWebSocket, command: str, **options: object) -> dict[str, Any]:
    """Ask something that is done, and return what is told."""
    response = await ask(socket, command, **options)
    assert response["success"], response
    result: dict[str, Any] = response["result"]
    return result


async def refusal(socket: MockHAClientWebSocket, command: str, **options: object) -> str:
    """Ask something that is refused, and return the key of the reason's text."""
    response = await ask(socket, command, **options)
    assert response["error"]["code"] == "service_validation_error", response
    assert response["error"]["translation_domain"] == "secure_video"
    key = str(response["error"]["translation_key"])
    text = ENGLISH["exceptions"][key]["message"]
    # Home Assistant leaves the full stop out.
    assert response["error"]["message"] == text.rstrip(".").format(**response["error"]["translation_placeholders"])
    return key
