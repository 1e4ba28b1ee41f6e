"""The vocabulary: every type that crosses from one stage of the engine to another.

Times named `time` are seconds on a camera's stream clock: continuous, never going back, comparable within one camera
only. Times named `*_at` are aware datetimes in UTC. Boxes and points are fractions of the picture, 0..1, origin at the
top left.
"""
