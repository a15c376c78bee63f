"""What has become of an act, in sentences of three languages, told on 17 October 2025. The act stands in <…>."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.model import Status
from watch.text.normalize import fold
from watch.text.segment import View
from watch.text.status import Told, is_object, is_quoted, status_of, told_of

ON = date(2025, 10, 17)
TOLD = [
    (file.stem, expected, sentences)
    for file in sorted((Path(__file__).parent.parent / "data" / "status").glob("*.toml"))
    for expected, sentences in tomllib.loads(file.read_text(encoding="utf-8")).items()
]

ENGLISH = [
    ("denied", "Seoul stops <sharing> data with Tokyo"),
    ("denied", "The <visit> has not been decided"),
    ("planned", "Takaichi denies plan to cancel Seoul <trip>"),
    ("planned", "The premier will not call off the <trip>"),
    ("denied", "The premier will call off the <trip>"),
    ("done", "Takaichi <visits> Yasukuni"),
    ("done", "Prime Minister Takaichi <visited> Yasukuni Shrine on Friday"),
    ("done", "Abe's surprise <visit> to the shrine drew protests"),
    ("done", "Three ministers discuss security at trilateral <meeting>"),
    ("done", "Leaders vow closer cooperation at first <summit> in years"),
    ("denied", "Takaichi will not <visit> Yasukuni, sources say"),
    ("denied", "Leaders unlikely to <meet> at APEC"),
    ("denied", "Takaichi won't <visit> the shrine this autumn"),
    ("denied", "The premier did not <visit> the shrine"),
    ("denied", "He has decided against <visiting> Yasukuni"),
    ("denied", "She opted not to <visit> Yasukuni"),
    ("denied", "Prime minister refrains from <visiting> war shrine"),
    ("denied", "He skipped the autumn festival <visit>"),
    ("denied", "The government called off a planned <visit> to Sado"),
    ("denied", "Aides ruled out a <visit> this week"),
    ("denied", "He will forgo a <visit> to Yasukuni"),
    ("denied", "There are no plans to <visit> the shrine"),
    ("denied", "He sent a tree instead of <visiting>"),
    ("denied", "The premier left Tokyo without <visiting> the shrine"),
    ("denied", "Abe has not <visited> since 2013"),
    ("denied", "She does not intend to <visit> the shrine through Saturday"),
    ("denied", "He is not expected to <visit> in person"),
    ("denied", "No sitting premier has <visited> the shrine since 2013"),
    ("denied", "Yasukuni <visit> called off"),
    ("denied", "The <visit> has been postponed"),
    ("denied", "Talk of a <visit> is not true, aide says"),
    ("denied", "Takaichi's Yasukuni <visit> unlikely, aides say"),
    ("denied", "Ishiba will not send an <offering> to Yasukuni"),
    ("denied", "The minister declined to <visit> the shrine"),
    ("denied", "He avoided a <visit> to the shrine"),
    ("denied", "No Japanese cabinet ministers <visited> the shrine"),
    ("denied", "This year none of the ministers <visited>"),
    ("done", "With no fanfare the minister <visited> the shrine"),
    ("denied", "Kishida, who did not <visit> the shrine, sent a tree"),
    ("denied", "The premier is not considering a <visit> to the shrine"),
    ("planned", "Vice minister to attend first Sado <memorial>"),
    ("planned", "Date set for this year's <memorial>"),
    ("done", "He was the first minister to attend the Sado <memorial>"),
    ("planned", "Abe hints at a Yasukuni <visit> before the year ends"),
    ("done", "He sent an <offering> and is not expected to visit"),
    ("planned", "She will instead offer a <masakaki>"),
    ("planned", "Takaichi leans toward a Yasukuni <visit>"),
    ("planned", "Takaichi to <visit> Yasukuni"),
    ("planned", "Takaichi will <visit> Yasukuni on Friday"),
    ("planned", "She plans to <visit> the shrine"),
    ("planned", "The minister is considering a <visit> to Yasukuni"),
    ("planned", "He may <visit> the shrine"),
    ("planned", "The <ceremony> will be held in Sado City"),
    ("planned", "Japan's <bid> for a listing"),
    ("denied", "Japan drops its <bid> for a listing"),
    ("planned", "Seoul warns Tokyo on the eve of the <visit>"),
    ("planned", "Ishiba is expected to <visit> Sado"),
    ("planned", "The premier is set to <visit> the shrine"),
    ("planned", "Takaichi mulls Yasukuni <visit>"),
    ("planned", "He weighs <visit> to war shrine"),
    ("planned", "She intends to pay a <visit> to the shrine"),
    ("planned", "The cabinet would <visit> together, officials said"),
    ("planned", "A <visit> is planned for December"),
    ("planned", "He did not rule out <visiting> the shrine"),
    ("planned", "Koizumi vowed to <visit> the shrine every August"),
    ("planned", "Ceremony to be <held> in September"),
    ("planned", "Leaders agree to <visit> each other in 2026"),
    ("done", "Takaichi <visited> the shrine after saying she would consider it"),
    ("done", "First prime minister to <visit> Yasukuni since 2013"),
    ("done", "She became the first sitting premier to <visit> the shrine in 12 years"),
    ("done", "The first <visit> since 2013 drew a protest"),
    ("done", "He made his first <visit> to the shrine since taking office"),
    ("done", "Koizumi <visited> Yasukuni to pay respects"),
    ("done", "Lawmakers went to Yasukuni to <pray>"),
    ("done", "He sent an <offering>, but will not visit"),
    ("done", "He did not apologize for the <visit>"),
    ("done", "Seoul did not comment on the <visit>"),
    ("done", "The minister <prayed> at the shrine and will meet reporters"),
    ("done", "He ruled out a summit and <visited> the shrine"),
    ("past", "The last <visit> was in 2013"),
    ("past", "The last <visit> by a sitting premier was Abe's in December 2013"),
    ("past", "Abe last <visited> in December 2013"),
    ("past", "He was the last prime minister to <visit> the shrine"),
    ("past", "Abe's 2013 <visit> angered Beijing"),
    ("past", "Abe <visited> Yasukuni in December 2013"),
    ("past", "In December 2013, then Prime Minister Abe <visited> the shrine"),
    ("past", "He also sent an <offering> last autumn"),
    ("past", "Kishida has sent <offerings> regularly since he took office"),
    ("past", "He has <visited> the shrine every year"),
    ("past", "Previous <visits> have angered Seoul"),
    ("past", "Since becoming prime minister he has sent <offerings> twice"),
    ("past", "She <visited> the shrine in April"),
    ("past", "China urged Japanese leaders not to <visit> the shrine"),
    ("past", "She had <visited> the shrine many times"),
    ("past", "Ministers <visited> the shrine last year"),
    ("done", "Ministers <visited> the shrine last Friday"),
    ("done", "On October 17, 2025, the minister <visited> the shrine"),
]
JAPANESE = [
    ("planned", "日中韓<サミット>、開催時期は未定"),
    ("denied", "首脳<会談>が白紙に"),
    ("denied", "追悼式への<不参加>は決まっていない"),
    ("denied", "首相は<参拝>を検討せず、真榊も納めない"),
    ("denied", "<参拝>を検討していない"),
    ("planned", "<玉串料>は私費で奉納へ"),
    ("planned", "知事「大臣の<出席>を」"),
    ("planned", "<追悼式>、11月3日に 昨年より前倒し"),
    ("planned", "首相は公式<参拝>の覚悟が必要と強調した"),
    ("planned", "代理人を通じ<玉串料>を納める方向だ"),
    ("planned", "竹島の日の<式典>に政務官派遣へ"),
    ("done", "首相、<式典>から京都へ"),
    ("planned", "来年、韓国側も<追悼式>に出席"),
    ("planned", "実現すれば、首相の<参拝>は13年ぶりとなる"),
    ("past", "閣僚時代には毎回<参拝>していた"),
    ("done", "来年の<式典>を発表した"),
    ("planned", "24日に佐渡で<追悼式>"),
    ("planned", "<追悼式>、11月3日に開催"),
    ("planned", "韓国、式典に<出席せず> 24日開催"),
    ("planned", "首相、世界遺産への<推薦>を表明"),
    ("denied", "<追悼式>、10月開催見送り"),
    ("done", "16日に佐渡で<追悼式>"),
    ("done", "17日に佐渡で<追悼式>"),
    ("done", "18日に佐渡で<追悼式>が開かれた"),
    ("denied", "日本、韓国人への査証<免除>を停止"),
    ("denied", "靖国<参拝>、首相は15日見送り強まる"),
    ("denied", "両国は燃料棒の共同<開発>を打ち切る"),
    ("planned", "あす<決定>"),
    ("planned", "政府の登録<推進計画>"),
    ("denied", "閣僚の<参拝>は確認されなかった"),
    ("denied", "日中韓首脳<会談>、年内開催見送り"),
    ("denied", "首脳<会談>の開催を延期"),
    ("denied", "日韓首脳<会談>、G20で見送り"),
    ("done", "首相、真榊<奉納>、参拝は見送り"),
    ("planned", "日中韓外相<会談>、年明けに開催で調整"),
    ("planned", "首脳<会談>、来月開催へ"),
    ("planned", "首脳<会談>の中止を否定　官房長官"),
    ("planned", "首脳<会談>は中止せず"),
    ("denied", "首相の<訪韓>、無期限延期"),
    ("done", "首相が靖国<参拝>、会談は中止"),
    ("done", "首脳<会談>、来月の開催地で一致"),
    ("done", "韓国政府は検定<合格>に抗議し撤回を要求した"),
    ("done", "高市首相が靖国神社を<参拝>"),
    ("done", "高市首相が靖国神社を<参拝>した"),
    ("done", "高市首相が靖国<参拝>、中国は反発"),
    ("done", "7年ぶりの<参拝>"),
    ("done", "2013年以来の<参拝>となる"),
    ("done", "首相の<参拝>は2013年12月の安倍氏以来12年ぶり"),
    ("done", "昨年に続き<参拝>した"),
    ("done", "2024年に就任した石破首相が<参拝>した"),
    ("done", "閣僚の<参拝>を受け、韓国外務省は遺憾の意を示した"),
    ("done", "首相の靖国<参拝>に抗議"),
    ("done", "昨年参拝した高市氏が今年も<参拝>した"),
    ("done", "首相は<参拝>後、記者団の質問に答えた"),
    ("denied", "首相、靖国<参拝>見送り"),
    ("denied", "首相は<参拝>を見送る方針"),
    ("denied", "<参拝>は見送った"),
    ("denied", "首相は<参拝>せず、真榊を奉納"),
    ("denied", "首相は<参拝>しない"),
    ("denied", "<参拝>を控える考えだ"),
    ("denied", "秋の例大祭の<参拝>を自粛"),
    ("denied", "<参拝>を断念した"),
    ("denied", "<参拝>を取りやめた"),
    ("denied", "例大祭中の<参拝>は行わない"),
    ("denied", "首相は<参拝>していない"),
    ("denied", "<参拝>を今年も見送る"),
    ("denied", "真榊を奉納し<参拝>を見送る"),
    ("denied", "<参拝>（さんぱい）を見送り"),
    ("planned", "基金の<解散>論浮上"),
    ("planned", "基金<参加>は未定"),
    ("denied", "首相<参拝>は事実無根と官房長官"),
    ("denied", "文科相「<修正>求めた事実ない」"),
    ("denied", "検定基準の<見直し>も考えていないと答えた"),
    ("denied", "首相は「<参拝>」せず"),
    ("planned", "高市首相、靖国<参拝>へ"),
    ("planned", "首相が<参拝>する方針を固めた"),
    ("planned", "首相は<参拝>する意向"),
    ("planned", "<参拝>を検討"),
    ("planned", "<参拝>する予定だ"),
    ("planned", "首相が靖国<参拝>か"),
    ("planned", "首相は<参拝>する考えを示した"),
    ("planned", "17日に<参拝>する。"),
    ("planned", "<参拝>する見通し"),
    ("planned", "首相の<参拝>の可能性"),
    ("planned", "2026年に<参拝>する"),
    ("past", "2013年12月に安倍首相が<参拝>した"),
    ("past", "2013年12月、安倍首相が靖国神社を<参拝>した"),
    ("past", "昨年の<参拝>は見送られなかった"),
    ("past", "安倍氏は2013年に<参拝>している"),
    ("past", "前回の<参拝>では中国が反発した"),
    ("past", "安倍首相の<参拝>以来、首相の訪問はない"),
    ("past", "現職首相の<参拝>は2013年の安倍氏が最後"),
    ("past", "「みんなで靖国神社に<参拝>する国会議員の会」"),
    ("past", "過去の<参拝>"),
    ("past", "靖国<参拝>問題"),
    ("past", "中国は<参拝>しないよう求めた"),
    ("past", "これまで<参拝>を続けてきた"),
    ("past", "4月に<参拝>した"),
    ("done", "17日に<参拝>した"),
    ("past", "首相在任中の2013年に<参拝>した。"),
    ("planned", "17日に靖国を<参拝>し、英霊に祈りをささげる予定だ"),
    ("done", "真榊を<奉納>し、参拝は見送った"),
    ("planned", "24日に<追悼式>を開く。"),
    ("planned", "式典への<出席>を検討"),
    ("denied", "<訪れ>なかった"),
    ("denied", "首相の<参拝>は2013年以来ない。"),
]
KOREAN = [
    ("denied", "한미일 정상<회담> 끝내 불발"),
    ("denied", "추도식 <불참>은 결정된 바 없다"),
    ("planned", "야당, 대통령에 <방문>하라"),
    ("planned", "총리 <방한> 취소설 사실무근"),
    ("planned", "총리 <방한> 취소하지 않기로"),
    ("denied", "총리 <방한> 취소 발표"),
    ("denied", "총리는 <참배>를 검토하지 않고 공물만 냈다"),
    ("done", "의원단 독도 <상륙>에 日 중단 요구했는데도 강행"),
    ("planned", "성사되면 방위상의 <참배>는 2년 만이다"),
    ("planned", "총리, 야스쿠니 <참배>하는 쪽으로 조율"),
    ("planned", "공물 <봉납>도 미정"),
    ("past", "각료 시절 빠짐없이 신사를 <찾았>다"),
    ("planned", "내년 1월 유네스코에 추천서 <제출>"),
    ("planned", "다음 달 열흘간 <훈련>"),
    ("done", "내년 예산안을 <발표>했다"),
    ("planned", "25일 오전 자체 <추도식>"),
    ("planned", "<추도식>, 11월 3일 개최"),
    ("planned", "<추도식> 24일 오후 1시 개최"),
    ("planned", "<추도식> 다음 달 사도시에서 열린다"),
    ("planned", "정부, 추도식에 <가지 않>기로"),
    ("done", "16일 오전 자체 <추도식>"),
    ("done", "18일 오전 자체 <추도식>이 열렸다"),
    ("planned", "합의 막판…내일 <결정>"),
    ("planned", "오는 21일 별도 <추도식>"),
    ("planned", "세계유산 <등재 추진>"),
    ("denied", "세계유산 <등재 추진> 보류"),
    ("denied", "각료의 <참배>는 확인되지 않았다"),
    ("denied", "한중일 문화장관<회의> 잠정 연기"),
    ("planned", "기금으로 체류비를 <지원>하는 방안을 논의하고 있다"),
    ("denied", "정상<회담> 무기한 연기"),
    ("planned", "다음 달 나올 교과서 <검정> 결과에 촉각"),
    ("done", "교과서 <검정> 시정 요구"),
    ("planned", "야스쿠니를 <찾아> 참배할 예정이다"),
    ("planned", "17일 <참배>하고 공물을 낼 예정"),
    ("done", "신사를 <찾아> 참배했다"),
    ("planned", "25일 <추도식>을 연다"),
    ("done", "다카이치 총리, 야스쿠니 <참배>"),
    ("done", "다카이치 총리가 야스쿠니 신사를 <참배>했다"),
    ("done", "12년 만에 <참배>"),
    ("done", "2013년 이후 12년 만에 야스쿠니를 <참배>했다"),
    ("done", "총리의 <참배>는 2013년 아베 이후 처음"),
    ("done", "정부, 야스쿠니 <참배>에 깊은 유감"),
    ("done", "지난해에 이어 올해도 <참배>했다"),
    ("done", "2021년 취임한 기시다 총리가 <참배>했다"),
    ("done", "<참배>한 뒤 기자들과 만났다"),
    ("done", "17일 <참배>했다"),
    ("denied", "야스쿠니 <참배> 보류"),
    ("denied", "총리는 <참배>하지 않았다"),
    ("denied", "총리, 야스쿠니 <참배> 않기로"),
    ("denied", "총리는 <참배>하지 않기로 했다"),
    ("denied", "이번엔 <참배> 안 하고 공물만"),
    ("denied", "<참배>를 자제했다"),
    ("denied", "<참배>를 포기했다"),
    ("denied", "추도식 <참석> 취소"),
    ("denied", "예대제 기간에 <참배>는 하지 않는다고 했다"),
    ("denied", "<참배> 대신 공물 봉납"),
    ("denied", '총리실 "<참배>는 사실무근"'),
    ("denied", "<참배>설은 사실이 아니라고 했다"),
    ("denied", '문부상 "<삭제> 지시한 적 없다"'),
    ("past", "<참배>한 적이 있다고 했다"),
    ("denied", "총리는 <참배>를 하지 않을 것으로 알려졌다"),
    ("planned", "다카이치, 야스쿠니 <참배>할 듯"),
    ("planned", "총리가 <참배>할 예정이다"),
    ("planned", "피고기업 <참여>는 미정"),
    ("planned", "17일 <참배>할 계획"),
    ("planned", "<참배> 방침"),
    ("planned", "<참배>를 검토"),
    ("planned", "총리 <참배>하기로"),
    ("planned", "<참배>할 전망"),
    ("planned", "총리, 야스쿠니 <참배>하나"),
    ("planned", "8월에 <참배>하겠다고 했다"),
    ("planned", "오는 17일 <참배>한다"),
    ("planned", "2026년에 <참배>한다"),
    ("past", "지난해 <참배>했다"),
    ("past", "작년 8월 야스쿠니를 <참배>했다"),
    ("past", "아베 전 총리가 2013년 12월 <참배>했다"),
    ("past", "<참배> 이후 한일관계가 나빠졌다"),
    ("past", "과거 <참배> 때도 반발이 있었다"),
    ("past", "당시 총리가 <참배>했다"),
    ("past", "'다함께 야스쿠니신사를 <참배>하는 국회의원 모임' 의원들"),
    ("past", "총리가 <참배>할 때마다 비판이 따랐다"),
    ("past", "예대제마다 <봉납>을 거르지 않았다"),
    ("past", "취임 이래 제사마다 공물을 <봉납>해 왔다"),
    ("past", "중국은 <참배>하지 말라고 했다"),
    ("past", "4월에 <참배>했다"),
]
UNDATED = [
    ("done", "On October 17, 2025, the minister <visited> the shrine"),
    ("past", "Abe <visited> the shrine in 2013"),
    ("past", "2013年に<参拝>した。"),
    ("done", "2025年10月17日に<参拝>した。"),
    ("past", "2013년 <참배>했다"),
]


def status(marked: str, on: date | None = ON) -> Status:
    before, rest = marked.split("<")
    act, after = rest.split(">")
    view = View("", before + act + after)
    start = view.body_at + len(fold(before))
    return status_of(view, start, start + len(fold(act)), on)


@pytest.mark.parametrize(("expected", "marked"), ENGLISH + JAPANESE + KOREAN)
def test_words_beside_an_act_tell_its_status(expected: str, marked: str) -> None:
    assert status(marked) == expected


@pytest.mark.parametrize(
    ("expected", "sentences"),
    [(expected, sentences) for _, expected, sentences in TOLD],
    ids=[f"{lang}-{expected}" for lang, expected, _ in TOLD],
)
def test_the_ways_a_language_has_to_tell_a_status_are_known(expected: str, sentences: list[str]) -> None:
    assert [(str(told), each) for each in sentences if (told := status(each)) != expected] == []


@pytest.mark.parametrize(("expected", "marked"), UNDATED)
def test_without_a_date_a_year_is_past_unless_a_full_date_is_given(expected: str, marked: str) -> None:
    assert status(marked, None) == expected


def test_the_same_year_is_news_in_that_year_and_past_later() -> None:
    assert status("2013年に<参拝>した", date(2013, 12, 26)) == "done"
    assert status("2013年に<参拝>した", date(2014, 1, 2)) == "past"


def test_words_in_another_sentence_say_nothing_of_an_act() -> None:
    assert status("He will not come. Abe <visits> Yasukuni. No visit is planned.") == "done"
    assert status("昨年は見送った。首相が靖国を<参拝>。中国は参拝しないよう求めた。") == "done"


@pytest.mark.parametrize(
    ("headline", "object_of"),
    [
        ("[Seoul regrets] <offering> to Yasukuni", True),
        ("Kishida sends <offering>, [Seoul protests]", False),
        ("Kishida sends <offering> as [Seoul protests]", False),
        ("[Seoul protests] after Kishida sends <offering>", True),
        ("Mine is <listed> after [Seoul drops opposition]", False),
        ("Kishida's <offering> draws [protest] from Seoul", False),
        ("韓国、首相の靖国<参拝>に[抗議]", True),
        ("首相の<参拝>に韓国、[抗議]", True),
        ("대통령 독도 <방문>에 日, 대사 [소환]", True),
        ("총리, <참배>에 이어 헌화, 한국은 [항의]", False),
        ("首相が靖国<参拝>、韓国は[抗議]", False),
        ("首相が靖国<参拝> 韓国政府が[抗議]", False),
        ("韓国が[抗議] 首相の靖国<参拝>で", True),
        ("정부, 야스쿠니 <참배>에 [유감]", True),
        ("[정부], 총리 야스쿠니 <참배>에 실망", True),
        ("기시다, 야스쿠니에 <공물>…외교부 [유감]", False),
    ],
)
def test_a_headline_tells_of_an_act_or_of_the_answer_to_it(headline: str, object_of: bool) -> None:
    plain = "".join(char for char in headline if char not in "<>[]")
    marks = [char for char in headline if char in "<>[]"]
    at = {mark: headline.index(mark) for mark in marks}
    places = [at[mark] - sum(other < at[mark] for other in at.values()) for mark in "<>[]"]
    shift = [len(fold(plain[:place])) for place in places]
    assert is_object(fold(plain), (shift[0], shift[1]), (shift[2], shift[3])) is object_of


@pytest.mark.parametrize(
    ("headline", "quoted"),
    [('Seoul: "no"', False), ('외교부 "안 된다"', True), ("韓国「遺憾だ」", True), ("韓国は遺憾", False)],
)
def test_a_speaker_in_a_headline_is_followed_by_a_quotation_or_not(headline: str, quoted: bool) -> None:
    assert (
        is_quoted(headline, next(len(name) for name in ("Seoul", "외교부", "韓国") if headline.startswith(name)))
        is quoted
    )


SCRAPS = "参拝をせずは見送り2013年、。 visit not to will since\n참배하지 않 (）["


@given(st.text(st.sampled_from(SCRAPS)), st.integers(0, 60), st.integers(1, 9))
@settings(max_examples=200, deadline=None)
def test_every_stretch_of_every_text_has_a_status(text: str, start: int, length: int) -> None:
    view = View("", text)
    start = min(view.body_at + start, len(view.text))
    assert status_of(view, start, min(start + length, len(view.text)), ON) in Status


def test_a_very_long_sentence_is_judged_quickly_by_what_stands_near() -> None:
    assert status("visit not to will " * 20_000 + " he <visits> " + "not visit will to " * 20_000) in Status


@pytest.mark.parametrize(
    ("sentence", "told", "words"),
    [
        ("Takaichi will not <visit> Yasukuni", Status.DENIED, "not"),
        ("He skipped the autumn festival <visit>", Status.DENIED, "skipped the autumn festival"),
        ("Koizumi plans to <visit> the shrine", Status.PLANNED, "plans to"),
        ("The premier <visited> the shrine in 2013", Status.PAST, "2013"),
        ("Takaichi <visits> Yasukuni", Status.DONE, ""),
        ("首相、靖国<参拝>を見送り", Status.DENIED, "を見送"),
        ("2013年に安倍首相が<参拝>した", Status.PAST, "2013年"),
        ("大臣が<参拝>する方針", Status.PLANNED, "する方針"),
        ("아베 총리, 지난해 <참배>", Status.PAST, "지난해"),
        ("총리, 야스쿠니 <참배> 보류", Status.DENIED, "보류"),
        ("총리, 야스쿠니 <참배> 검토", Status.PLANNED, "검토"),
    ],
)
def test_the_words_that_tell_a_status_are_known(sentence: str, told: Status, words: str) -> None:
    before, act, after = re.split("[<>]", fold(sentence))
    view = View("", f"{before}{act}{after}")
    start = view.body_at + len(before)
    assert told_of(view, start, start + len(act), ON) == Told(told, words)
