"""Texts of the catalogue that are no errors and so carry no code."""

from aiclass.messages import message


def phrase(code: str, **values: object) -> str:
    """Return a text of the catalogue without its code."""
    return message(code, **values).removesuffix(f" [{code}]")
