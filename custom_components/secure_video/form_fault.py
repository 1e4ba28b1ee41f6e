"""What a form answers when its input cannot be used."""


class FormFault(Exception):
    """The input cannot be used."""

    def __init__(self, errors: dict[str, str], placeholders: dict[str, str] | None = None) -> None:
        """`errors` maps a field (or "base") to the key of its error's text, `placeholders` fill that text."""
        super().__init__(errors)
        self.errors = errors
        self.placeholders = placeholders or {}
