import pytest

from watch.incidents.origin import origin_of


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("SEOUL (Yonhap) -- The ministry said on Friday that it regrets the visit.", "wire:yonhap"),
        ("Tokyo, Oct. 17 (Jiji Press)--A minister went to the shrine.", "wire:jiji"),
        ("SADO, Japan (AP) - A ceremony was held.", "wire:ap"),
        ("Kyodo - Seoul criticised the plan on Friday.", "wire:kyodo"),
        ("(도쿄=연합뉴스) 김아무 특파원 = 장관이 신사를 찾았다.", "wire:yonhap"),
        ("[서울=뉴시스] 이아무 기자 = 정부가 유감을 밝혔다.", "wire:newsis"),
        ("【ソウル共同】韓国外務省は17日、遺憾の意を示した。", "wire:kyodo"),
        ("【ソウル時事】韓国政府は抗議した。", "wire:jiji"),
        ("【ベルリン共同=甲野】区が命じた。", "wire:kyodo"),
        ("A minister went to the shrine on Friday. It was his first visit. (Reuters)", "wire:reuters"),
        ("The ministry lodged a protest. Jiji Press", "wire:jiji"),
        ("정부는 항의했다. (연합뉴스)\n(끝)", "wire:yonhap"),
        ("政府は抗議した。（共同）", "wire:kyodo"),
    ],
)
def test_a_credit_at_head_or_tail_names_the_agency(text: str, wire: str) -> None:
    assert origin_of("A title", text, "daily") == wire


@pytest.mark.parametrize(
    "text",
    [
        "The exercise starts on Monday, Yonhap reported, citing an officer.",
        "NHK has them land outside the islets, other media inside; nobody confirmed either.",
        "日韓共同世論調査で好印象が増えた。",
        "【日韓共同世論調査】相手国の印象について聞いた。",
        "両国は共同訓練を始めた。",
        "교도통신에 따르면 장관이 신사를 참배했다.",
        "The cAPital (APEC) hosts the talks.",
        "",
    ],
)
def test_a_mention_of_an_agency_is_no_credit(text: str) -> None:
    assert origin_of("A title", text, "daily") == "daily"


def test_a_title_may_carry_the_credit() -> None:
    assert origin_of("Minister visits shrine - Reuters", "", "search") == "wire:reuters"
    assert origin_of("Reuters and the shrine", "", "search") == "search"


def test_an_agencys_own_feeds_are_the_agency_in_every_language() -> None:
    assert origin_of("제목", "본문.", "yonhap-ko") == origin_of("Title", "Text.", "yonhap-en") == "wire:yonhap"
