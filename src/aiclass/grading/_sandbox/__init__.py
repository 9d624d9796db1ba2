"""Run a submission as if it wanted to do harm: in namespaces of its own, its tests out of its reach.

docs/security.md says what is prevented, what is only made visible, and which test shows each.
"""

from aiclass.grading._sandbox._isolation import Isolation, isolation
from aiclass.grading._sandbox._sandbox import Sandbox
from aiclass.grading._sandbox.errors import ConversationBroken, NotIsolated, SandboxError

__all__ = ["ConversationBroken", "Isolation", "NotIsolated", "Sandbox", "SandboxError", "isolation"]
