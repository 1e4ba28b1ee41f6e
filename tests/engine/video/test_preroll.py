"""The ring holds enough for a clip's beginning, and never more than it may."""

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.model.video import CLOCK_RATE, Media, Packet
from custom_components.secure_video.engine.video.preroll import PACKET_OVERHEAD, PrerollRing

SECONDS = 5.0


def a_packet(seconds: float, *, media: Media = Media.VIDEO, is_keyframe: bool = False, size: int = 10) -> Packet:
    """A packet at a time."""
    dts = round(seconds * CLOCK_RATE)
    return Packet(media=media, pts=dts, dts=dts, duration=0, is_keyframe=is_keyframe, data=bytes(size))


@st.composite
def streams(draw: st.DrawFn) -> list[Packet]:
    """Video and sound with key frames anywhere."""
    packets, time = [], 0.0
    for _ in range(draw(st.integers(0, 80))):
        time += draw(st.floats(0.001, 2))
        media = draw(st.sampled_from(Media))
        is_keyframe = media is Media.AUDIO or draw(st.booleans())
        packets.append(a_packet(time, media=media, is_keyframe=is_keyframe, size=draw(st.integers(0, 2000))))
    return packets


def begins_a_clip(packet: Packet) -> bool:
    """A video key frame."""
    return packet.media is Media.VIDEO and packet.is_keyframe


@given(streams(), st.floats(0, 200))
def test_what_a_clip_gets_begins_with_the_key_frame_it_needs(packets: list[Packet], time: float) -> None:
    ring = PrerollRing(SECONDS)
    for packet in packets:
        ring.push(packet)
    chosen = ring.since(time)
    if not chosen:
        assert not any(begins_a_clip(packet) for packet in packets)
        return
    first = chosen[0]
    assert begins_a_clip(first)
    assert list(chosen) == sorted(chosen, key=lambda packet: packet.dts)
    assert [p for p in chosen if p.media is Media.VIDEO] == [
        p for p in packets if p.media is Media.VIDEO and p.dts >= first.dts
    ]
    assert not any(begins_a_clip(p) and first.time < p.time <= time for p in packets)


@given(streams())
def test_the_seconds_asked_for_are_there(packets: list[Packet]) -> None:
    ring = PrerollRing(SECONDS)
    for packet in packets:
        ring.push(packet)
        keys = [p for p in packets[: packets.index(packet) + 1] if begins_a_clip(p)]
        held = ring.since(packet.time - SECONDS)
        if keys:
            early = [key for key in keys if key.time <= packet.time - SECONDS]
            assert held[0] is (early[-1] if early else keys[0])


@given(streams(), st.integers(PACKET_OVERHEAD, 20_000))
def test_never_more_bytes_than_allowed(packets: list[Packet], max_bytes: int) -> None:
    ring = PrerollRing(SECONDS, max_bytes=max_bytes)
    for packet in packets:
        ring.push(packet)
        held = ring.since(0)
        assert sum(len(p.data) + PACKET_OVERHEAD for p in held) <= ring.size <= max_bytes
        assert not held or begins_a_clip(held[0])


def test_only_whole_groups_are_let_go() -> None:
    ring = PrerollRing(2.0)
    for second in range(10):
        ring.push(a_packet(second, is_keyframe=second % 4 == 0))
    assert [packet.time for packet in ring.since(0)] == [4, 5, 6, 7, 8, 9]


def test_sound_that_came_before_its_key_frame_is_kept() -> None:
    ring = PrerollRing(SECONDS)
    ring.push(a_packet(0, is_keyframe=True))
    early, late = a_packet(0.9, media=Media.AUDIO), a_packet(1.1, media=Media.AUDIO)
    ring.push(early)
    ring.push(late)
    key = a_packet(1, is_keyframe=True)
    ring.push(key)
    assert ring.since(1.5) == (key, late)


def test_a_group_that_never_ends_is_given_up_and_the_next_key_frame_starts_afresh() -> None:
    ring = PrerollRing(SECONDS, max_bytes=5_000)
    ring.push(a_packet(0, is_keyframe=True, size=1000))
    for n in range(1, 20):
        ring.push(a_packet(n / 10, size=1000))
    assert ring.since(0) == ()
    key = a_packet(3, is_keyframe=True)
    ring.push(key)
    assert ring.since(0) == (key,)


def test_clear_forgets_everything() -> None:
    ring = PrerollRing(SECONDS)
    ring.push(a_packet(0, is_keyframe=True))
    ring.clear()
    assert ring.since(0) == ()
    assert ring.size == 0
