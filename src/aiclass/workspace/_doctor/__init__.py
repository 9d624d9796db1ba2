"""What ``aiclass doctor`` looks at. Each check imports what it needs late, so a missing part is a finding."""

from aiclass.workspace._doctor._examine import examine
from aiclass.workspace._doctor._finding import Finding, Status

__all__ = ["Finding", "Status", "examine"]
