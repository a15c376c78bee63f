"""The folded view and the way back to the original."""

from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from watch.text.normalize import Folded, fold
from watch.text.variants import VARIANTS

SAME = [
    ("靖國神社", "靖国神社"),
    ("獨島", "独島"),
    ("髙市", "高市"),
    ("山﨑", "山崎"),
    ("靑森", "青森"),
    ("淸水", "清水"),
    ("國會", "国会"),
    ("黒澤", "黒沢"),
    ("濵田", "浜田"),
    ("濱田", "浜田"),
    ("渡邊", "渡辺"),
    ("渡邉", "渡辺"),
    ("眞理", "真理"),
    ("學校", "学校"),
    ("對馬", "対馬"),
    ("廣島", "広島"),
    ("新日鐵", "新日鉄"),
    ("勞働", "労働"),
    ("當時", "当時"),
    ("發表", "発表"),
    ("戰爭", "戦争"),
    ("總理", "総理"),
    ("自民黨", "自民党"),
    ("參拜", "参拝"),
    ("聯合", "連合"),
    ("條約", "条約"),
    ("龍彥", "竜彦"),
    ("ﾔｽｸﾆｼﾞﾝｼﾞｬ", "ヤスクニジンジャ"),
    ("ＹＡＳＵＫＵＮＩ", "yasukuni"),
    ("Yasukuni", "YASUKUNI"),
    ("２０２５年", "2025年"),
    ("야스쿠니", normalize("NFD", "야스쿠니")),
    ("ガス", normalize("NFD", "ガス")),
    ("야스\u200b쿠니", "야스쿠니"),
    ("靖\ufeff国", "靖国"),
    ("Yasu\u00adkuni", "Yasukuni"),
    ("辻\U000e0100", "辻"),
    ("한ㆍ일", "한·일"),
    ("日・韓", "日·韓"),
    ("日･韓", "日‧韓"),
    ("Japan–Korea", "Japan-Korea"),
    ("Japan―Korea", "Japan‐Korea"),
    ("‘offering’", "'offering'"),
    ("“offering”", '"offering"'),
    ("『靖国』", "「靖国」"),
    ("｢靖国｣", "「靖国」"),
    ("a\u3000b", "a b"),
    ("a\u00a0b", "a\tb"),
    ("a\u2028b", "a\nb"),
    ("Sadō", "Sado"),
    ("Tōkyō", "Tokyo"),
    ("Straße", "STRASSE"),
    ("İzmir", "Izmir"),
    (normalize("NFD", "İZMİR"), "izmir"),
    ("千鳥ヶ淵", "千鳥ケ淵"),
    ("㈱", "(株)"),
    ("①", "1"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_to_write_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("靖国", "靖子"), ("사도", "사드"), ("末", "未"), ("ハハ", "ババ"), ("か", "カ")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_no_new_form_of_a_character_is_listed_as_an_old_one() -> None:
    assert not {new for new in VARIANTS.values() if new in VARIANTS}


#: Characters that are hard to get right, beside any other.
HARD = (
    "가힣각ㄱㅏﾊﾞﾟﾡￂがハ\u3099\u0301\u0323\u200b\u200d\ufe0f"
    "\u00adßİŉﬁ㍿½…（）［］〔〕国國靖A a\r\n\x00\x85\u2028\ud800\udfff\U000e0100"
)
wild = st.text(
    st.one_of(st.sampled_from(HARD), st.characters(exclude_categories=[]), st.sampled_from("야스쿠니 靖国 Yasukuni"))
)


@given(wild)
@settings(max_examples=200, deadline=None)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(wild)
@settings(max_examples=200, deadline=None)
def test_the_normal_form_of_a_text_makes_no_difference(text: str) -> None:
    forms = {fold(normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert forms == {fold(text)}


@given(wild, st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_a_zero_width_character_makes_no_difference(text: str, at: int) -> None:
    assert fold(text[:at] + "\u200b" + text[at:]) == fold(text)


@given(wild, st.data())
@settings(max_examples=200, deadline=None)
@example("ﾊﾞ\u200b靖國ß", None)
def test_the_original_of_a_stretch_folds_to_something_that_holds_it(text: str, data: st.DataObject | None) -> None:
    folded = Folded(text)
    size = len(folded.text)
    start = data.draw(st.integers(0, size)) if data else 0
    end = data.draw(st.integers(start, size)) if data else size
    first, last = folded.original_span(start, end)
    assert 0 <= first <= last <= len(text)
    assert folded.text[start:end] in fold(text[first:last])


@given(wild)
@settings(max_examples=200, deadline=None)
def test_originals_come_in_the_order_of_the_folded_text(text: str) -> None:
    folded = Folded(text)
    spans = [folded.original_span(at, at + 1) for at in range(len(folded.text))]
    assert spans == sorted(spans)
    assert all(first < last for first, last in spans)


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("ﾔｽｸﾆｼﾞﾝｼﾞｬ参拝", "参拝", "参拝"),
        ("ﾔｽｸﾆｼﾞﾝｼﾞｬ参拝", "ジンジャ", "ｼﾞﾝｼﾞｬ"),
        ("Große Straße: 靖國", "靖国", "靖國"),
        ("㈱新日鐵の株", "新日鉄", "新日鐵"),
        ("…공물…", "공물", "공물"),
        ("靖\u200b國\u200b神社", "靖国", "靖\u200b國"),
        (normalize("NFD", "총리가 야스쿠니를"), "야스쿠니", normalize("NFD", "야스쿠니")),
        ("😀😀参拝", "参拝", "参拝"),
        ("\ud800参拝", "参拝", "参拝"),
    ],
)
def test_a_stretch_leads_back_to_what_it_was_made_of(text: str, part: str, original: str) -> None:
    folded = Folded(text)
    at = folded.text.index(part)
    first, last = folded.original_span(at, at + len(part))
    assert text[first:last] == original


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0301\u0323\u200b", "\u3099\u302a", "\x01\u0301\u0323"])
def test_very_many_marks_on_one_letter_are_cut_down(marks: str) -> None:
    folded = Folded("a" + marks * 20_000 + "b")
    assert len(folded.text) < 40
    assert folded.original_span(len(folded.text) - 1, len(folded.text)) == (
        1 + 20_000 * len(marks),
        2 + 20_000 * len(marks),
    )


def test_every_character_there_is_folds_in_the_end_and_to_what_stays_as_it_is() -> None:
    """Case folding takes ΐ apart and normalising puts it together again: a Greek headline once folded for ever."""
    for char in map(chr, range(0x110000)):
        folded = fold(char)
        assert fold(folded) == folded, hex(ord(char))


@pytest.mark.parametrize("text", ["ΐ", "Τα νέα: Ο ΐ και η ΰ", "ǰ", "J\u030c", "ΐ靖国", "ẖẗẘẙ", "ᾷ\U0001daa8\u1c82"])
def test_letters_that_case_folding_takes_apart_are_folded_whole(text: str) -> None:
    assert fold(fold(text)) == fold(text) == fold(normalize("NFD", text))
