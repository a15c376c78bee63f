"""The text of an article is taken from its page or PDF, and from nothing else."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.model import Lang
from watch.sources.page_text import read_text

BODY = "외교부는 일본 각료의 야스쿠니신사 참배에 깊은 실망과 유감을 표했다. " * 6
PAGE = f"""<html><head><meta charset="utf-8"><title>보도자료</title></head><body>
<nav><ul><li><a href="/">홈</a></li><li><a href="/a">다케시마 자료실</a></li></ul></nav>
<article><h1>대변인 논평</h1><p>{BODY}</p><p>정부는 관계 발전을 위해 노력할 것이다. {BODY}</p></article>
<footer>저작권</footer><script>alert("x")</script></body></html>"""


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines in ASCII."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    stream = zlib.compress(f"BT /F1 12 Tf 50 700 Td {shown} ET".encode())
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 %b >> >> >>"
        % b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 5\n0000000000 65535 f \n%btrailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def test_a_page_gives_its_article_without_what_stands_around() -> None:
    text = read_text(PAGE.encode(), hint=Lang.KO) or ""
    assert "깊은 실망과 유감" in text
    assert "노력할 것이다" in text
    assert not {"자료실", "alert", "저작권"} & set(text.replace("\n", " ").split())


def test_a_page_in_an_old_encoding_is_read() -> None:
    page = PAGE.replace("utf-8", "euc-kr")
    assert "깊은 실망과 유감" in (read_text(page.encode("cp949")) or "")


def test_a_pdf_release_is_read() -> None:
    text = read_text(pdf("The ministry decided to resume the talks with its neighbour", "on the first of May.")) or ""
    assert "resume the talks" in text
    assert "first of May" in text


@pytest.mark.parametrize(
    "body", [b"", b"<html><body><p>Log in</p></body></html>", b"%PDF-1.4 broken", b"\x89PNG....", pdf("short")]
)
def test_what_has_no_text_gives_none(body: bytes) -> None:
    assert read_text(body) is None


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-1.7\n", PAGE.encode()[:200]]))
def test_whatever_a_document_holds_nothing_is_raised(body: bytes, before: bytes) -> None:
    found = read_text(before + body)
    assert found is None or isinstance(found, str)
