"""Bytes → clean text: which encoding they are in. What is repaired in the text then, repair.py says.

The parser behind this turns a whole feed into nonsense for one bad byte, misreads Shift_JIS and EUC-KR beyond their
oldest tables, and raises for character references that do not exist; so the text is settled here, before it. What the
document means (feed or not) is feed.py's matter.
"""

import codecs
import re
from dataclasses import dataclass

from watch.model import Lang
from watch.sources.repair import UNWANTED, repair


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A document as text: `encoding` is the Python codec that read it, `notes` are sentences about what was odd."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


# The only codecs that are ever run, with the names that documents use for them. Where there are several, the first that
# reads the bytes without error is taken. Legacy labels stand for the wider table that publishers really write in:
# "euc-kr" with 똠 is cp949, "shift_jis" with ① is cp932, "iso-8859-1" with curly quotes is cp1252.
_FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("utf-8 utf8 unicode-1-1-utf-8 unicode", ("utf-8",)),
    (
        "euc-kr euckr ks-c-5601-1987 ks-c-5601-1989 ks-c-5601 ksc5601 ksc-5601 cp949 ms949 uhc windows-949 korean",
        ("cp949", "johab"),
    ),
    ("johab cp1361", ("johab",)),
    ("iso-2022-kr", ("iso2022_kr",)),
    (
        "shift-jis shiftjis sjis x-sjis ms-kanji ms932 cp932 windows-31j csshiftjis x-ms-cp932",
        ("cp932", "shift_jis_2004"),
    ),
    ("euc-jp eucjp x-euc-jp cseucpkdfmtjapanese", ("euc_jp", "euc_jis_2004")),
    ("iso-2022-jp csiso2022jp jis", ("iso2022_jp", "iso2022_jp_2004", "iso2022_jp_ext")),
    ("gb2312 gb-2312-80 gbk cp936 windows-936 x-gbk gb18030 euc-cn chinese", ("gb18030",)),
    ("big5 big-5 cn-big5 x-x-big5 big5-hkscs big5hkscs cp950", ("big5hkscs", "cp950")),
    ("us-ascii ascii iso-8859-1 iso8859-1 latin1 latin-1 l1 windows-1252 cp1252 ansi x-ansi", ("cp1252",)),
    ("iso-8859-2 iso8859-2 latin2", ("iso8859_2",)),
    ("iso-8859-5 iso8859-5", ("iso8859_5",)),
    ("iso-8859-7 iso8859-7 greek", ("iso8859_7",)),
    ("iso-8859-9 iso8859-9 latin5 windows-1254 cp1254", ("cp1254",)),
    ("iso-8859-15 iso8859-15 latin9", ("iso8859_15",)),
    ("windows-1250 cp1250", ("cp1250",)),
    ("windows-1251 cp1251", ("cp1251",)),
    ("windows-1253 cp1253", ("cp1253",)),
    ("windows-1255 cp1255 iso-8859-8", ("cp1255",)),
    ("windows-1256 cp1256 iso-8859-6", ("cp1256",)),
    ("windows-1257 cp1257", ("cp1257",)),
    ("windows-1258 cp1258", ("cp1258",)),
    ("windows-874 cp874 tis-620", ("cp874",)),
    ("koi8-r koi8", ("koi8_r",)),
    ("koi8-u", ("koi8_u",)),
    ("macintosh mac x-mac-roman", ("mac_roman",)),
)
_CODECS = {label: codec for labels, codec in _FAMILIES for label in labels.split()}
_WIDE = frozenset(
    {"utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32le", "utf-32be", "ucs-2", "ucs-4", "iso-10646-ucs-2"}
)
_MULTIBYTE = frozenset(
    codec
    for label in ("euc-kr", "iso-2022-kr", "shift-jis", "euc-jp", "iso-2022-jp", "gb18030", "big5")
    for codec in _CODECS[label]
)

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What a document without a byte-order mark begins with in the wide encodings: one ASCII character and its zero bytes.
_WIDE_STARTS = (
    (re.compile(rb"[\t\n\r -~]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[\t\n\r -~]"), "utf-32-be"),
    (re.compile(rb"[\t\n\r -~]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"\0[\t\n\r -~]\0"), "utf-16-be"),
)
_DECLARATION = re.compile(rb"""<\?xml\s[^>]{0,200}?\bencoding\s*=\s*["']([^"'>]{0,60})["']""", re.IGNORECASE)

_META = re.compile(rb"""<meta\s[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)

#: This many characters of UTF-8 in a row are no accident in a document that calls itself EUC-KR or Shift_JIS.
_SURELY_UTF8 = 4
#: How much of a document the statistical guess looks at, in bytes.
_SAMPLE = 64 * 1024


def to_utf8(body: bytes, *, http_charset: str | None = None, hint: Lang | None = None) -> Decoded:
    """Decode a document and repair it, whatever it says of itself. Never raises; `hint` is the language of the source.

    The text has one XML declaration (if it is XML at all), no document type, no control characters, no character that
    cannot be encoded, and no reference that an XML parser would refuse.
    """
    text, encoding, notes = _decode(body, http_charset, hint)
    if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
        return Decoded(text=UNWANTED.sub("", text), encoding=encoding, notes=tuple(notes))
    return Decoded(text=repair(text, notes), encoding=encoding, notes=tuple(notes))


def page_to_utf8(body: bytes, *, http_charset: str | None = None, hint: Lang | None = None) -> Decoded:
    """Decode an HTML page; not repaired, since HTML has no wrong form. Never raises."""
    meta = _META.search(body[:8192])
    declared = http_charset or (meta[1].decode() if meta else None)
    text, encoding, notes = _decode(body, declared, hint)
    return Decoded(text=UNWANTED.sub("", text), encoding=encoding, notes=tuple(notes))


# ------------------------------------------------------------------------------------------------ which encoding


def _decode(body: bytes, http_charset: str | None, hint: Lang | None) -> tuple[str, str, list[str]]:
    """The text, the codec that gave it, and what was odd about it."""
    notes: list[str] = []
    wide = _marked(body)
    if wide is not None:
        codec, skip = wide
        read = _replacing(body[skip:], codec, notes)
        # Now the declaration can be read, too.
        wrong = [
            name
            for name in _declared(read[:1024].encode("ascii", "replace"), http_charset)
            if _label(name) not in _WIDE
        ]
        if codec != "utf-8" and wrong:
            notes.append(f"the document says {_shown(wrong[0])} but is {codec.upper()}")
        return read, codec, notes
    declared = _declared(body, http_charset)
    wanted = _wanted(declared, notes)
    utf8 = _strict(body, "utf-8")
    for codec in wanted:
        if utf8 is not None and (codec == "utf-8" or _is_rather_utf8(body, utf8, codec)):
            break
        text = _strict(body, codec)
        if text is not None:
            return text, codec, notes
    if utf8 is not None and b"\x1b$" not in body:
        if wanted and "utf-8" not in wanted and not body.isascii():
            notes.append(f"the document says {_shown(declared[0])} but is UTF-8")
        return utf8, "utf-8", notes
    return _guessed(body, wanted, hint, notes)


def _marked(body: bytes) -> tuple[str, int] | None:
    """The codec that a byte-order mark or a pattern of zero bytes gives away, and the length of the mark."""
    for bom, codec in _BOMS:
        if body.startswith(bom):
            return codec, len(bom)
    return next(((codec, 0) for start, codec in _WIDE_STARTS if start.match(body)), None)


def _declared(body: bytes, http_charset: str | None) -> list[str]:
    """What HTTP and the XML declaration say the encoding is, without repetition."""
    names = [http_charset] if http_charset else []
    found = _DECLARATION.search(body[:1024])
    if found:
        names.append(found[1].decode("latin-1"))
    return list(dict.fromkeys(names))


def _wanted(declared: list[str], notes: list[str]) -> list[str]:
    """The codecs for the declared names, all from the list above; any other name is noted and not run."""
    wanted: list[str] = []
    for name in declared:
        label = _label(name)
        if label in _CODECS:
            wanted.extend(_CODECS[label])
        else:
            notes.append(f"the document says it is in {_shown(name)}, which is not read")
    return wanted


def _label(name: str) -> str:
    return re.sub(r"[\s_]+", "-", name.strip().strip("\"'").lower())


def _shown(name: str) -> str:
    return f'"{"".join(char for char in name if char.isprintable())[:40]}"'


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _is_rather_utf8(body: bytes, utf8: str, codec: str) -> bool:
    """Whether bytes that are valid UTF-8 are UTF-8, although `codec` is declared.

    A few letters of another encoding may look like UTF-8 by accident; a text does not. An encoding of escape sequences
    (ISO-2022) is all ASCII and is never meant as UTF-8.
    """
    if body.isascii():
        return False
    if codec not in _MULTIBYTE:
        return True
    return sum(1 for char in utf8[:_SAMPLE] if not char.isascii()) >= _SURELY_UTF8


def _guessed(body: bytes, wanted: list[str], hint: Lang | None, notes: list[str]) -> tuple[str, str, list[str]]:
    """For bytes that no declared codec reads: nearly UTF-8, else nearly as declared, else by language or statistics."""
    if b"\x1b$" not in body and _nearly_utf8(body):
        return _replacing(body, "utf-8", notes), "utf-8", notes
    for codec in wanted:
        if codec in _MULTIBYTE and _damage(body.decode(codec, "replace")) <= 0.02:
            return _replacing(body, codec, notes), codec, notes
    codec = _by_language(body, hint) or _by_statistics(body) or (wanted[0] if wanted else "utf-8")
    notes.append(f"the encoding was guessed to be {codec}")
    return _replacing(body, codec, notes), codec, notes


def _nearly_utf8(body: bytes) -> bool:
    """Whether little of the bytes is no UTF-8: a bad byte here or there, or a letter cut off at the end."""
    text = body.decode("utf-8", "replace")
    lost, foreign = text.count("\ufffd"), sum(1 for char in text if not char.isascii())
    return lost <= 0.1 * foreign or (lost == 1 and foreign >= _SURELY_UTF8)


def _replacing(body: bytes, codec: str, notes: list[str]) -> str:
    text = body.decode(codec, "replace")
    lost = text.count("\ufffd")
    if lost and _strict(body, codec) is None:
        notes.append(f"{lost} character{'s' if lost != 1 else ''} could not be read in {codec}")
    return text


def _damage(text: str) -> float:
    """The share of what is not ASCII that could not be read."""
    foreign = sum(1 for char in text if not char.isascii())
    return text.count("\ufffd") / foreign if foreign else 0.0


def _by_language(body: bytes, hint: Lang | None) -> str | None:
    """The usual legacy encodings of a language, the most telling result first; None where none of them fits."""
    usual = {Lang.KO: ("cp949", "iso2022_kr"), Lang.JA: ("cp932", "euc_jp"), Lang.EN: ("cp1252",), None: ()}
    codecs_ = (*usual[hint], "iso2022_jp")
    sample = body[:_SAMPLE]
    readings = [(codec, sample.decode(codec, "replace")) for codec in codecs_]
    fitting = [(codec, text) for codec, text in readings if _damage(text) <= 0.02 and not text.isascii()]
    return max(fitting, key=lambda reading: _likeness(reading[1]))[0] if fitting else None


def _likeness(text: str) -> int:
    """How much a text looks like Korean or Japanese: wrong codecs give half-width kana and private characters."""
    good = sum(1 for char in text if "\u3040" <= char <= "\u30ff" or "\uac00" <= char <= "\ud7a3")
    bad = sum(1 for char in text if "\uff61" <= char <= "\uff9f" or "\ue000" <= char <= "\uf8ff" or char == "\ufffd")
    return good - 2 * bad


def _by_statistics(body: bytes) -> str | None:
    """A guess from letter frequencies, among our own codecs only."""
    from charset_normalizer import from_bytes

    start = max(0, next((at for at, byte in enumerate(body) if byte > 0x7F), 0) - 64)
    allowed = sorted({codec for codecs_ in _CODECS.values() for codec in codecs_})
    best = from_bytes(body[start : start + _SAMPLE], cp_isolation=allowed).best()
    return best.encoding if best is not None else None
