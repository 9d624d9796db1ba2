"""The error about a number that a layer cannot be built with."""

from aiclass.scratch.errors import SettingError


def bad_setting(name: str, expected: str, actual: object) -> SettingError:
    """Return the error that says which setting cannot be used, what could be (Korean), and what came."""
    from aiclass.messages import message

    return SettingError(message("SC-08", name=name, expected=expected, actual=actual))
