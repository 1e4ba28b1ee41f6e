"""What it means: where it counts, when it starts and when it is over."""
