"""Stands in for the package that takes noise out of speech."""


class AudioProcessor:
    """Never used."""
