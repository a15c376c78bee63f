"""What a delivery's last error tells of attempts whose outcome nobody knows: any further copy may be a repeat.

The count stands at the head of the error, where a person reads it too, and stays there whatever happens later.
"""

import re

_UNKNOWN = re.compile(r"outcome unknown \((\d{1,9})\)")


def doubts(last_error: str | None) -> int:
    """How many attempts so far may have arrived without our hearing of it."""
    found = _UNKNOWN.match(last_error or "")
    return int(found[1]) if found else 0


def unknown(last_error: str | None, error: str) -> str:
    """The error of one more attempt whose outcome is unknown."""
    return f"outcome unknown ({doubts(last_error) + 1}): {error}"


def known(last_error: str | None, error: str) -> str:
    """The error of an attempt that surely did not arrive; what is doubtful about those before it stays."""
    before = doubts(last_error)
    return f"outcome unknown ({before}) before; now: {error}" if before else error


def unended(last_error: str | None) -> str:
    """The error of an attempt that was begun and never recorded."""
    return unknown(last_error, "the attempt was not recorded; it may have arrived")


def anew(last_error: str | None) -> str | None:
    """What is left of an error when a dead delivery is taken up as if it were new: only whether it may have arrived."""
    return unknown(None, "taken up again by hand") if doubts(last_error) else None
