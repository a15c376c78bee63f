"""Kanji that stand for a country in headlines: 日, 韓, 美, and when they do not because they are part of a word.

The rule: signs that stand in a row, also with middle dots between (日米韓, 韓·美·日), are read together. No other
kanji, kana, digit or Latin letter stands before them (毎日, その日, 25日), but for a particle before two or more that
begin no other name (輸出で日韓が, not その日韓国で), any kanji but those that make a day or the end of a verb before
three (第8回日中韓, 開かれた日米韓, not 同日米韓), and kana before a single one that has a title behind it and makes no
day and no middle (トランプ米大統領, not その日首相). Of two or more, anything may follow (日韓首脳会談); behind a
single one stands Hangul, a space or a mark (日외무상, 中 외교부), or a title (米大統領). A day of the week in brackets,
17日(日), is none.
"""

import re

from watch.text.segment import KANJI_KANA, LATIN

_SIGNS = "日韓美米中北露英仏独印台豪加伊朝"
#: What signs are read together: with middle dots, hyphens or nothing between.
_RUN_BEFORE = re.compile(rf"[{_SIGNS}](?:[·・\-]?[{_SIGNS}])*[·・\-]?\Z")
_RUN_AFTER = re.compile(rf"(?:[·・\-]?[{_SIGNS}])*")
#: Words made of signs that name something else.
_OTHER_WORDS = ("北米", "中米", "北中米", "中日新聞", "中日ドラゴンズ")
_ENDS_WORD = re.compile(rf"[{KANJI_KANA}{LATIN}][·・]?\Z")
#: Particles and endings after which no 日 means a day, and what makes another name of the last sign.
_PARTICLE = re.compile(r"[をでがはもりとへに]\Z")
_OF_A_NAME = "国"
#: Behind の as well, where what two countries have follows: 3年ぶりの日韓首脳会談, not 母の日中止.
_OF = re.compile(r"(?:[をでがはもりとへに]|(?<![こそあど])の)\Z")
_BETWEEN_TWO = re.compile(
    "(?:首脳|外相|外務|外交|両国|関係|会談|会合|協議|対話|防衛|国防|財務|共同|間|局長|次官|高官|議連|交流|貿易|経済|協力|合意|サミット)"
)
#: Three signs stand behind kanji, too, unless those make a day of the first.
_KANJI_OR_PARTICLE = re.compile(
    r"(?:[をでがはもりとへにたうくすぶむ]|(?<![こそあど])の|(?<!あ)る|"
    r"(?![一二三四五六七八九十毎同前翌当先連平休本今昨後両数元])[一-鿿])\Z"
)
#: お makes rice of 米.
_KANA = re.compile(r"[ぁ-えか-ゖァ-ヺー]\Z")
#: Signs that make no day and no middle: behind kana and before a title they are a country.
_ONLY_COUNTRY = "韓美米露英仏独印豪伊"
_STARTS_WORD = re.compile(f"[·・]?[{KANJI_KANA}{LATIN}]")
_TITLE = re.compile(
    "(?:首相|総理|大統領|国家主席|主席|外相|外務|外交|防衛|国防|財務|経済|通商|商務|経産|国務|副|高官|政府|大使|公使|議員|総書記|"
    "軍|当局|特使|王|皇|海軍|空軍|企業|側|紙|両)"
)
_REACH = 12


def stands_as_sign(text: str, at: int) -> bool:
    """Whether the kanji at a position of a folded text stands for a country."""
    before = _RUN_BEFORE.search(text, max(0, at - _REACH), at)
    start = before.start() if before else at
    after = _RUN_AFTER.match(text, at + 1, at + 1 + _REACH)
    end = after.end() if after else at + 1
    several = end - start > 1
    if _ENDS_WORD.search(text, max(0, start - 2), start) and not _may_follow(text, start, end):
        return False
    if text.startswith(_OTHER_WORDS, start):
        return False
    if several or _TITLE.match(text, end):
        return True
    return not _STARTS_WORD.match(text, end) and not (text[start - 1 : start] == "(" and text.startswith(")", end))


def _may_follow(text: str, start: int, end: int) -> bool:
    """Whether a row of signs may stand behind the word before it."""
    if text[end : end + 1] == _OF_A_NAME:
        return False
    signs = sum(char in _SIGNS for char in text[start:end])
    if signs == 1 and (text[start] not in _ONLY_COUNTRY or not _TITLE.match(text, end)):
        return False
    behind = {1: _KANA, 2: _OF if _BETWEEN_TWO.match(text, end) else _PARTICLE}.get(signs, _KANJI_OR_PARTICLE)
    return behind.search(text, max(0, start - 1), start) is not None
