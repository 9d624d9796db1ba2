"""What the sandbox raises.

SandboxError            the machine or the sandbox failed; never the learner's fault
├── NotIsolated         this machine cannot isolate a submission; names the remedy
└── ConversationBroken  a process inside said something that the protocol does not allow
    └── Gone            it has ended
"""

from typing import ClassVar

from aiclass.errors import AiclassError


class SandboxError(AiclassError):
    """The machine or the sandbox failed."""

    exit_code: ClassVar[int] = 3


class NotIsolated(SandboxError):
    """This machine cannot isolate a submission."""


class ConversationBroken(SandboxError):
    """A process inside the sandbox broke the protocol or went away."""


class Gone(ConversationBroken):
    """A process inside the sandbox has ended."""
