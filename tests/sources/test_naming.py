"""A source that somebody else named gets an id that a person can type and that nobody else has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from watch.config.values import identifier
from watch.sources.naming import LONGEST, readable_id


@pytest.mark.parametrize(
    ("title", "url", "expected"),
    [
        ("Yonhap News: Politics", "https://a.example/", "yonhap-news-politics"),
        ("Café São Paulo", "https://a.example/", "cafe-sao-paulo"),
        ("내각부 발표", "https://www.cao.go.jp/rss/news.rdf", "cao-go-jp"),
        ("連合ニュース RSS", "https://yna.co.kr/rss/politics.xml", "yna-co-kr-politics"),
        ("", "https://127.0.0.1:8080/feed", "127-0-0-1"),
        ("-", "https://[", "source"),
        (
            "A very long title that goes on and on for longer than anybody would read",
            "",
            "a-very-long-title-that-goes-on-and-on",
        ),
    ],
)
def test_the_title_gives_the_id_or_else_the_address(title: str, url: str, expected: str) -> None:
    assert readable_id(title, url, ()) == expected


def test_a_taken_id_gets_a_number_whatever_its_case() -> None:
    assert readable_id("Sea", "", ["SEA", "sea-2"]) == "sea-3"


@given(title=st.text(max_size=80), url=st.text(max_size=80), taken=st.sets(st.sampled_from(["source", "a", "b-2"])))
def test_every_id_can_stand_in_a_config(title: str, url: str, taken: set[str]) -> None:
    found = readable_id(title, url, taken)
    assert found not in taken
    assert len(found) <= LONGEST + 3
    try:
        identifier(found)
    except PydanticCustomError as error:
        pytest.fail(f"{found}: {error}")
