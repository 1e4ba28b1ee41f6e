"""How clips are sealed so that only their owner can open them."""
