"""How clips are sealed."""
