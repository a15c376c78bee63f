"""How long a delivery that failed waits."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from watch import deliver
from watch.deliver import retry_delay


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True), st.none() | st.timedeltas(timedelta(0)))
def test_every_wait_is_between_some_seconds_and_an_hour(
    attempts: int, jitter: float, retry_after: timedelta | None
) -> None:
    wait = retry_delay(attempts, jitter, retry_after)
    assert deliver.FIRST_RETRY * 0.75 <= wait <= timedelta(hours=1)
    if retry_after is None:
        assert wait <= deliver.LONGEST_RETRY
    else:
        assert wait >= min(retry_after, timedelta(hours=1))


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [retry_delay(attempts, 1.0).total_seconds() for attempts in range(1, 11)]
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
