"""Home Assistant's quality scale: no rule is forgotten, and what we do not do has a reason."""

import pytest
from homeassistant.util.yaml import load_yaml_dict

from .integration_files import INTEGRATION

# From Home Assistant's script/hassfest/quality_scale.py, which is not part of its package.
RULES = [
    "action-setup",
    "appropriate-polling",
    "brands",
    "common-modules",
    "config-flow",
    "config-flow-test-coverage",
    "dependency-transparency",
    "docs-actions",
    "docs-conditions",
    "docs-high-level-description",
    "docs-installation-instructions",
    "docs-removal-instructions",
    "docs-triggers",
    "entity-event-setup",
    "entity-unique-id",
    "has-entity-name",
    "runtime-data",
    "test-before-configure",
    "test-before-setup",
    "unique-config-entry",
    "action-exceptions",
    "config-entry-unloading",
    "docs-configuration-parameters",
    "docs-installation-parameters",
    "entity-unavailable",
    "integration-owner",
    "log-when-unavailable",
    "parallel-updates",
    "reauthentication-flow",
    "test-coverage",
    "devices",
    "diagnostics",
    "discovery",
    "discovery-update-info",
    "docs-data-update",
    "docs-examples",
    "docs-known-limitations",
    "docs-supported-devices",
    "docs-supported-functions",
    "docs-troubleshooting",
    "docs-use-cases",
    "dynamic-devices",
    "entity-category",
    "entity-device-class",
    "entity-disabled-by-default",
    "entity-translations",
    "exception-translations",
    "icon-translations",
    "reconfiguration-flow",
    "repair-issues",
    "stale-devices",
    "async-dependency",
    "inject-websession",
    "strict-typing",
]


@pytest.fixture(name="scale")
def scale_fixture() -> dict[str, object]:
    rules = load_yaml_dict(INTEGRATION / "quality_scale.yaml")["rules"]
    assert isinstance(rules, dict)
    return rules


def test_every_rule_is_there(scale: dict[str, object]) -> None:
    assert sorted(scale) == sorted(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_done_or_exempt_with_a_reason(scale: dict[str, object], rule: str) -> None:
    match scale[rule]:
        case "done":
            pass
        case {"status": "exempt", "comment": str(reason), **rest}:
            assert reason.strip()
            assert not rest
        case other:
            pytest.fail(f"{rule} is {other}")
