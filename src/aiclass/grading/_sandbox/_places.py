"""Where things are inside a cage, known on both sides and on every system."""

from typing import Final

CONTROL: Final = 3  # descriptor on which the warm parent is given its orders
HOME: Final = "/home/learner"
DATA: Final = "/data"
COURSE: Final = "/course"
