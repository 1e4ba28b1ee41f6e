"""The Home Assistant side, on a real core."""
