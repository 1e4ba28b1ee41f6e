"""The steps that fetch the detector's model, shared by every flow that offers it."""

import asyncio
from abc import abstractmethod
from typing import Any, Final

import probatio as vol
from homeassistant.data_entry_flow import FlowContext, FlowHandler, FlowResult
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig, SelectSelectorMode

from .detector_model import DownloadFailed, async_download_model, async_find_model
from .engine.vision.catalog import ModelSpec

CONF_WHEN: Final = "when"
NOW: Final = "now"
LATER: Final = "later"

MODEL_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_WHEN, default=NOW): SelectSelector(
            SelectSelectorConfig(options=[NOW, LATER], mode=SelectSelectorMode.LIST, translation_key="model_when")
        )
    }
)


class ModelSteps[ContextT: FlowContext, ResultT: FlowResult[Any, Any], HandlerT](
    FlowHandler[ContextT, ResultT, HandlerT]
):
    """Offers the download, shows its progress, and offers it again when it failed."""

    model: ModelSpec
    """Set by the flow before its model step."""

    is_fetched = False
    """Whether this flow has stored the model."""

    _download: asyncio.Task[Any] | None = None
    _errors: dict[str, str] | None = None

    @abstractmethod
    async def async_after_model(self) -> ResultT:
        """Go on, with the model or without it."""

    async def async_model_or_finish(self) -> ResultT:
        """Offer the download if it can help: the model is missing and can be fetched."""
        if not self.model.urls or await async_find_model(self.hass, self.model):
            return await self.async_after_model()
        return await self.async_step_model()

    async def async_step_model(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Ask whether to fetch the model now."""
        if user_input is None:
            return self.async_show_form(
                step_id="model",
                data_schema=MODEL_SCHEMA,
                errors=self._errors,
                description_placeholders=self._placeholders,
            )
        if user_input[CONF_WHEN] == LATER:
            return await self.async_after_model()
        return await self.async_step_download()

    async def async_step_download(self, _user_input: dict[str, Any] | None = None) -> ResultT:
        """Fetch it. Home Assistant cancels the task when the owner closes the dialog."""
        if self._download is None:
            self._download = self.hass.async_create_task(
                async_download_model(self.hass, self.model, self.async_update_progress), "secure_video model download"
            )
        if not self._download.done():
            return self.async_show_progress(
                step_id="download",
                progress_action="download",
                description_placeholders=self._placeholders,
                progress_task=self._download,
            )
        return self.async_show_progress_done(next_step_id="downloaded")

    async def async_step_downloaded(self, _user_input: dict[str, Any] | None = None) -> ResultT:
        """Go on, or say why it failed and offer it again."""
        if self._download is None:
            return await self.async_step_model()
        download, self._download = self._download, None
        try:
            await download
        except DownloadFailed as error:
            self._errors = {"base": error.problem}
            return await self.async_step_model()
        self.is_fetched = True
        return await self.async_after_model()

    @property
    def _placeholders(self) -> dict[str, str]:
        megabytes = (self.model.size or 0) / 1_000_000
        return {"model": self.model.title, "megabytes": f"{megabytes:.0f}"}
