"""The steps of the options that change who can open new clips."""

from typing import TYPE_CHECKING, Any, Final

import probatio as vol
from homeassistant.config_entries import OptionsFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)

from .const import CONF_RECIPIENTS
from .entry_form import shown_again, with_entered_person
from .form_fault import FormFault
from .people import (
    ATTR_NAME,
    ATTR_RECIPIENT,
    ATTR_ROLE,
    People,
    Person,
    Role,
    as_data,
    is_last_recovery,
    people_from,
    without_person,
)
from .signed_people import acting_user, async_people_change, async_sign_people
from .texts import async_load_texts, async_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homeassistant.config_entries import ConfigFlowResult

ATTR_PERSON: Final = "person"
ATTR_OWNER: Final = "owner"
ATTR_RECOVERY: Final = "recovery"
ATTR_UNDERSTOOD: Final = "understood"

ADD_SCHEMA: Final = vol.Schema(
    {
        vol.Required(ATTR_NAME): TextSelector(),
        vol.Required(ATTR_RECIPIENT): TextSelector(),
        vol.Required(ATTR_ROLE, default=Role.FAMILY.value): SelectSelector(
            SelectSelectorConfig(options=list(Role), mode=SelectSelectorMode.LIST, translation_key="role")
        ),
    }
)
UNDERSTOOD_SCHEMA: Final = vol.Schema({vol.Required(ATTR_UNDERSTOOD, default=False): BooleanSelector()})
REPLACE_SCHEMA: Final = vol.Schema(
    {vol.Required(ATTR_OWNER): TextSelector(), vol.Required(ATTR_RECOVERY): TextSelector()}
).extend(UNDERSTOOD_SCHEMA.schema)


class PeopleSteps(OptionsFlow):
    """Shows, adds, removes and replaces the people. What is changed here is signed."""

    _people: People
    """As shown in the first step: what others change meanwhile is not signed along."""

    _leaving: Person
    """Set before a removal is to be confirmed."""

    async def async_step_people(self, _user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show who can open new clips."""
        await async_load_texts(self.hass)
        self._people = people_from(self.config_entry.options[CONF_RECIPIENTS])
        if await async_people_change(self.hass, self._people):
            # What is changed here would be signed together with what nobody has agreed to.
            return self.async_abort(reason="people_not_agreed")
        steps = ["add_person", "remove_person", "replace_people"] if self._people else ["add_person", "replace_people"]
        shown = "\n".join(f"* {self._described(person)}" for person in self._people)
        return self.async_show_menu(
            step_id="people",
            menu_options=steps,
            description_placeholders={"people": shown or async_text(self.hass, "nobody")},
        )

    async def async_step_add_person(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask who it is."""
        if user_input is None:
            return self._show("add_person", ADD_SCHEMA)
        try:
            people = with_entered_person(
                self._people, user_input[ATTR_NAME], Role(user_input[ATTR_ROLE]), user_input[ATTR_RECIPIENT]
            )
        except FormFault as fault:
            return self._show("add_person", ADD_SCHEMA, fault, shown_again(user_input))
        return await self._async_finish(people)

    async def async_step_remove_person(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask who is to go."""
        if user_input is None:
            people = [SelectOptionDict(value=each.recipient, label=self._described(each)) for each in self._people]
            selector = SelectSelector(SelectSelectorConfig(options=people, mode=SelectSelectorMode.LIST))
            return self._show("remove_person", vol.Schema({vol.Required(ATTR_PERSON): selector}))
        self._leaving = next(each for each in self._people if each.recipient == user_input[ATTR_PERSON])
        if is_last_recovery(self._people, self._leaving):
            return self.async_abort(reason="last_recovery", description_placeholders={"person": str(self._leaving)})
        if self._leaving.role is Role.RECOVERY:
            return await self.async_step_remove_recovery()
        return await self.async_step_confirm_removal()

    async def async_step_confirm_removal(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Say what it means."""
        if user_input is None:
            return self._show("confirm_removal", vol.Schema({}), person=str(self._leaving))
        return await self._async_finish(without_person(self._people, self._leaving))

    async def async_step_remove_recovery(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Say what it means, and have that confirmed in so many words."""
        fault = None if user_input is None else _unless_understood(user_input)
        if user_input is None or fault:
            return self._show("remove_recovery", UNDERSTOOD_SCHEMA, fault, person=str(self._leaving))
        return await self._async_finish(without_person(self._people, self._leaving))

    async def async_step_replace_people(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Begin the list anew: the way from classic to post-quantum keys, which are never mixed."""
        if user_input is None:
            return self._show("replace_people", REPLACE_SCHEMA)
        try:
            people: People = ()
            for field, role in ((ATTR_OWNER, Role.OWNER), (ATTR_RECOVERY, Role.RECOVERY)):
                name = async_text(self.hass, f"role_{role}")
                people = with_entered_person(people, name, role, user_input[field], field)
            if fault := _unless_understood(user_input):
                raise fault
        except FormFault as fault:
            return self._show("replace_people", REPLACE_SCHEMA, fault, shown_again(user_input))
        return await self._async_finish(people)

    def _show(
        self,
        step: str,
        schema: vol.Schema,
        fault: FormFault | None = None,
        values: Mapping[str, Any] | None = None,
        **placeholders: str,
    ) -> ConfigFlowResult:
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=fault.errors if fault else None,
            description_placeholders={**placeholders, **(fault.placeholders if fault else {})},
        )

    def _described(self, person: Person) -> str:
        return f"{person}: {async_text(self.hass, f'role_{person.role}')}"

    async def _async_finish(self, people: People) -> ConfigFlowResult:
        await async_sign_people(self.hass, people, acting_user())
        return self.async_create_entry(data={**self.config_entry.options, CONF_RECIPIENTS: as_data(people)})


def _unless_understood(user_input: Mapping[str, Any]) -> FormFault | None:
    return None if user_input[ATTR_UNDERSTOOD] else FormFault({ATTR_UNDERSTOOD: "not_understood"})
