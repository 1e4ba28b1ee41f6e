"""Why something that was seen was not told."""

from custom_components.secure_video.engine.incidents.journal import KEPT, Journal
from custom_components.secure_video.engine.incidents.judge import Judge
from custom_components.secure_video.engine.incidents.zones import ZoneFilter
from custom_components.secure_video.engine.model.areas import Zone
from custom_components.secure_video.engine.model.incidents import Reason
from custom_components.secure_video.engine.model.names import Label
from custom_components.secure_video.engine.model.vision import Track
from tests.builders import a_track, a_zone

LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))


class Story:
    """One camera that watches people and vehicles."""

    def __init__(self, *zones: Zone) -> None:
        """Begin with nothing known."""
        self.judge = Judge(ZoneFilter(zones))
        self.journal = Journal({Label.PERSON, Label.VEHICLE})
        self.time = 0.0

    def see(self, *tracks: Track, present: frozenset[Label] = frozenset()) -> None:
        self.time = max([self.time, *(track.last_time for track in tracks)])
        self.journal.update(self.judge.update(self.time, tracks), present)

    @property
    def reasons(self) -> list[Reason]:
        return [miss.reason for miss in self.journal.near_misses]


def test_who_was_told_is_no_near_miss() -> None:
    story = Story()
    story.see(a_track(0.0, hits=1))
    assert story.reasons == [Reason.NOT_SURE]
    story.see(a_track(0.2, hits=2))
    story.see(a_track(0.4, hits=2, is_moving=False))
    story.see()
    assert story.reasons == []


def test_the_last_condition_it_came_to_is_the_reason() -> None:
    story = Story(a_zone(*LEFT, dwell=5.0))
    story.see(a_track(0.0, 0.7, hits=1, score=0.5))
    story.see(a_track(0.2, 0.7, hits=3, score=0.9))
    story.see(a_track(1.0, 0.3, hits=7, score=0.8))
    story.see(a_track(2.0, 0.7, hits=12, score=0.7))
    story.see()
    [miss] = story.journal.near_misses
    assert (miss.reason, miss.zone, miss.score) == (Reason.TOO_SHORT, "path", 0.9)
    assert (miss.seconds, miss.time) == (2.0, 2.0)
    assert miss.box == a_track(1.0, 0.3).box


def test_a_parked_car_looked_at_again_and_again_is_one_entry() -> None:
    story = Story()
    for number in range(30):
        story.see(a_track(number * 600.0, label=Label.VEHICLE, number=number, is_moving=False))
        story.see()
    assert story.reasons == [Reason.NOT_MOVING]


def test_a_second_look_at_somebody_who_was_told_is_not_noted() -> None:
    story = Story()
    story.see(a_track(0.0, hits=1))
    story.see(present=frozenset({Label.PERSON}))
    assert story.reasons == []


def test_labels_nobody_asked_for_are_not_noted() -> None:
    story = Story()
    story.see(a_track(0.0, label=Label.ANIMAL, is_moving=False))
    assert story.reasons == []


def test_only_the_newest_are_kept_oldest_first() -> None:
    story = Story(a_zone(*LEFT))
    for number in range(KEPT + 20):
        story.see(a_track(float(number), 0.7, number=number))
    misses = story.journal.near_misses
    assert [miss.time for miss in misses] == [float(number) for number in range(20, KEPT + 20)]


def test_closing_keeps_what_was_noted_and_takes_new_names_for_others() -> None:
    story = Story(a_zone(*LEFT))
    story.see(a_track(0.0, 0.7))
    story.journal.close()
    story.see(a_track(9.0, 0.7))
    assert story.reasons == [Reason.OUTSIDE] * 2
