"""Setting up the entry, changing its options, and adding cameras to it."""

from typing import TYPE_CHECKING, Any, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowContext,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.core import callback

from .camera_flow import CameraFlow
from .const import CONF_ACCELERATOR, CONF_MODEL, CONF_RECIPIENTS, DOMAIN, MINOR_VERSION, SUBENTRY_CAMERA
from .detector_model import async_first_model
from .engine.vision.catalog import spec_named
from .engine.vision.onnx import Accelerator
from .entry_form import (
    async_first_values,
    async_options_schema,
    async_read_storage,
    entry_schema,
    form_placeholders,
    read_recipients,
    shown_again,
)
from .form_fault import FormFault
from .model_steps import ModelSteps
from .people import as_data, from_keys
from .people_steps import PeopleSteps
from .signed_people import acting_user, async_sign_people

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = "Secure Video"


class SecureVideoConfigFlow(ConfigFlow, domain=DOMAIN):
    """The first set-up: where clips go, how long they stay and who can open them."""

    MINOR_VERSION = MINOR_VERSION

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        return SecureVideoOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(cls, config_entry: ConfigEntry) -> dict[str, type[ConfigSubentryFlow]]:
        return {SUBENTRY_CAMERA: CameraFlow}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask everything in one form."""
        if not self.hass.config.media_dirs:
            return self.async_abort(reason="no_media_dir")
        if user_input is None:
            return self._show_form(await async_first_values(self.hass))
        try:
            people = from_keys(read_recipients(user_input.get(CONF_RECIPIENTS, "")))
            options = await async_read_storage(self.hass, user_input)
        except FormFault as fault:
            return self._show_form(shown_again(user_input), fault)
        model = await async_first_model(self.hass)
        await async_sign_people(self.hass, people, acting_user())
        options |= {CONF_RECIPIENTS: as_data(people), CONF_MODEL: model.name}
        return self.async_create_entry(title=TITLE, data={}, options=options)

    def _show_form(self, values: Mapping[str, Any], fault: FormFault | None = None) -> ConfigFlowResult:
        return self.async_show_form(
            step_id="user",
            data_schema=self.add_suggested_values_to_schema(entry_schema(self.hass), values),
            errors=fault.errors if fault else None,
            description_placeholders=form_placeholders(self.hass, fault),
        )


class SecureVideoOptionsFlow(ModelSteps[ConfigFlowContext, ConfigFlowResult, str], PeopleSteps):
    """What was asked at set-up, which model looks at the pictures, and who can open new clips."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._options: dict[str, Any] = {}

    async def async_step_init(self, _user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask what is to be changed."""
        return self.async_show_menu(step_id="init", menu_options=["settings", "people"])

    async def async_step_settings(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask everything but who can open clips in one form."""
        if user_input is None:
            return await self._async_show_form(self.config_entry.options)
        try:
            options = await async_read_storage(self.hass, user_input)
        except FormFault as fault:
            return await self._async_show_form(user_input, fault)
        kept = {CONF_RECIPIENTS: self.config_entry.options[CONF_RECIPIENTS]}
        self._options = {**options, **kept, CONF_MODEL: user_input[CONF_MODEL]}
        if CONF_ACCELERATOR in user_input:
            self._options[CONF_ACCELERATOR] = user_input[CONF_ACCELERATOR]
        self.model = spec_named(user_input[CONF_MODEL])
        return await self.async_model_or_finish()

    async def _async_show_form(self, values: Mapping[str, Any], fault: FormFault | None = None) -> ConfigFlowResult:
        chosen = Accelerator(self.config_entry.options.get(CONF_ACCELERATOR, Accelerator.CPU))
        schema = await async_options_schema(self.hass, chosen)
        return self.async_show_form(
            step_id="settings",
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=fault.errors if fault else None,
            description_placeholders=form_placeholders(self.hass, fault),
        )

    @override
    async def async_after_model(self) -> ConfigFlowResult:
        return self.async_create_entry(data=self._options)
