"""Damaged streams through the whole chain, from the source to a sealed clip. See `__main__`."""
