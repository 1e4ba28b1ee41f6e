"""Stands in for the package that tells speech from silence."""


class MicroVad:
    """Never used."""
