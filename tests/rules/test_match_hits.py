"""Hits: rungs, severities, statuses, reactions, spans; and that nothing a feed sends can hurt."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching import ON, group, hit_of, matcher, near, rule, some, steps

from watch.model import Hit, Lang, Reaction, Severity, Span, Status, Tone
from watch.rules.match import Reading
from watch.rules.tree import (
    All,
    Any,
    Before,
    Count,
    Either,
    Group,
    InTitle,
    Limit,
    Near,
    Not,
    Number,
    Some,
    Truth,
    Without,
)

SHRINE = group("shrine", en=["Yasukuni"], ja=["靖国神社", "靖国"], ko=["야스쿠니"], not_before={Lang.JA: ("通り",)})
VISIT = group("visit", en=["visit~", "worship~"], ja=["参拝"], ko=["참배"], act=True)
OFFERING = group("offering", en=["offering~", "masakaki"], ja=["真榊", "奉納"], ko=["공물", "봉납"], act=True)
MINISTER = group("minister", en=["minister"], ja=["大臣", "相"], ko=["장관"], not_inside=["pm"])
PM = group(
    "pm",
    en=["prime minister", "premier"],
    ja=["首相", "総理大臣"],
    ko=["총리"],
    not_after={Lang.EN: ("former",), Lang.JA: ("前", "元"), Lang.KO: ("전",)},
)
REGRET = group("regret", en=["regret~"], ja=["遺憾"], ko=["유감"])
PROTEST = group("protest", en=["protest~"], ja=["抗議"], ko=["항의"])
FILM = group("film", en=["film"])

VISITED = Near(left=Group(name="visit", status=Status.DONE), right=Group(name="shrine"), distance=25)
YASUKUNI = rule(
    [SHRINE, VISIT, OFFERING, MINISTER, PM, REGRET, PROTEST, FILM],
    Any(truths=(InTitle(place=Group(name="shrine")), near("shrine", "visit", 40), near("shrine", "offering", 40))),
    ladder=[
        ("offering", Severity.MEDIUM, near("shrine", "offering", 25, right_status=Status.DONE)),
        ("visit", Severity.HIGH, Some(place=VISITED)),
        ("prime-minister", Severity.CRITICAL, Some(place=Near(left=Group(name="pm"), right=VISITED, distance=15))),
    ],
    beside=[
        ("ruled-out", Severity.LOW, near("shrine", "visit", 25, right_status=Status.DENIED)),
        ("planned", Severity.LOW, near("shrine", "visit", 25, right_status=Status.PLANNED)),
    ],
    reactions=[("kr", Tone.REGRET, some("regret")), ("kr", Tone.PROTEST, some("protest"))],
    unless=some("film"),
    unless_below="visit",
)

NEWS: list[tuple[str, str, str | None, str | None]] = [
    ("Prime Minister Takaichi visits Yasukuni", "", "prime-minister", "done"),
    ("Minister visits Yasukuni", "", "visit", "done"),
    ("Former premier visits Yasukuni", "", "visit", "done"),
    ("Ishiba sends offering to Yasukuni", "", "offering", "done"),
    ("Ishiba sends offering to Yasukuni, will not visit", "", "offering", "done"),
    ("Ishiba to visit Yasukuni", "", None, "planned"),
    ("Ishiba will not visit Yasukuni", "", None, "denied"),
    ("Yasukuni explained", "The last visit by a prime minister to Yasukuni was in December 2013.", None, None),
    ("Yasukuni explained", "Prime Minister Abe visited Yasukuni in 2013.", None, None),
    ("高市首相が靖国神社を参拝", "", "prime-minister", "done"),
    ("岸田前首相が靖国神社を参拝", "", "visit", "done"),
    ("首相、靖国参拝見送り", "", None, "denied"),
    ("首相、靖国神社に真榊奉納　参拝は見送り", "", "offering", "done"),
    ("首相が靖国参拝へ", "", None, "planned"),
    ("12年ぶり首相の靖国参拝", "", "prime-minister", "done"),
    ("靖国神社とは", "2013年に安倍首相が靖国神社を参拝した。", None, None),
    ("다카이치 총리, 야스쿠니 참배", "", "prime-minister", "done"),
    ("기시다 전 총리, 야스쿠니 참배", "", "visit", "done"),
    ("총리, 야스쿠니 참배 보류", "", None, "denied"),
    ("총리, 야스쿠니에 공물…참배는 안 해", "", "offering", "done"),
    ("총리, 야스쿠니 참배할 듯", "", None, "planned"),
    ("야스쿠니신사란", "2013년 아베 총리가 야스쿠니를 참배했다.", None, None),
    ("Seoul regrets Ishiba's offering to Yasukuni", "", "offering", "reaction"),
    ("Ishiba sends offering to Yasukuni, Seoul regrets", "", "offering", "done"),
    ("정부, 야스쿠니 공물 봉납에 유감", "", "offering", "reaction"),
    ("총리 야스쿠니에 공물…정부 유감", "", "offering", "done"),
    ("韓国、靖国参拝に遺憾", "", "visit", "reaction"),
]


@pytest.mark.parametrize(("title", "text", "rung", "status"), NEWS)
def test_an_article_reaches_a_rung_and_reports_a_status(
    title: str, text: str, rung: str | None, status: str | None
) -> None:
    hit = hit_of(YASUKUNI, title, text)
    assert hit is not None
    assert (hit.rung, hit.status) == (rung, status)


@pytest.mark.parametrize(
    "title", ["靖国通りを首相が参拝", "The premier visits Sado", "参拝に行く", "ambassador", "", "야스쿠", "靖 国"]
)
def test_an_article_on_something_else_is_no_hit(title: str) -> None:
    assert hit_of(YASUKUNI, title) is None


def test_the_highest_rung_gives_its_name_rank_severity_and_sentence() -> None:
    hit = hit_of(YASUKUNI, "Minister sends masakaki, prime minister visits Yasukuni")
    assert hit is not None
    assert (hit.rung, hit.rank, hit.severity, hit.says) == (
        "prime-minister",
        3,
        Severity.CRITICAL,
        "It is prime-minister",
    )
    assert (hit.rule_id, hit.rule_version) == ("a-rule", "1")


def test_without_a_rung_the_rule_speaks_for_itself() -> None:
    hit = hit_of(YASUKUNI, "Yasukuni explained")
    assert hit is not None
    assert (hit.rung, hit.rank, hit.severity, hit.says, hit.beside) == (None, 0, Severity.INFO, "A rule", ())


def test_a_rung_beside_the_ladder_raises_the_severity_and_lowers_nothing() -> None:
    hit = hit_of(YASUKUNI, "首相、靖国参拝見送り")
    assert hit is not None
    assert (hit.rung, hit.severity, hit.beside, hit.says) == (None, Severity.LOW, ("ruled-out",), "It is ruled-out")
    both = hit_of(YASUKUNI, "首相は靖国神社に真榊を奉納し、参拝を見送った")
    assert both is not None
    assert (both.rung, both.severity, both.beside) == ("offering", Severity.MEDIUM, ("ruled-out",))


def test_unless_hides_weak_hits_and_no_strong_ones() -> None:
    assert hit_of(YASUKUNI, "Yasukuni film") is None
    assert hit_of(YASUKUNI, "Film: offering sent to Yasukuni") is None
    strong = hit_of(YASUKUNI, "Minister visits Yasukuni, sees film")
    assert strong is not None
    assert strong.rung == "visit"


def test_the_sharpest_tone_is_the_reaction() -> None:
    hit = hit_of(YASUKUNI, "Seoul protests offering to Yasukuni", "It expressed regret.")
    assert hit is not None
    assert hit.reaction == Reaction(by="kr", tone=Tone.PROTEST)
    assert hit_of(YASUKUNI, "Yasukuni") is not None


def test_a_milder_answer_in_the_title_makes_the_answer_the_news() -> None:
    hit = hit_of(YASUKUNI, "Seoul regrets offering to Yasukuni", "South Korea lodged a protest.")
    assert hit is not None
    assert hit.reaction == Reaction(by="kr", tone=Tone.PROTEST)
    assert hit.status == Status.REACTION


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("South Korea and Japan at odds again", Status.DONE),
        ("Minister visits Yasukuni, a sore point in South Korea", Status.DONE),
        ("South Korea regrets Tokyo's latest", Status.REACTION),
        ('South Korea "angered"', Status.REACTION),
    ],
)
def test_a_country_in_the_title_alone_makes_no_answer_the_news(title: str, status: Status) -> None:
    seoul = group("seoul", en=["South Korea"])
    words = ((Tone.REGRET, "regret"), (Tone.PROTEST, "protest"))
    in_title = InTitle(place=Group(name="seoul"))
    reactions = [("kr", tone, All(truths=(in_title, near("seoul", word, 9)))) for tone, word in words]
    answered = rule([SHRINE, VISIT, REGRET, PROTEST, seoul], Some(place=VISITED), reactions=reactions)
    hit = hit_of(answered, title, "A minister visited Yasukuni. South Korea voiced regret.")
    assert hit is not None
    assert hit.status == status


BOYCOTT = rule(
    [SHRINE, group("stays-away", en=["boycott~"], act=True), PROTEST],
    Some(place=Group(name="shrine")),
    ladder=[("boycott", Severity.HIGH, near("shrine", "stays-away", 25))],
    reactions=[("kr", Tone.PROTEST, some("protest")), ("kr", Tone.CANCELLED, some("stays-away"))],
)


def test_who_answers_by_an_act_has_done_something() -> None:
    hit = hit_of(BOYCOTT, "Seoul boycotts Yasukuni rite in protest")
    assert hit is not None
    assert (hit.status, hit.reaction) == (Status.DONE, Reaction(by="kr", tone=Tone.CANCELLED))


def test_a_meeting_that_is_called_off_is_denied_and_no_mere_answer() -> None:
    summit = rule(
        [SHRINE, group("summit", en=["summit"], act=True), group("off", en=["summit cancelled"])],
        Some(place=Group(name="summit", status=Status.DENIED)),
        reactions=[("kr", Tone.CANCELLED, some("off"))],
    )
    hit = hit_of(summit, "Summit cancelled")
    assert hit is not None
    assert (hit.status, hit.reaction) == (Status.DENIED, Reaction(by="kr", tone=Tone.CANCELLED))


@pytest.mark.parametrize(
    ("title", "text", "status"),
    [
        ("Boycott of Yasukuni rite planned", "Seoul boycotted the rite at Yasukuni in May.", Status.PLANNED),
        ("Seoul and the rite", "Seoul boycotted the rite at Yasukuni.", Status.DONE),
    ],
)
def test_what_the_title_says_of_an_act_goes_before_the_text(title: str, text: str, status: Status) -> None:
    hit = hit_of(BOYCOTT, title, text)
    assert hit is not None
    assert hit.status == status


def test_a_rung_that_is_reached_without_an_act_is_done() -> None:
    ladder = [("film", Severity.LOW, some("film"))]
    hit = hit_of(rule([SHRINE, FILM], Some(place=Group(name="shrine")), ladder=ladder), "A film on Yasukuni")
    assert hit is not None
    assert (hit.rung, hit.status) == ("film", Status.DONE)


def test_an_answer_without_any_act_is_a_reaction() -> None:
    hit = hit_of(YASUKUNI, "Seoul regrets Yasukuni")
    assert hit is not None
    assert (hit.rung, hit.status) == (None, Status.REACTION)


def test_spans_point_at_the_original() -> None:
    title, text = "高市首相が靖國（やすくに）神社を参拝", "ﾎﾝﾄﾞ 靖國神社。"
    hit = hit_of(YASUKUNI, title, text)
    assert hit is not None
    assert hit.spans == (
        Span("title", 2, 4, "pm", "首相"),
        Span("title", 5, 15, "shrine", "靖国神社"),
        Span("title", 16, 18, "visit", "参拝"),
    )
    assert title[5:15] == "靖國（やすくに）神社"


def test_spans_are_those_of_the_conditions_that_held() -> None:
    hit = hit_of(YASUKUNI, "Seoul protests Yasukuni", "A minister came to the film. Not so.")
    assert hit is None  # the film
    other = hit_of(YASUKUNI, "Seoul protests Yasukuni", "A minister came.")
    assert other is not None
    assert [span.group for span in other.spans] == ["protest", "shrine"]


def test_hits_come_in_the_order_of_the_rules_each_rule_once() -> None:
    rules = [rule([SHRINE], some("shrine"), rule_id=name) for name in ("c", "a", "b")]
    hits = matcher(*rules).match(Reading(title="Yasukuni Yasukuni", on=ON))
    assert [hit.rule_id for hit in hits] == ["c", "a", "b"]


# ------------------------------------------------------------------------------------------------ any text, any rule

WORDS = [
    "Yasukuni",
    "visit",
    "visits",
    "not",
    "will",
    "prime",
    "minister",
    "former",
    "film",
    "regret",
    "protest",
    "since",
    "2013",
    "last",
    ".",
    ",",
    ";",
    "!",
    "(",
    ")",
    "（",
    "）",
    "\n",
    "\n\n",
    "-",
    "·",
    "靖国",
    "靖國",
    "神社",
    "通り",
    "参拝",
    "を見送り",
    "首相",
    "前",
    "元",
    "総理大臣",
    "真榊",
    "。",
    "、",
    "「",
    "」",
    "2013年",
    "昨年",
    "야스쿠니",
    "신사",
    "총리",
    "전",
    "참배",
    "하지",
    "않",
    "공물",
    "유감",
    "다.",
    "Yaskuni",
    "64人",
    "20 lawmakers",
    "ㄱ",
    "ㅏ",
    "\u200b",
    "\xad",
    "゙",
    "�",
    "ß",
    "ﾊﾞ",
    "…",
    "㈱",
]
MISSPELT = group("misspelt", fuzzy=["Yasukuni"])
SESSION = group("session", regex=["(参拝|visit).{1,9}[0-9]"])
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(WORDS), max_size=40).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
)
names = st.sampled_from(["shrine", "pm", "minister", "film", "misspelt", "session"])
groups = st.one_of(
    names.map(lambda name: Group(name=name)),
    st.builds(Group, name=st.sampled_from(["visit", "offering"]), status=st.sampled_from([None, *Status])),
)
places = st.recursive(
    groups,
    lambda inner: st.one_of(
        st.just(Number(what="persons", limits=(Limit(least=20),))),
        st.builds(Near, left=inner, right=inner, distance=st.integers(0, 30)),
        st.builds(Before, left=inner, right=inner, distance=st.integers(0, 30)),
        st.builds(Without, place=inner, other=inner, distance=st.integers(0, 30)),
        st.builds(Either, places=st.tuples(inner, inner)),
    ),
    max_leaves=4,
)
truths: st.SearchStrategy[Truth] = st.recursive(
    st.one_of(
        st.builds(Some, place=places),
        st.builds(InTitle, place=places),
        st.builds(Count, place=places, least=st.integers(0, 3)),
    ),
    lambda inner: st.one_of(
        st.builds(All, truths=st.tuples(inner, inner)),
        st.builds(Any, truths=st.tuples(inner, inner)),
        st.builds(Not, truth=inner),
    ),
    max_leaves=4,
)


@given(texts, texts, truths, truths, st.sampled_from([None, ON]))
@settings(max_examples=200, deadline=None)
def test_any_text_and_any_rule_give_an_answer_and_the_quick_way_is_the_plain_one(
    title: str, text: str, when: Truth, rung: Truth, on: date | None
) -> None:
    rules = [
        rule(
            [*YASUKUNI.groups.values(), MISSPELT, SESSION], when, ladder=[("rung", Severity.LOW, rung)], rule_id="any"
        ),
        YASUKUNI,
        rule([SHRINE], some("shrine"), rule_id="other"),
    ]
    engine = matcher(*rules)
    reading = Reading(title=title, text=text, on=on)
    hits = engine.match(reading)
    assert hits == engine.match_plainly(reading)
    for span in (span for hit in hits for span in hit.spans):
        field = title if span.field == "title" else text
        assert 0 <= span.start < span.end <= len(field)


#: What a text of so many characters is made of, and how it ends.
HOSTILE = {
    "one term": ("靖国", ""),
    "terms side by side": ("靖国参拝首相", ""),
    "Latin terms": ("Yasukuni visit prime minister ", ""),
    "a term with spaces": ("靖 国 神 社 ", ""),
    "opened brackets": ("（", "靖国参拝"),
    "brackets": ("靖国（参拝）首相", ""),
    "marks": ("\u0301\u0323", "靖国参拝"),
    "zero width": ("靖\u200b", "靖国参拝"),
    "stops": (". ", "靖国参拝"),
    "spaces": (" ", "首相"),
    "cues": ("靖国 visit not to ", ""),
    "guards": ("former prime minister 前首相 ", ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_as_much_of_a_hostile_text_takes_about_twice_the_work(kind: str) -> None:
    engine = matcher(YASUKUNI)
    unit, end = HOSTILE[kind]

    def read(size: int) -> tuple[Hit, ...]:
        return engine.match(Reading(title="靖国参拝", text=unit * (size // len(unit)) + end, on=ON))

    assert steps(lambda: read(20_000)) < 2.3 * steps(lambda: read(10_000))
    assert len(read(100_000)) == 1
