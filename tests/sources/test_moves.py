"""When a permanent redirect is believed, and when it is given up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from watch.model import Asking, Source
from watch.remembered import Move
from watch.secret import Secret
from watch.sources.moves import address, after_failure, after_success

OLD, NEW, NEWER = "http://a.example/feed", "https://b.example/feed", "https://c.example/feed"
SOURCE = Source(id="a", url=OLD, interval=timedelta(minutes=15))


def moved(source: Source, *answers: str | None, move: Move | None = None) -> Move:
    move = move or Move()
    for answer in answers:
        move = after_success(source, move, answer)
    return move


def test_net_08_a_move_is_adopted_after_three_polls_that_agree() -> None:
    for count in range(3):
        assert address(SOURCE, moved(SOURCE, *[NEW] * count)) == OLD
    assert address(SOURCE, moved(SOURCE, NEW, NEW, NEW)) == NEW
    assert address(SOURCE, moved(SOURCE, NEW, NEW, NEW, None, None)) == NEW


@pytest.mark.parametrize("answers", [(NEW, NEW, None, NEW), (NEW, NEW, NEWER, NEW), (NEW, NEWER, NEW, NEWER)])
def test_net_08_polls_that_do_not_agree_begin_anew(answers: tuple[str | None, ...]) -> None:
    assert address(SOURCE, moved(SOURCE, *answers)) == OLD


def test_net_08_a_move_to_another_feed_is_never_adopted_however_many_polls_agree() -> None:
    move = after_success(SOURCE, Move(), NEW, same=False)
    assert address(SOURCE, moved(SOURCE, *[NEW] * 9, move=move)) == OLD
    assert address(SOURCE, moved(SOURCE, NEW, NEW, NEW, move=moved(SOURCE, None, move=move))) == NEW
    begun = moved(SOURCE, NEW, NEW)
    assert address(SOURCE, moved(SOURCE, NEW, NEW, move=after_success(SOURCE, begun, NEW, same=False))) == OLD


def test_a_source_that_moves_on_is_followed_after_three_more_polls() -> None:
    move = moved(SOURCE, NEW, NEW, NEW, NEWER)
    assert address(SOURCE, move) == OLD
    assert address(SOURCE, moved(SOURCE, NEWER, NEWER, move=move)) == NEWER


def test_an_address_corrected_in_the_config_is_used_at_once() -> None:
    assert address(replace(SOURCE, url=NEWER), moved(SOURCE, NEW, NEW, NEW)) == NEWER


def test_a_new_address_that_fails_three_times_is_given_up() -> None:
    move = moved(SOURCE, NEW, NEW, NEW)
    assert address(SOURCE, after_failure(SOURCE, move, 2)) == NEW
    assert address(SOURCE, after_failure(SOURCE, move, 3)) == OLD


@pytest.mark.parametrize(
    "asking", [Asking(headers={"X-Key": Secret("k")}), Asking(post="a=b"), Asking(cookies=True)], ids=str
)
def test_ssrf_08_what_is_sent_along_never_goes_to_a_new_address(asking: Asking) -> None:
    source = replace(SOURCE, asking=asking)
    assert address(source, moved(source, NEW, NEW, NEW, NEW)) == OLD
    assert address(source, moved(SOURCE, NEW, NEW, NEW)) == OLD
