"""How numbers, currencies and persons are written in English, Korean and Japanese. Tables only: `amounts.py` uses them.

All are regular expressions over folded text, each bounded in what it may read from one place.
"""

import re
from collections.abc import Iterable

from watch.text.segment import HANGUL, LATIN

# ------------------------------------------------------------------------------------------------ numbers

KANJI_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
SMALL_SCALES = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000}
LARGE_SCALES = {"万": 10**4, "億": 10**8, "兆": 10**12, "만": 10**4, "억": 10**8, "조": 10**12}
ENGLISH_SCALES = {
    "hundred": 100,
    **dict.fromkeys(("thousand", "k"), 10**3),
    **dict.fromkeys(("million", "mn", "m"), 10**6),
    **dict.fromkeys(("billion", "bn", "b"), 10**9),
    **dict.fromkeys(("trillion", "tn"), 10**12),
}
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ENGLISH = {
    **{word: value for value, word in enumerate((*_ONES, *_TEENS), start=1)},
    **{word: value for value, word in zip(range(20, 100, 10), _TENS, strict=True)},
    "a dozen": 12,
    "a": 1,
}
#: Of persons only: 두 명, 열 명.
KOREAN = {
    word: value
    for value, word in enumerate(["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"], start=1)
}


#: All but the bare "a", which is a number before a scale only.
_SPELT = sorted(ENGLISH.keys() - {"a"})


def _any_of(words: Iterable[str]) -> str:
    return "|".join(words)


_WHOLE = r"[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9,])|[0-9]{1,16}(?![0-9])"
_DECIMAL = rf"(?:{_WHOLE})(?:\.[0-9]{{1,4}})?"
DIGITS = re.compile(_DECIMAL)
#: One part of 2천5백만, 1億 5000万, 二億, 三百: digits with their scales.
EAST_ASIAN = re.compile(rf"(?:{_DECIMAL}|[〇一二三四五六七八九十百千]|[십백천](?=만))[十百千십백천万億兆만억조]{{0,4}}")
EAST_ASIAN_NEXT = re.compile(r" ?(?=[0-9][0-9,]{0,15}[십백천만억조万億兆])|(?=[0-9〇一二三四五六七八九十百千])")
EAST_ASIAN_SIGN = re.compile(rf"(?P<digits>{_DECIMAL})|.")
ENGLISH_NUMBER = re.compile(
    rf"(?:{_any_of(_TENS)})-(?:{_any_of(_ONES)})(?![{LATIN}-])|(?:{_any_of(_SPELT)})(?![{LATIN}])"
    rf"|(?<!half )a(?= (?:hundred|thousand|million|billion|trillion)(?![{LATIN}]))"
)
ENGLISH_SCALE = re.compile(rf"[ -]?(?P<word>hundred|thousand|million|billion|trillion|bn|mn|tn|[mkb])(?![{LATIN}])")
KOREAN_NUMBER = re.compile(rf"(?<![{HANGUL}])(?:{_any_of(KOREAN)})(?= ?명)")
_MANY = r"dozens|scores|tens|hundreds|thousands|millions|billions|trillions"
#: What does not say how much: dozens of, 数億, 수십.
UNKNOWN = re.compile(
    rf"(?:{_MANY})(?: of (?:{_MANY}))?(?: of)?(?![{LATIN}])"
    rf"|(?:several|a few)(?: (?:dozen|hundred|thousand|million|billion))?(?![{LATIN}])"
    r"|[十百千]?[数何](?:[十百千万億兆]{1,3}|[0-9]{1,4}[万億兆]?|(?=[人名]))|[수몇](?: ?[십백천만억조]{1,3}|(?= ?명))"
)
#: Where a number may begin.
BEGIN = re.compile(
    rf"(?:(?<![{LATIN}])|(?<=jpy)|(?<=krw)|(?<=usd)|(?<=eur)|(?<=cny)|(?<=rmb))(?<![0-9][.,])[0-9]"
    r"|[一二三四五六七八九十百千数何](?=[0-9一二三四五六七八九十百千数何万億兆人名円ドウ元])"
    rf"|(?<![{HANGUL}])(?:[수몇](?= ?[십백천만억조명])|[십백천]만(?= ?[원엔명달]))|{KOREAN_NUMBER.pattern}"
    rf"|(?<![{LATIN}-])(?:(?:{_any_of(_SPELT)}|{_MANY}|several|a few)(?![{LATIN}])|{ENGLISH_NUMBER.pattern})"
)
#: Between the ends of a range.
JOINT = re.compile(r" ?(?:~|-|から|에서|to(?= )|and(?= )) ?")
BETWEEN = re.compile(r"(?:between|from) $")

