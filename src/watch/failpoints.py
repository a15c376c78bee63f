"""Places at which a test may kill the daemon, to show that no crash loses a hit or an alert.

`TRIPWATCH_FAILPOINT=before-commit:3` ends the process as `kill -9` would when it comes there for the third time.
Without the variable these calls do nothing. Nothing but tests sets it.
"""

import os
import signal
from collections import Counter

NAMES = ("during-fetch", "during-parse", "before-commit", "after-commit", "while-sending", "before-sent-is-recorded")

_passed: Counter[str] = Counter()


def reach(name: str) -> None:
    """End this process here, without any clean-up, if the environment asks for it."""
    wanted, _, count = os.environ.get("TRIPWATCH_FAILPOINT", "").partition(":")
    if wanted != name:
        return
    _passed[name] += 1
    if _passed[name] == int(count or "1"):
        os.kill(os.getpid(), signal.SIGKILL)
