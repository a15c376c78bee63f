"""Bytes become the text that their author wrote, whatever they say of it; nothing that breaks a parser is left."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.model import Lang
from watch.sources.decode import Decoded, to_utf8

KO = "똠방각하, 사도광산 추도식 불참 결정 〈속보〉"
JA = "①髙市首相、靖国神社に真榊を奉納 〜春の例大祭〜"
ZH = "日韩领导人会晤讨论贸易"


def document(text: str, encoding: str | None = None) -> str:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding else ""
    return f"{declaration}<rss><title>{text}</title></rss>"


#: What the text is, how it is encoded, what the document and HTTP say, and which language the source has.
ENCODINGS: dict[str, tuple[str, str, str | None, str | None, Lang | None]] = {
    "utf-8": (KO, "utf-8", "utf-8", None, None),
    "utf-8 without a word": (JA, "utf-8", None, None, None),
    "utf-8 with a byte-order mark": (JA, "utf-8-sig", "utf-8", None, None),
    "euc-kr with a letter only cp949 has": (KO, "cp949", "euc-kr", None, None),
    "ks_c_5601-1987": (KO, "cp949", "ks_c_5601-1987", None, None),
    "euc-kr by HTTP alone": (KO, "cp949", None, "EUC-KR", None),
    "euc-kr undeclared from a Korean source": (KO, "cp949", None, None, Lang.KO),
    "shift_jis with letters only cp932 has": (JA.replace("〜", ""), "cp932", "Shift_JIS", None, None),
    "x-sjis": (JA.replace("〜", ""), "cp932", "x-sjis", None, None),
    "shift_jis undeclared from a Japanese source": (JA.replace("〜", ""), "cp932", None, None, Lang.JA),
    "euc-jp undeclared from a Japanese source": ("靖国神社への参拝について、首相は", "euc_jp", None, None, Lang.JA),
    "euc-jp": ("靖国神社", "euc_jp", "EUC-JP", None, None),
    "euc-jp with a circled number": ("①靖国", "euc_jis_2004", "EUC-JP", None, None),
    "iso-2022-jp": ("靖国神社", "iso2022_jp", "ISO-2022-JP", None, None),
    "iso-2022-jp undeclared": ("靖国神社", "iso2022_jp", None, None, None),
    "gb2312": (ZH, "gb18030", "gb2312", None, None),
    "big5": ("日韓領袖會晤", "big5hkscs", "big5", None, None),
    "koi8-r": ("Сеул и Токио", "koi8_r", "koi8-r", None, None),
    "windows-1251": ("Сеул и Токио", "cp1251", "windows-1251", None, None),
    "iso-8859-1 with the quotes of windows": ("“Sado” café", "cp1252", "ISO-8859-1", None, None),
    "utf-16 with a byte-order mark": (KO, "utf-16", "utf-16", None, None),
    "utf-16 without one, little end first": (KO, "utf-16-le", "utf-16", None, None),
    "utf-16 without one, big end first": (KO, "utf-16-be", None, None, None),
    "utf-32": (JA, "utf-32", "utf-32", None, None),
    "utf-8 declared as euc-kr": (KO, "utf-8", "euc-kr", None, None),
    "utf-8 declared as latin-1 by HTTP": (JA, "utf-8", None, "iso-8859-1", None),
    "euc-kr declared as utf-8": (KO, "cp949", "utf-8", "utf-8", Lang.KO),
    "HTTP says utf-8, the document euc-kr, and is": (KO, "cp949", "euc-kr", "utf-8", None),
    "HTTP says euc-kr, the document utf-8, and is": (KO, "utf-8", "utf-8", "euc-kr", None),
}


@pytest.mark.parametrize("case", ENCODINGS)
def test_par_07_a_text_is_read_as_written(case: str) -> None:
    text, codec, declared, http, hint = ENCODINGS[case]
    decoded = to_utf8(document(text, declared).encode(codec), http_charset=http, hint=hint)
    assert f"<title>{text}</title>" in decoded.text
    assert decoded.text.startswith('<?xml version="1.0" encoding="utf-8"?>\n<rss>')
    assert decoded.text.count("<?xml") == 1


def test_par_07_undeclared_legacy_text_is_guessed_from_its_letters() -> None:
    text = "일본 문부과학성이 교과서 검정 결과를 발표하자 정부는 깊은 유감을 표명했다. " * 5
    decoded = to_utf8(document(text).encode("cp949"))
    assert text.strip() in decoded.text
    assert any("guessed" in note for note in decoded.notes)


def test_one_bad_byte_costs_one_character_and_not_the_feed() -> None:
    body = document(KO + "#" + JA, "utf-8").encode().replace(b"#", b"\xff")
    decoded = to_utf8(body)
    assert f"{KO}\ufffd{JA}" in decoded.text
    assert decoded.encoding == "utf-8"
    assert any("1 character could not be read" in note for note in decoded.notes)


def test_one_bad_byte_in_a_declared_euc_kr_feed_costs_one_character() -> None:
    body = document(KO * 10 + "#" + KO, "euc-kr").encode("cp949").replace(b"#", b"\xff ")
    decoded = to_utf8(body)
    assert KO * 10 in decoded.text
    assert decoded.encoding == "cp949"


def test_a_feed_cut_in_the_middle_of_a_letter_is_read_up_to_there() -> None:
    body = document(KO, "utf-8").encode()[:60]
    assert KO[:3] in to_utf8(body).text


def test_par_08_wide_characters_declared_as_utf_8_are_read_and_noted() -> None:
    decoded = to_utf8(document(KO, "utf-8").encode("utf-16-le"))
    assert KO in decoded.text
    assert any("UTF-16" in note for note in decoded.notes)


@pytest.mark.parametrize(
    "name",
    ["hex", "zlib", "bz2", "base64", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "utf-7", "rot13"],
)
def test_par_09_no_odd_codec_is_ever_run(name: str) -> None:
    decoded = to_utf8(document("Sado mine +AGE- \\u0041", name).encode(), http_charset=name)
    assert "<title>Sado mine +AGE- \\u0041</title>" in decoded.text
    assert decoded.encoding == "utf-8"
    assert any(name in note for note in decoded.notes)


def test_par_09_a_name_with_a_zero_byte_in_it_is_noted_without_it() -> None:
    decoded = to_utf8(b'<?xml version="1.0" encoding="a\0b"?><rss><title>x</title></rss>', http_charset="c\0d")
    assert "<title>x</title>" in decoded.text
    assert all(note.isprintable() for note in decoded.notes)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&#xD800;", ""),
        ("&#x110000;", ""),
        ("&#99999999999999;", ""),
        ("&#0;", ""),
        ("&#8;", ""),
        ("&#xFFFE;", ""),
        ("&#" + "9" * 5000 + ";", ""),
        ("&#128;&#150;", "€–"),
        ("&#54616;&#xAD6D;", "하국"),
        ("&#60;b&#62;", "&lt;b&gt;"),
        ("&#38;lt;", "&amp;lt;"),
        ("AT&T R&D &c; a&b=1", "AT&amp;T R&amp;D &amp;c; a&amp;b=1"),
        ("&nbsp;&eacute;&mdash;", "\xa0é—"),
        ("&lt;&gt;&amp;&quot;&apos;", "&lt;&gt;&amp;&quot;&apos;"),
        ("&amp;#xD800;", "&amp;#xD800;"),
        ("<![CDATA[a & b &#xD800; &nbsp;]]>", "<![CDATA[a & b  &nbsp;]]>"),
        ("a<!-- &#xD800; -->b", "ab"),
        ("a<?php echo 1 ?>b<? c", "ab&lt;? c"),
        ("<svg/onload=alert(1)>Sado<svg><path d='M0'/></svg>", "Sado<path d='M0'/>"),
        ("<![CDATA[<? a <svg>]]>", "<![CDATA[<? a <svg>]]>"),
        ("\x00\x08\x0b\x1f\x7f\ufffe\uffff\u2028", "\u2028"),
    ],
)
def test_par_01_10_references_and_characters_that_make_parsers_raise_are_settled_before_them(
    written: str, read: str
) -> None:
    assert f"<title>{read}</title>" in to_utf8(document(written, "utf-8").encode()).text


def test_lone_surrogates_in_the_bytes_do_not_reach_the_text() -> None:
    decoded = to_utf8(document(KO, "utf-8").encode() + b"\xed\xa0\x80")
    decoded.text.encode("utf-8")


def test_a_document_type_goes_and_the_plain_entities_it_defined_are_filled_in() -> None:
    text = '<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY corp "Nippon Steel">\n<!ENTITY e SYSTEM "file:///x">]><rss>&corp;&e;</rss>'
    assert to_utf8(text.encode()).text.endswith("<rss>Nippon Steel&amp;e;</rss>")


def test_par_02_entities_that_multiply_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{levels}<!ENTITY wide "{"x" * 200}">]><rss>&l9;{"&wide;" * 5000}</rss>'
    assert len(to_utf8(bomb.encode()).text) < 300_000


@pytest.mark.parametrize(
    "junk", ["\n \n", "<b>Warning</b>: include(): failed in /x.php on line 3\n", "\ufeff\ufeff ", "<!-- cached -->"]
)
def test_par_12_junk_before_the_document_is_cut(junk: str) -> None:
    decoded = to_utf8((junk + document("x", "utf-8")).encode())
    assert decoded.text == '<?xml version="1.0" encoding="utf-8"?>\n<rss><title>x</title></rss>'


def test_a_web_page_that_quotes_a_feed_stays_a_web_page() -> None:
    page = "<html><body><pre><rss version='2.0'></pre></body></html>"
    assert to_utf8(page.encode()).text.endswith(page)


@given(
    st.binary(max_size=400),
    st.sampled_from([None, "euc-kr", "utf-16", "hex", "x" * 500]),
    st.sampled_from([None, *Lang]),
)
@settings(max_examples=200, deadline=None)
def test_par_10_any_bytes_become_text_that_can_be_encoded_and_has_no_controls(
    body: bytes, charset: str | None, hint: Lang | None
) -> None:
    decoded = to_utf8(body, http_charset=charset, hint=hint)
    assert isinstance(decoded, Decoded)
    assert not set(decoded.text.encode("utf-8").decode()) & {chr(code) for code in range(32)} - set("\t\n\r")


@given(st.text(st.sampled_from("<>&;#x0dD8[]!-CDAT?\"' \n가"), max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_half_markup_is_repaired_without_raising(text: str) -> None:
    assert to_utf8(text.encode()).text.encode("utf-8")