# ------------------------------------------------------------------------------------------------ units

#: Right before a number, each in a group of its unit's name.
UNIT_BEFORE = re.compile(
    rf"(?:(?P<usd>(?<![a-z])(?:us)?\$|(?<![{LATIN}])usd)|(?P<jpy>¥|(?<![{LATIN}])jpy)"
    rf"|(?P<krw>₩|(?<![{LATIN}])krw)|(?P<eur>€|(?<![{LATIN}])eur)|(?P<cny>(?<![{LATIN}])(?:cny|rmb))) ?$"
)
#: Right behind a number. What must not follow makes another word: 3원칙 is three principles, 3엔진 three engines.
UNIT_AFTER = re.compile(
    r"(?:여|余り?|以上|弱|強)?[ -]?(?:japanese |south korean |korean |u\.?s\.? |日本|韓国)?(?:"
    rf"(?P<jpy>円(?!卓|形)|엔(?!진|트|지|드|딩|터)|yen(?![{LATIN}]))"
    rf"|(?P<krw>원(?!칙|화|색|론|제|장|생|사|서|자|리|소|년|내)|ウォン|won(?![{LATIN}]))"
    rf"|(?P<usd>ドル|달러|dollars?(?![{LATIN}]))|(?P<eur>ユーロ|유로|euros?(?![{LATIN}]))"
    rf"|(?P<cny>人民元|위안|yuan(?![{LATIN}]))"
    r"|(?P<persons>人(?!口|気|間|数|件|類|称|形|工|材|権|民|事|生|格|質|前|当た|あたり)|名(?![前称古屋義門作物])"
    r"|명(?!칭|단|예|분|절)|인(?!칭|당|분|용|승|치|데|지|가구|조|방)))"
)
_NOUNS = r"""
persons? people lawmakers? legislators? parliamentarians? mps? senators? politicians? ministers? members? officials?
delegates? diplomats? representatives? teachers? students? pupils? workers? labou?rers? employees? miners? victims?
survivors? plaintiffs? descendants? relatives residents? citizens? activists? protesters? demonstrators? participants?
attendees? visitors? tourists? experts? scholars? historians? researchers? professors? executives? journalists?
reporters? soldiers? troops men women youths? children koreans japanese(?!\s[a-z]) respondents? adults?
"""
#: What may not stand between a number and its persons: another unit, or the end of a phrase.
_NO_BRIDGE = """
per percent pct years? months? weeks? days? hours? minutes? times? points? yen won dollars? euros? yuan of to and or but
at in on by for from with when while as ago after before since until is are was were has have had the its their his her
who that which cases? places? sites? countries companies firms schools villages cities meetings? km kg m
"""
#: The persons behind an English number, with up to three words in between: 20 ruling party lawmakers.
PERSONS_AFTER = re.compile(
    rf"(?: (?!(?:{_any_of(_NO_BRIDGE.split())})(?![{LATIN}]))[a-z][a-z.'-]{{0,20}}){{0,3}}?"
    rf" (?:{_any_of(_NOUNS.split())})(?![{LATIN}])"
)
#: Right before a number that counts nobody: a name, a day of a month.
NO_COUNT = re.compile(r"(?:group of|no\.|number|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?) ?$")
#: A bare number of these is a year.
YEARS = range(1900, 2100)
#: Fewer "won" are a verb: nobody reports of so little money.
FEWEST_WON = 100
