"""What things are called: the ids of what there is, and the labels of what is seen."""

from enum import StrEnum
from typing import NewType

CameraId = NewType("CameraId", str)
ZoneId = NewType("ZoneId", str)
LineId = NewType("LineId", str)
TrackId = NewType("TrackId", int)
IncidentId = NewType("IncidentId", str)
ClipId = NewType("ClipId", str)


class Label(StrEnum):
    """What an incident can be about. `PACKAGE` is never an incident: that one comes or goes is an `Occurrence`."""

    MOTION = "motion"
    PERSON = "person"
    VEHICLE = "vehicle"
    ANIMAL = "animal"
    PACKAGE = "package"
