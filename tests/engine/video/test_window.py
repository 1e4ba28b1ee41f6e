"""What is taken can be decoded, and the window stays small."""

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media, Packet
from custom_components.secure_video.engine.video.preroll import PACKET_OVERHEAD
from custom_components.secure_video.engine.video.window import Window

GOP = 10


def a_packet(number: int, *, gop: int = GOP, size: int = 10) -> Packet:
    """Ten a second."""
    ticks = number * CLOCK_RATE // 10
    return Packet(
        media=Media.VIDEO,
        pts=ticks,
        dts=ticks,
        duration=CLOCK_RATE // 10,
        is_keyframe=number % gop == 0,
        data=bytes(size),
    )


def numbers(packets: tuple[Packet, ...]) -> list[int]:
    return [round(packet.time * 10) for packet in packets]


def filled(first: int, last: int) -> Window:
    window = Window()
    for number in range(first, last):
        window.push(a_packet(number))
    return window


def test_it_begins_with_a_key_frame() -> None:
    assert numbers(filled(5, 13).take_newest()) == [10, 11, 12]


def test_nothing_is_taken_twice() -> None:
    window = filled(0, 3)
    assert numbers(window.take_newest()) == [0, 1, 2]
    assert window.take_newest() == ()
    window.push(a_packet(3))
    assert numbers(window.take_newest()) == [3]


def test_a_newer_key_frame_makes_what_waits_superfluous() -> None:
    window = filled(0, 5)
    window.take_newest()
    for number in range(5, 12):
        window.push(a_packet(number))
    assert numbers(window.take_newest()) == [10, 11]


def test_what_is_held_is_taken_in_order_before_the_newer_key_frame() -> None:
    window = filled(0, 1)
    window.take_newest()
    for number in range(1, 8):
        window.push(a_packet(number))
    window.hold()
    for number in range(8, 13):
        window.push(a_packet(number))
    assert numbers(window.take_until(0.2)) == [1, 2]
    assert window.is_held
    assert numbers(window.take_until(0.7)) == [3, 4, 5, 6, 7]
    assert not window.is_held
    assert numbers(window.take_newest()) == [10, 11, 12]


def test_all_that_leads_to_now_stays_for_somebody_else() -> None:
    window = filled(0, 17)
    window.take_newest()
    assert numbers(window.since_key()) == list(range(10, 17))


def test_what_the_decoder_forgot_is_taken_anew() -> None:
    window = filled(10, 13)
    window.take_newest()
    window.rewind()
    assert numbers(window.take_newest()) == [10, 11, 12]


@given(steps=st.lists(st.tuples(st.integers(1, 400), st.sampled_from(["", "newest", "until", "hold"])), max_size=80))
def test_it_stays_small_and_what_is_taken_can_be_decoded(steps: list[tuple[int, str]]) -> None:
    limit = 8 * (200 + PACKET_OVERHEAD)
    window = Window(max_bytes=limit)
    last: int | None = None
    for number, (size, step) in enumerate(steps):
        window.push(a_packet(number, size=size))
        assert window.size <= limit
        if step == "hold":
            window.hold()
        taken = numbers(window.take_newest() if step == "newest" else window.take_until(number / 10) if step else ())
        for each in taken:
            assert each % GOP == 0 or last == each - 1
            last = each
        kept = numbers(window.since_key())
        assert not kept or kept[0] % GOP == 0
