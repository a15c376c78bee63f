"""When files that changed are read: once they rest, and not at once when half of them are gone. Decides, does nothing.

A save is several steps, a checkout many files, a network disk comes and goes: what is seen in between is nobody's wish.
Times are seconds of a clock that never jumps.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from watch.config.looks import Look

#: How long files may be gone before that is believed. A disk that is mounted again is back by then.
PATIENCE = timedelta(minutes=10)


class Step(StrEnum):
    """What is to be done after a look."""

    #: Nothing has changed since the files were read.
    REST = "rest"
    #: They are still changing, or it was said already that they are gone.
    WAIT = "wait"
    #: Half of them are gone: say so, and wait.
    HOLD = "hold"
    #: They are back as they were: say so.
    BACK = "back"
    #: They rest: read them.
    READ = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What is known of the files."""

    #: The look of what was read last, be it taken or refused, and of what is in use.
    read: Look
    used: Look
    #: The last look, and since when it is the same.
    seen: Look
    since: float
    #: It was said that files are gone.
    held: bool = False


def begin(look: Look, at: float) -> Settling:
    """What is known when the set of this look is taken into use."""
    return Settling(read=look, used=look, seen=look, since=at)


def step(state: Settling, look: Look, at: float, settle: timedelta) -> tuple[Settling, Step]:
    """What a look at this moment means, and what is known afterwards."""
    if look != state.seen:
        state = replace(state, seen=look, since=at)
    rested = timedelta(seconds=at - state.since)
    gone = is_half_gone(state.used, look)
    if look == state.read:
        return replace(state, held=False), Step.BACK if state.held else Step.REST
    if rested < settle:
        return state, Step.WAIT
    if gone and rested < PATIENCE:
        return replace(state, held=True), Step.WAIT if state.held else Step.HOLD
    return state, Step.READ


def after(state: Settling, look: Look, *, taken: bool) -> Settling:
    """What is known once the set of this look was read, and taken or refused."""
    return replace(state, read=look, used=look if taken else state.used, held=False)


def is_half_gone(before: Look, now: Look) -> bool:
    """Whether half of the files of a folder, more than one of them, are gone, or the only one.

    Another folder is another set: nothing of it is gone.
    """
    if before.folder != now.folder or not before.count:
        return False
    return now.count == 0 or (before.count - now.count >= 2 and now.count * 2 <= before.count)
