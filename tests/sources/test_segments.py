"""A long briefing is cut at its headings; what has one topic stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.sources.segments import MOST, SHORTEST, segments

TOPIC = "大臣は記者団に対し、政府としての考えを述べた。" * 40


@pytest.mark.parametrize(
    "heading",
    [
        *("■ 靖国神社", "１．日韓関係", "2. Trilateral talks", "（３）佐渡"),
        *("【質疑応答】", "[안보 협력]", "問：参拝について", "기자: 독도는"),
    ],
)
def test_a_heading_begins_a_topic_of_its_own(heading: str) -> None:
    text = f"冒頭。{TOPIC}\n{heading}\n{TOPIC}\n"
    parts = segments(text)
    assert [part.partition("\n")[0][:20] for part in parts] == [text[:20], heading[:20]]


def test_a_short_text_stays_whole_whatever_stands_in_it() -> None:
    text = "■ 一つ\n" + "短い。\n■ 二つ\n短い。"
    assert segments(text) == (text,)


def test_a_long_text_without_headings_stays_whole() -> None:
    text = "A paragraph of an article, with 3. a number inside.\n" * 60
    assert segments(text) == (text.strip(),)


def test_a_heading_above_a_heading_belongs_to_what_follows() -> None:
    text = f"{TOPIC}{TOPIC}{TOPIC}\n■ 会見\n（１）日韓\n{TOPIC}"
    assert [part[:4] for part in segments(text)] == [TOPIC[:4], "■ 会見"]


def test_a_list_of_hundreds_is_not_cut_into_hundreds() -> None:
    text = "\n".join(f"{number % 90}. {TOPIC[:100]}" for number in range(200))
    assert len(segments(text)) == MOST


@given(st.text(alphabet="■１.あ\n(A) ", max_size=60), st.integers(1, 60))
def test_nothing_of_a_text_is_lost(piece: str, times: int) -> None:
    text = piece * times + "x" * SHORTEST
    assert "".join("".join(segments(text)).split()) == "".join(text.split())
