from hypothesis import given
from hypothesis import strategies as st

from watch.incidents.excerpt import LONGEST, Excerpt, excerpt
from watch.model import Span


def spans_of(field: str, text: str, *terms: str) -> list[Span]:
    return [Span(field, text.index(term), text.index(term) + len(term), term, term) for term in terms]


def marked(shown: Excerpt) -> list[str]:
    return [shown.text[start:end] for start, end in shown.marks]


def test_the_title_is_shown_when_a_matched_word_stands_in_it() -> None:
    title, text = "장관이 야스쿠니신사를 참배했다", "본문에도 야스쿠니신사가 나온다."
    shown = excerpt(
        title, text, [*spans_of("title", title, "야스쿠니신사", "참배"), *spans_of("text", text, "야스쿠니신사")]
    )
    assert shown.text == title
    assert marked(shown) == ["야스쿠니신사", "참배"]


def test_else_the_sentence_that_holds_the_most_is_shown() -> None:
    text = "神社は東京にある。大臣が靖国神社に参拝した。天気は晴れだった。"
    shown = excerpt(
        "大臣の一日", text, [Span("text", 0, 2, "shrine", "神社"), *spans_of("text", text, "靖国神社", "参拝")]
    )
    assert shown.text == "大臣が靖国神社に参拝した。"
    assert marked(shown) == ["靖国神社", "参拝"]


def test_the_next_sentence_is_shown_too_when_it_holds_matched_words() -> None:
    text = "A minister visited Yasukuni on Friday. Seoul protested at once. Shares rose."
    shown = excerpt("Politics", text, spans_of("text", text, "minister", "Yasukuni", "protested"))
    assert shown.text == "A minister visited Yasukuni on Friday. Seoul protested at once."


def test_a_long_sentence_is_cut_around_the_matched_words() -> None:
    text = "x " * 400 + "the Yasukuni visit" + " y" * 400
    shown = excerpt("t", text, spans_of("text", text, "Yasukuni"))
    assert len(shown.text) <= LONGEST
    assert shown.text.startswith("…")
    assert shown.text.endswith("…")
    assert marked(shown) == ["Yasukuni"]


def test_line_breaks_in_a_title_become_spaces_and_marks_stay_in_place() -> None:
    title = "A visit\r\nto Yasukuni"
    shown = excerpt(title, "", spans_of("title", title, "Yasukuni"))
    assert shown.text == "A visit  to Yasukuni"
    assert marked(shown) == ["Yasukuni"]


def test_overlapping_marks_are_one() -> None:
    title = "総理大臣が参拝"
    shown = excerpt(title, "", spans_of("title", title, "総理大臣", "大臣", "参拝"))
    assert marked(shown) == ["総理大臣", "参拝"]


@given(
    st.text(max_size=600),
    st.lists(st.tuples(st.integers(0, 620), st.integers(0, 40), st.sampled_from(["title", "text"])), max_size=8),
)
def test_whatever_comes_in_the_marks_lie_inside_and_the_length_is_kept(
    text: str, places: list[tuple[int, int, str]]
) -> None:
    spans = [Span(field, start, start + length, "g", "t") for start, length, field in places]
    shown = excerpt(text, text, spans)
    assert len(shown.text) <= LONGEST
    ends = [0, *(end for _, end in shown.marks)]
    for (start, end), before in zip(shown.marks, ends, strict=False):
        assert before <= start < end <= len(shown.text)
