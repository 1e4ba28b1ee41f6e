"""Retention keeps what it promises to keep, and no more."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.clips.retention import RetentionPolicy, expired
from custom_components.secure_video.engine.model import ClipEntry, ClipState
from tests.builders import a_clip

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

clips = st.lists(
    st.builds(
        lambda number, hours, size, state: a_clip(
            number, started_at=NOW - timedelta(hours=hours), size=size, state=state
        ),
        st.integers(0, 10**6),
        st.floats(0, 24 * 30),
        st.integers(0, 10**9),
        st.sampled_from(ClipState),
    ),
    unique_by=lambda clip: clip.id,
    max_size=30,
)
policies = st.builds(
    RetentionPolicy, max_days=st.none() | st.floats(0.1, 40), max_bytes=st.none() | st.integers(0, 10**10)
)


@given(clips, policies)
def test_what_stays_is_within_the_policy(kept: list[ClipEntry], policy: RetentionPolicy) -> None:
    gone = expired(kept, policy, NOW)
    stays = [clip for clip in kept if clip not in gone]
    removable = [clip for clip in stays if clip.state is not ClipState.RECORDING]
    if policy.max_bytes is not None and removable:
        assert sum(clip.size for clip in stays) <= policy.max_bytes
    if policy.max_days is not None:
        limit = NOW - timedelta(days=policy.max_days)
        assert all(clip.started_at + timedelta(seconds=clip.duration) >= limit for clip in removable)


@given(clips, policies)
def test_the_clip_being_recorded_always_stays(kept: list[ClipEntry], policy: RetentionPolicy) -> None:
    assert all(clip.state is not ClipState.RECORDING for clip in expired(kept, policy, NOW))


@given(clips, st.integers(0, 10**10))
def test_size_takes_the_oldest_and_no_more_than_needed(kept: list[ClipEntry], max_bytes: int) -> None:
    gone = expired(kept, RetentionPolicy(max_bytes=max_bytes), NOW)
    stays = [clip for clip in kept if clip not in gone and clip.state is not ClipState.RECORDING]
    if gone:
        assert all(clip.started_at >= gone[-1].started_at for clip in stays)
        total = sum(clip.size for clip in kept)
        assert total - sum(clip.size for clip in gone[:-1]) > max_bytes


def test_without_limits_everything_stays() -> None:
    assert expired([a_clip(1, started_at=NOW - timedelta(days=9999))], RetentionPolicy(), NOW) == ()
