"""How a command of the websocket is answered: with what its function returns, or with why it refuses."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.const import ERR_SERVICE_VALIDATION_ERROR
from homeassistant.core import HomeAssistant

from .exceptions import Refused
from .form_fault import FormFault

if TYPE_CHECKING:
    from homeassistant.auth.models import User
    from homeassistant.components.websocket_api.const import WebSocketCommandHandler

type Command = Callable[[HomeAssistant, User, dict[str, Any]], Awaitable[object]]
"""Takes the user who asks and the message. Returns the answer, as JSON has it. Raises `Refused`, `FormFault`."""


def answered(command: Command) -> WebSocketCommandHandler:
    """Return the handler of a command. Refusing is no error of ours, so Home Assistant's log has none of it."""

    @websocket_api.async_response
    @wraps(command)
    async def handler(hass: HomeAssistant, connection: websocket_api.ActiveConnection, msg: dict[str, Any]) -> None:
        try:
            answer = await command(hass, connection.user, msg)
        except Refused as refusal:
            _refuse(connection, msg, refusal)
        except FormFault as fault:
            (key,) = fault.errors.values()
            _refuse(connection, msg, Refused(translation_key=key, **fault.placeholders))
        else:
            connection.send_result(msg["id"], answer)

    return handler


def _refuse(connection: websocket_api.ActiveConnection, msg: dict[str, Any], refusal: Refused) -> None:
    connection.send_error(
        msg["id"],
        ERR_SERVICE_VALIDATION_ERROR,
        str(refusal),
        translation_domain=refusal.translation_domain,
        translation_key=refusal.translation_key,
        translation_placeholders=refusal.translation_placeholders,
    )
