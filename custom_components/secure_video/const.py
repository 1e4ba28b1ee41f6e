"""Names shared by the Home Assistant side."""

from typing import Final

DOMAIN: Final = "secure_video"
SUBENTRY_CAMERA: Final = "camera"

MINOR_VERSION: Final = 2
"""Of the entry: 2 gives names and roles to the keys."""

# The entry: where clips go, how long they stay, who can open them, what looks at the pictures.
CONF_MEDIA_DIR: Final = "media_dir"  # key of hass.config.media_dirs
CONF_MAX_DAYS: Final = "max_days"  # int
CONF_MAX_GIGABYTES: Final = "max_gigabytes"  # float, 1 GB = 10**9 bytes
CONF_RECIPIENTS: Final = "recipients"  # list of {"name", "recipient", "role"}, see people.py; empty means "later"
CONF_ACCELERATOR: Final = "accelerator"  # an Accelerator value
CONF_MODEL: Final = "model"  # name in engine.vision.catalog.CATALOG

# One camera, in the data of its subentry. Exactly one of entity and URL.
CONF_ENTITY_ID: Final = "entity_id"
CONF_URL: Final = "url"  # without credentials
CONF_USERNAME: Final = "username"
CONF_PASSWORD: Final = "password"  # noqa: S105 - the key's name, not a secret
CONF_ANALYSIS_URL: Final = "analysis_url"  # without credentials; the camera's user name and password apply
CONF_LABELS: Final = "labels"  # list of Label values
CONF_SECONDS_BEFORE: Final = "seconds_before"
CONF_SECONDS_AFTER: Final = "seconds_after"
CONF_ZONES: Final = "zones"  # list of {"id", "name", "kind", "polygon": [[x, y], ...], "labels": [...]}, and limits
CONF_LINES: Final = "lines"  # list of {"id", "name", "start": [x, y], "end": [x, y], "direction", "labels": [...]}
CONF_MASKS: Final = "masks"  # list of {"name", "kind", "polygon": [[x, y], ...]}
CONF_MASKED_CLIPS: Final = "masked_clips"  # a MaskedClips value
CONF_DETECTION: Final = "detection"  # bool, the switch
CONF_RECORDING: Final = "recording"  # bool, the switch

BOTH_DIRECTIONS: Final = "both"  # of a line, where the model has None

DEFAULT_MAX_DAYS: Final = 14
DEFAULT_MAX_GIGABYTES: Final = 50.0
DEFAULT_SECONDS_BEFORE: Final = 6
DEFAULT_SECONDS_AFTER: Final = 6

FOLDER: Final = "secure_video"  # inside the media folder
LOG_FOLDER: Final = "log"  # inside that, beside the clips
