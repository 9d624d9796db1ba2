"""The catalogue of learner-facing texts, each under a stable code such as ``SH-01``.

One folder a language, one TOML file an area. A text names what was expected, what came, where, and what to
look at next; values stand on labelled lines, so Korean particles never depend on them.
"""

from aiclass.messages._catalogue import CODE, Catalogue, MessageError, catalogue, message

__all__ = ["CODE", "Catalogue", "MessageError", "catalogue", "message"]
