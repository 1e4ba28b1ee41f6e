"""Where the objects of incidents were, and which belong to one."""

from custom_components.secure_video.engine.incidents.judge import Judge
from custom_components.secure_video.engine.incidents.trails import LEAD_SECONDS, Trails
from custom_components.secure_video.engine.incidents.zones import ZoneFilter
from custom_components.secure_video.engine.model.incidents import Whereabouts
from custom_components.secure_video.engine.model.names import IncidentId, Label
from custom_components.secure_video.engine.model.vision import Track
from tests.builders import a_track, a_zone

PERSON = {Label.PERSON: IncidentId("one")}
LEFT_HALF = a_zone((0, 0), (0.5, 0), (0.5, 1), (0, 1))


class Story:
    """One camera."""

    def __init__(self) -> None:
        """Whoever is in the left half counts."""
        self.judge = Judge(ZoneFilter([LEFT_HALF]))
        self.trails = Trails()

    def see(self, time: float, *tracks: Track, going_on: dict[Label, IncidentId]) -> tuple[Whereabouts, ...]:
        return self.trails.update(time, self.judge.update(time, tracks), going_on)


def of(incident: str | None, told: tuple[Whereabouts, ...]) -> list[Whereabouts]:
    return [each for each in told if each.incident == incident]


def test_the_way_before_an_object_counted_is_told_once_it_does() -> None:
    story = Story()
    assert of("one", story.see(1.0, a_track(1.0, 0.8), going_on={})) == []
    told = story.see(2.0, a_track(2.0, 0.3), going_on=PERSON)
    assert [(each.incident, each.time, each.box.centre.x) for each in told] == [("one", 1.0, 0.8), ("one", 2.0, 0.3)]
    assert [each.time for each in story.see(3.0, a_track(3.0, 0.3), going_on=PERSON)] == [3.0]


def test_a_way_long_ago_is_forgotten() -> None:
    story = Story()
    story.see(0.0, a_track(0.0, 0.8), going_on={})
    story.see(LEAD_SECONDS, a_track(LEAD_SECONDS, 0.8), going_on={})
    told = story.see(LEAD_SECONDS + 1, a_track(LEAD_SECONDS + 1, 0.3), going_on=PERSON)
    assert [each.time for each in told] == [LEAD_SECONDS, LEAD_SECONDS + 1]


def test_who_counted_is_followed_out_of_the_zone_and_who_never_did_is_told_apart() -> None:
    story = Story()
    story.see(1.0, a_track(1.0, 0.3), a_track(1.0, 0.9, number=2), going_on=PERSON)
    told = story.see(3.0, a_track(3.0, 0.8), a_track(3.0, 0.9, number=2), going_on=PERSON)
    assert [(each.track, each.box.centre.x) for each in of("one", told)] == [(1, 0.8)]
    assert [(each.track, each.box.centre.x) for each in of(None, told)] == [(2, 0.9)]


def test_people_are_told_while_nothing_goes_on_and_other_objects_are_not() -> None:
    story = Story()
    car = a_track(1.0, 0.2, number=3, label=Label.VEHICLE)
    assert [each.track for each in story.see(1.0, a_track(1.0, 0.8), car, going_on={})] == [1]


def test_objects_of_one_incident_are_told_together_and_others_are_not() -> None:
    story = Story()
    car = a_track(1.0, 0.2, number=3, label=Label.VEHICLE)
    told = story.see(1.0, a_track(1.0, 0.3), a_track(1.0, 0.1, number=2), car, going_on=PERSON)
    assert [each.track for each in told] == [1, 2]


def test_a_guess_is_not_told() -> None:
    story = Story()
    story.see(1.0, a_track(1.0, 0.3), going_on=PERSON)
    assert story.see(2.0, a_track(1.0, 0.4, misses=1), going_on=PERSON) == ()


def test_after_its_incident_an_object_has_to_count_anew() -> None:
    story = Story()
    story.see(1.0, a_track(1.0, 0.3), going_on=PERSON)
    assert [each.incident for each in story.see(3.0, a_track(3.0, 0.8), going_on={})] == [None]
    told = story.see(4.0, a_track(4.0, 0.8), going_on={Label.PERSON: IncidentId("two")})
    assert [each.incident for each in told] == [None]
