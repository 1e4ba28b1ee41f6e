"""Retention keeps what it promises to keep, and no more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st

from custom_components.secure_video.engine.clips.retention import RetentionPolicy, expired
from custom_components.secure_video.engine.model.clips import ClipEntry, ClipState
from custom_components.secure_video.engine.vault.log import DeletionReason
from tests.builders import a_clip

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

clips = st.lists(
    st.builds(
        lambda number, hours, size, state, is_protected: a_clip(
            number, started_at=NOW - timedelta(hours=hours), size=size, state=state, is_protected=is_protected
        ),
        st.integers(0, 10**6),
        st.floats(0, 24 * 30),
        st.integers(0, 10**9),
        st.sampled_from(ClipState),
        st.booleans(),
    ),
    unique_by=lambda clip: clip.id,
    max_size=30,
)
policies = st.builds(
    RetentionPolicy, max_days=st.none() | st.floats(0.1, 40), max_bytes=st.none() | st.integers(0, 10**10)
)


@given(clips, policies)
def test_what_stays_is_within_the_policy(kept: list[ClipEntry], policy: RetentionPolicy) -> None:
    gone = [each.clip for each in expired(kept, policy, NOW)]
    stays = [clip for clip in kept if clip not in gone]
    removable = [clip for clip in stays if clip.state is not ClipState.RECORDING and not clip.is_protected]
    if policy.max_bytes is not None and removable:
        assert sum(clip.size for clip in stays) <= policy.max_bytes
    if policy.max_days is not None:
        limit = NOW - timedelta(days=policy.max_days)
        assert all(clip.started_at + timedelta(seconds=clip.duration) >= limit for clip in removable)


@given(clips, policies)
def test_what_is_protected_or_being_recorded_always_stays(kept: list[ClipEntry], policy: RetentionPolicy) -> None:
    gone = [each.clip for each in expired(kept, policy, NOW)]
    assert not any(clip.is_protected or clip.state is ClipState.RECORDING for clip in gone)


@given(clips, policies)
def test_the_reason_is_age_only_for_what_is_too_old(kept: list[ClipEntry], policy: RetentionPolicy) -> None:
    gone = expired(kept, policy, NOW)
    too_old = expired(kept, replace(policy, max_bytes=None), NOW)
    assert {each for each in gone if each.reason is DeletionReason.AGE} == set(too_old)
    assert policy.max_bytes is not None or all(each.reason is DeletionReason.AGE for each in gone)


@given(clips, st.integers(0, 10**10))
def test_size_takes_the_oldest_and_no_more_than_needed(kept: list[ClipEntry], max_bytes: int) -> None:
    gone = [each.clip for each in expired(kept, RetentionPolicy(max_bytes=max_bytes), NOW)]
    stays = [clip for clip in kept if clip not in gone and clip.state is not ClipState.RECORDING]
    stays = [clip for clip in stays if not clip.is_protected]
    if gone:
        assert all(clip.started_at >= gone[-1].started_at for clip in stays)
        total = sum(clip.size for clip in kept)
        assert total - sum(clip.size for clip in gone[:-1]) > max_bytes


def test_without_limits_everything_stays() -> None:
    assert expired([a_clip(1, started_at=NOW - timedelta(days=9999))], RetentionPolicy(), NOW) == ()


def test_protected_clips_count() -> None:
    kept = [a_clip(1, size=900, is_protected=True), a_clip(2, size=200), a_clip(3, size=50)]
    (gone,) = expired(kept, RetentionPolicy(max_bytes=1000), NOW)
    assert (gone.clip.id, gone.reason) == (kept[1].id, DeletionReason.SPACE)
