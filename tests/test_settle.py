"""When changed files are read: decided from looks and a clock that is turned by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.config.looks import Look
from watch.pipeline.settle import PATIENCE, Settling, Step, after, begin, is_half_gone, step

SETTLE = timedelta(seconds=2)
LONG = PATIENCE.total_seconds()


def a_look(count: int, written: int = 0, folder: str = "rules") -> Look:
    return Look(folder, {f"{number}.toml": (written, written, 100, number) for number in range(count)}, count)


def steps(state: Settling, *looks: tuple[float, Look]) -> list[Step]:
    """What is to be done at each look; what is read is taken."""
    done: list[Step] = []
    for at, look in looks:
        state, todo = step(state, look, at, SETTLE)
        if todo is Step.READ:
            state = after(state, look, taken=True)
        done.append(todo)
    return done


OLD, NEW, NEWER = a_look(4), a_look(4, written=1), a_look(4, written=2)


def test_files_that_nobody_touches_are_never_read() -> None:
    assert steps(begin(OLD, 0), (1, OLD), (10_000, OLD)) == [Step.REST, Step.REST]


def test_changed_files_are_read_once_they_rest() -> None:
    looks = [(1, NEW), (2, NEW), (2.9, NEW), (3, NEW), (4, NEW), (100, NEW)]
    assert steps(begin(OLD, 0), *looks) == [Step.WAIT, Step.WAIT, Step.WAIT, Step.READ, Step.REST, Step.REST]


def test_each_further_write_begins_the_rest_anew() -> None:
    looks = [(1, NEW), (2.5, NEWER), (4, NEWER), (4.5, NEWER)]
    assert steps(begin(OLD, 0), *looks) == [Step.WAIT, Step.WAIT, Step.WAIT, Step.READ]


def test_a_change_that_is_taken_back_in_time_is_no_change() -> None:
    assert steps(begin(OLD, 0), (1, NEW), (2, OLD), (10, OLD)) == [Step.WAIT, Step.REST, Step.REST]


def test_what_was_refused_is_not_read_again_until_it_changes() -> None:
    state = after(begin(OLD, 0), NEW, taken=False)
    assert steps(state, (1, NEW), (500, NEW), (501, NEWER), (503, NEWER)) == [
        *(Step.REST, Step.REST, Step.WAIT, Step.READ)
    ]


def test_half_of_the_files_gone_is_said_once_and_waits() -> None:
    half = a_look(2)
    looks = [(1, half), (3, half), (4, half), (100, half)]
    assert steps(begin(OLD, 0), *looks) == [Step.WAIT, Step.HOLD, Step.WAIT, Step.WAIT]


def test_files_that_stay_gone_are_believed_in_the_end() -> None:
    half = a_look(2)
    looks = [(1, half), (3, half), (LONG, half), (LONG + 1, half), (LONG + 2, half)]
    assert steps(begin(OLD, 0), *looks) == [Step.WAIT, Step.HOLD, Step.WAIT, Step.READ, Step.REST]


def test_further_files_that_go_begin_the_waiting_anew_and_are_not_said_again() -> None:
    half, none = a_look(2), a_look(0)
    looks = [(1, half), (3, half), (500, none), (502, none), (LONG + 1, none), (LONG + 500, none)]
    assert steps(begin(OLD, 0), *looks) == [Step.WAIT, Step.HOLD, *[Step.WAIT] * 3, Step.READ]


def test_files_that_come_back_as_they_were_are_told_back_once() -> None:
    half = a_look(2)
    looks = [(1, half), (3, half), (60, OLD), (61, OLD)]
    assert steps(begin(OLD, 0), *looks) == [Step.WAIT, Step.HOLD, Step.BACK, Step.REST]


def test_files_that_come_back_changed_are_read() -> None:
    half = a_look(2)
    looks = [(1, half), (3, half), (60, NEW), (62, NEW), (63, NEW)]
    assert steps(begin(OLD, 0), *looks) == [Step.WAIT, Step.HOLD, Step.WAIT, Step.READ, Step.REST]


def test_what_was_asked_for_is_used_however_much_is_gone() -> None:
    half = a_look(2)
    state, _ = step(begin(OLD, 0), half, 5, SETTLE)
    assert steps(after(state, half, taken=True), (6, half), (60, half)) == [Step.REST, Step.REST]


@pytest.mark.parametrize(
    ("before", "now", "gone"),
    [
        *((4, 4, False), (4, 3, False), (4, 2, True), (5, 3, False), (5, 2, True), (100, 51, False), (100, 50, True)),
        *((2, 1, False), (2, 0, True), (1, 0, True), (0, 0, False), (0, 3, False), (1, 9, False)),
    ],
)
def test_half_means_all_or_half_and_more_than_one(before: int, now: int, gone: bool) -> None:
    assert is_half_gone(a_look(before), a_look(now)) is gone


def test_another_folder_is_another_set() -> None:
    assert not is_half_gone(a_look(9), a_look(1, folder="others"))
    assert not is_half_gone(a_look(9), replace(a_look(0), folder=None))


LOOKS = st.builds(a_look, st.integers(0, 5), st.integers(0, 2))


@given(st.lists(st.tuples(st.integers(0, 400), LOOKS), max_size=30))
def test_nothing_is_read_that_did_not_rest_and_the_last_look_is_read_in_the_end(looks: list[tuple[int, Look]]) -> None:
    state, at, since, seen = begin(OLD, 0), 0, 0, OLD
    for pause, look in looks:
        at += pause
        if look != seen:
            seen, since = look, at
        state, todo = step(state, look, at, SETTLE)
        if todo is Step.READ:
            assert at - since >= SETTLE.total_seconds()
            assert look != state.read
            state = after(state, look, taken=True)
    state, todo = step(state, seen, at + LONG + 1, SETTLE)
    assert todo is Step.READ if seen != state.read else todo in (Step.REST, Step.BACK)
