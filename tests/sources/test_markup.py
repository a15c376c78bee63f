"""HTML of any kind becomes what a reader sees: text, no markup, references decoded once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.sources.markup import TEXT_LIMIT, TITLE_LIMIT, tidy_line, tidy_text, to_line, to_text

SEEN = {
    # hostile
    "<svg/onload=alert(1)>Sado": "Sado",
    "<script>alert(1)</script>Sado": "Sado",
    "<SCRIPT type='x'>if (a</b) alert(1)</script >Sado": "Sado",
    "<!--><script>alert(1)</script-->Sado": "",
    "<style>p{color:red}</style>Sado": "Sado",
    "<img src=x onerror=alert(1)>Sado": "Sado",
    '<a href="&#106;avascript:alert(1)" title="a > b">Sado</a>': "Sado",
    "<iframe srcdoc='<p>no</p>'>no</iframe>Sado": "Sado",
    "<form action='javascript:x'><input value=no>Sado</form>": "Sado",
    "<svg><a xlink:href=javascript:alert(1)>Sado</a></svg>": "Sado",
    "Sado<script>alert(1)": "Sado",
    "Sado <a href=": "Sado",
    "Sado <!-- hidden -->mine<!-- to the end": "Sado mine",
    "<template><p>no</p></template><noscript>no</noscript>Sado": "Sado",
    # references, once
    "AT&amp;T": "AT&T",
    "AT&amp;amp;T": "AT&amp;T",
    "1 &lt; 2": "1 < 2",
    "&lt;b&gt;Sado&lt;/b&gt;": "<b>Sado</b>",
    "&#xC0AC;&#46020;": "사도",
    "&nbsp;Sado&nbsp;mine": "Sado mine",
    "&#0;&#xD800;&#x110000;x": "\ufffd\ufffd\ufffdx",
    "&#" + "9" * 6000 + ";x": "x",
    "R&D, a & b, ?a=1&b=2": "R&D, a & b, ?a=1&b=2",
    # brackets that are no markup
    "<사도광산> 추도식": "<사도광산> 추도식",
    "<Sado mines> memorial": "<Sado mines> memorial",
    "3 < 4 > 2": "3 < 4 > 2",
    "<![CDATA[Sado]]> mine": "Sado mine",
    # layout
    "<b>Sa</b>do <i>mine</i>": "Sado mine",
    "佐渡<ruby>金山<rt>きんざん</rt></ruby>": "佐渡金山きんざん",
    "<o:p>Sado</o:p>": "Sado",
}


@pytest.mark.parametrize("markup", SEEN)
def test_a_reader_sees_the_text_and_nothing_else(markup: str) -> None:
    assert to_line(markup) == SEEN[markup]
    assert to_text(markup) == SEEN[markup]


def test_blocks_break_lines_and_cells_words() -> None:
    assert to_text("<p>one</p><p>two<br>three</p><ul><li>four</ul>") == "one\ntwo\nthree\nfour"
    assert to_text("<table><tr><td>a</td><td>b</td></tr></table>") == "a b"
    assert to_line("<p>one</p><p>two</p>") == "one two"


def test_controls_and_marks_that_turn_the_writing_are_taken_out() -> None:
    assert tidy_line("a\u202eb\u2066c\x00d\x1be\u200ff\ufeffg\ud800h") == "abcdefgh"
    assert tidy_text(" a\t b \r\n\r\n\u2028 c\u3000d ") == "a b\nc d"


def test_an_unreadable_byte_stays_visible() -> None:
    assert tidy_line("사\ufffd광산") == "사\ufffd광산"


def test_titles_and_texts_are_cut() -> None:
    assert len(to_line("가" * 10_000)) == TITLE_LIMIT
    assert len(to_text("나라 " * 50_000)) <= TEXT_LIMIT
    assert to_line("e" + "\u0301" * 100_000).encode()


@pytest.mark.parametrize(
    "piece",
    ["<a ", '<a title="', "<!--", "<script>", "<div>", "<![CDATA[", "&#", "&", "<", "<p/", "</", "<b><i>", "= '"],
)
def test_par_06_hostile_repetition_is_read_through(piece: str) -> None:
    assert len(to_text(piece * 60_000)) <= TEXT_LIMIT


@given(st.text(max_size=300) | st.text(st.sampled_from("<>&;/!-\"'= abpsct0#x[]가"), max_size=200))
@settings(max_examples=200, deadline=None)
def test_par_10_any_markup_gives_text_that_can_be_stored_and_shown(markup: str) -> None:
    line = to_line(markup)
    assert line == " ".join(line.split())
    to_text(markup).encode("utf-8")
    assert not any(ord(char) < 32 and char != "\n" for char in to_text(markup))
