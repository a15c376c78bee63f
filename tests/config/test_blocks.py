"""A source that is written for a person to paste is TOML, and says what was given and nothing else."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from watch.config.blocks import source_block

TEXTS = st.text(max_size=60) | st.sampled_from(['"', "\\", "'''", '"""\n[http]', "a\nb", "\x7f\x00", "\ud800", "# no"])


@given(title=TEXTS, url=TEXTS, tags=st.lists(TEXTS, max_size=3), cookies=st.booleans(), comment=TEXTS)
def test_whatever_is_given_comes_out_as_it_was(
    title: str, url: str, tags: list[str], cookies: bool, comment: str
) -> None:
    settings: dict[str, Any] = {"title": title, "url": url, "tags": tags, "cookies": cookies}
    (written,) = tomllib.loads(source_block(settings, comment))["sources"]
    sound = {"title": sounded(title), "url": sounded(url), "tags": [sounded(tag) for tag in tags], "cookies": cookies}
    assert written == {key: value for key, value in sound.items() if value}


@given(TEXTS)
def test_nothing_in_it_can_steer_a_terminal(text: str) -> None:
    written = source_block({"title": text, "tags": [text]}, text)
    assert all(char.isprintable() for line in written.split("\n") for char in line)


def sounded(text: str) -> str:
    """Half of a surrogate pair is no text, and becomes the mark for that."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def test_keys_stand_in_the_order_of_the_documents_one_below_the_other() -> None:
    assert source_block({"lang": "ko", "url": "https://a.example/", "id": "a", "post": None}, "The\nsea") == (
        '# The sea\n[[sources]]\nid   = "a"\nurl  = "https://a.example/"\nlang = "ko"\n'
    )
