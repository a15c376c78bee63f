"""Where a source is asked: at the address of its config, or where several polls agreed that it moved for good. Pure.

One permanent redirect may be a mistake or a hijacked name; so the same answer is wanted from several polls, each of
which gave the source that we know. The config is never written to: an adopted address is remembered, and said.
"""

from dataclasses import replace

from watch.model import Source
from watch.remembered import Move
from watch.sources.health import AGREEING_POLLS, FAILURES


def address(source: Source, move: Move) -> str:
    """Where to ask."""
    return move.moved_to or source.url if _is_adopted(source, move) else source.url


def after_success(source: Source, move: Move, permanent_url: str | None, *, same: bool = True) -> Move:
    """What is known of a move after a poll that read the source; `permanent_url`: where it was sent for good.

    `same`: whether what stands there is the source that we know. If not, no later poll makes it so, as by then we know
    what stands there: the move is kept with no polls that agree.
    """
    if _is_adopted(source, move) and permanent_url is None:
        return move
    if permanent_url is None or not _may_move(source):
        return Move()
    if (move.moved_from, move.moved_to) != (source.url, permanent_url):
        return Move(moved_from=source.url, moved_to=permanent_url, moved_polls=1 if same else 0)
    return (
        replace(move, moved_polls=move.moved_polls + 1) if same and move.moved_polls else replace(move, moved_polls=0)
    )


def after_failure(source: Source, move: Move, failures: int) -> Move:
    """The same after a poll that failed: a new address that fails time and again is given up for that of the config."""
    return Move() if _is_adopted(source, move) and failures >= FAILURES else move


def _is_adopted(source: Source, move: Move) -> bool:
    return move.moved_from == source.url and move.moved_polls >= AGREEING_POLLS and _may_move(source)


def _may_move(source: Source) -> bool:
    """Whether a new address may be adopted: what is sent along (headers, a form, cookies) is meant for the old one."""
    asking = source.asking
    return not (asking.headers or asking.post or asking.cookies)
