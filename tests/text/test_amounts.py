"""Sums of money and numbers of persons as papers write them in three languages, and what only looks like one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.text.amounts import amounts
from watch.text.normalize import fold

MONEY = [
    # Japanese
    ("基金に1億5000万円を拠出", "1億5000万円", "JPY 150,000,000"),
    ("１億５０００万円", "1億5000万円", "JPY 150,000,000"),
    ("1,000万円", "1,000万円", "JPY 10,000,000"),
    ("1億 5000万円", "1億 5000万円", "JPY 150,000,000"),
    ("二億円", "二億円", "JPY 200,000,000"),
    ("三百二十万円", "三百二十万円", "JPY 3,200,000"),
    ("百万円", "百万円", "JPY 1,000,000"),
    ("1.5兆ウォン", "1.5兆ウォン", "KRW 1,500,000,000,000"),
    ("10億余りの円", None, None),
    ("10億円余り", "10億円", "JPY 1,000,000,000"),
    ("60万ドル", "60万ドル", "USD 600,000"),
    ("3億ユーロ", "3億ユーロ", "EUR 300,000,000"),
    ("数億円", "数億円", "JPY, an unknown sum"),
    ("数10億円", "数10億円", "JPY, an unknown sum"),
    ("2億から3億円", "2億から3億円", "JPY 200,000,000 to 300,000,000"),
    ("2〜3億円", "2~3億円", "JPY 200,000,000 to 300,000,000"),
    # Korean
    ("10억 원을 출연", "10억 원", "KRW 1,000,000,000"),
    ("10억원", "10억원", "KRW 1,000,000,000"),
    ("3조 2천억원", "3조 2천억원", "KRW 3,200,000,000,000"),
    ("2천500만 원", "2천500만 원", "KRW 25,000,000"),
    ("5백만 달러", "5백만 달러", "USD 5,000,000"),
    ("천만원", "천만원", "KRW 10,000,000"),
    ("12.5억 엔", "12.5억 엔", "JPY 1,250,000,000"),
    ("1,234,567원", "1,234,567원", "KRW 1,234,567"),
    ("100억여 원", "100억여 원", "KRW 10,000,000,000"),
    ("수억 원대", "수억 원", "KRW, an unknown sum"),
    ("수십억원", "수십억원", "KRW, an unknown sum"),
    ("2억~3억원", "2억~3억원", "KRW 200,000,000 to 300,000,000"),
    ("2~3억 원", "2~3억 원", "KRW 200,000,000 to 300,000,000"),
    ("2억에서 3억 원", "2억에서 3억 원", "KRW 200,000,000 to 300,000,000"),
    ("5억 위안", "5억 위안", "CNY 500,000,000"),
    # English
    ("100 million yen", "100 million yen", "JPY 100,000,000"),
    ("a 100-million-yen fund", "100-million-yen", "JPY 100,000,000"),
    ("1.5 billion Japanese yen", "1.5 billion japanese yen", "JPY 1,500,000,000"),
    ("a million yen", "a million yen", "JPY 1,000,000"),
    ("ten thousand won", "ten thousand won", "KRW 10,000"),
    ("50,000 won", "50,000 won", "KRW 50,000"),
    ("₩1 billion", "₩1 billion", "KRW 1,000,000,000"),
    ("¥100m", "¥100m", "JPY 100,000,000"),
    ("￥100m", "¥100m", "JPY 100,000,000"),
    ("JPY100 million", "jpy100 million", "JPY 100,000,000"),
    ("KRW 1,000,000,000", "krw 1,000,000,000", "KRW 1,000,000,000"),
    ("US$1.5bn", "us$1.5bn", "USD 1,500,000,000"),
    ("$90", "$90", "USD 90"),
    ("€2 million", "€2 million", "EUR 2,000,000"),
    ("between 1 and 2 billion won", "1 and 2 billion won", "KRW 1,000,000,000 to 2,000,000,000"),
    ("200-300 million yen", "200-300 million yen", "JPY 200,000,000 to 300,000,000"),
    ("hundreds of millions of won", "hundreds of millions of won", "KRW, an unknown sum"),
    # what is none
    ("비핵 3원칙을 지켰다", None, None),
    ("3엔진 여객기", None, None),
    ("The team of 11 won the match, and 20 won seats", None, None),
    ("A 3-2 win for the yen", None, None),
    ("HK$5", None, None),
    ("9.19 군사합의", None, None),
    ("1 million tonnes, 5 percent, 2025", None, None),
    ("half a million", None, None),
    ("天皇陛下、千葉県、十分、一部、百貨店", None, None),
    ("1" * 40 + "円", None, None),
]
PERSONS = [
    ("国会議員64人が参拝", "64人", "persons 64"),
    ("６４名の議員", "64名", "persons 64"),
    ("三百人", "三百人", "persons 300"),
    ("9万6000人", "9万6000人", "persons 96,000"),
    ("数十人", "数十人", "persons, an unknown number"),
    ("十数人", "十数人", "persons, an unknown number"),
    ("国会議員 64명이", "64명", "persons 64"),
    ("의원 20여 명", "20여 명", "persons 20"),
    ("8천여명", "8천여명", "persons 8,000"),
    ("두 명의 장관", "두 명", "persons 2"),
    ("수십 명", "수십 명", "persons, an unknown number"),
    ("수백명", "수백명", "persons, an unknown number"),
    ("20인 이상", "20인", "persons 20"),
    ("20~30명", "20~30명", "persons 20 to 30"),
    ("20 lawmakers", "20 lawmakers", "persons 20"),
    ("about 50 Japanese teachers", "50 japanese teachers", "persons 50"),
    ("64 cross-party lawmakers", "64 cross-party lawmakers", "persons 64"),
    ("twenty-one ministers", "twenty-one ministers", "persons 21"),
    ("seven workers", "seven workers", "persons 7"),
    ("a dozen lawmakers", "a dozen lawmakers", "persons 12"),
    ("two million people", "two million people", "persons 2,000,000"),
    ("1,500 conscripted Korean workers", "1,500 conscripted korean workers", "persons 1,500"),
    ("2,015 people", "2,015 people", "persons 2,015"),
    ("20 to 30 students", "20 to 30 students", "persons 20 to 30"),
    ("dozens of lawmakers", "dozens of lawmakers", "persons, an unknown number"),
    ("several hundred people", "several hundred people", "persons, an unknown number"),
    ("In 2015 lawmakers visited", None, None),
    ("20 years ago lawmakers met", None, None),
    ("10 percent of people", None, None),
    ("The Group of 20 ministers", None, None),
    ("G20 ministers", None, None),
    ("On May 20 ministers met", None, None),
    ("1人当たり、1人前、日本人、人口", None, None),
    ("1인당, 2인칭, 3명칭", None, None),
    ("안두 명예교수", None, None),
]


@pytest.mark.parametrize(("text", "words", "read"), MONEY + PERSONS)
def test_an_amount_is_read_as_a_reader_would(text: str, words: str | None, read: str | None) -> None:
    folded = fold(text)
    found = [(folded[each.start : each.end], str(each)) for each in amounts(folded)]
    assert found == ([] if words is None else [(words, read)])


def test_amounts_beside_one_another_are_all_read() -> None:
    text = fold("10億ウォン（約1億1000万円）、議員98人と閣僚3人、1人3万円、2億円〜3億円")
    assert [str(each) for each in amounts(text)] == [
        *("KRW 1,000,000,000", "JPY 110,000,000", "persons 98", "persons 3", "persons 1", "JPY 30,000"),
        *("JPY 200,000,000", "JPY 300,000,000"),
    ]


PIECES = [
    *("1", "20", "2,000", "億", "万", "만", "억", "천", "円", "원", "명", "人", " ", "~", "-", "yen", "won", "$", "¥"),
    *("million", "twenty", "of", "lawmakers", "数", "수", "三", "百", "から", ".", ",", "a", "dozens"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
def test_amounts_of_any_text_are_in_order_and_their_ends_too(text: str) -> None:
    found = list(amounts(text))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(each.start < each.end for each in found)
    assert all((each.least is None) is (each.most is None) for each in found)
    assert all(each.least <= each.most for each in found if each.least is not None and each.most is not None)
