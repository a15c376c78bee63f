"""Common words that hold other words and mean something else: 소비자 holds 비자, and "important" begins like "import".

What the terms of a rule are held against when it is checked. A short list of our own, of words the news is full of.
Words whose parts keep their sense (首相官邸, ministerial) are left out, as they are found rightly. A bar stands between
parts that keep theirs while their seam does not: 今日韓国 holds 日韓.
"""

from collections.abc import Mapping

from watch.model import Lang

_EN = """
    account actor actual advertise allocate alloy animal apartment apparel appeal arena army article artist assemble
    asset attendant ballet banana band bank banner bargain baseball basement basketball battery billboard boardroom
    bonus border boycott bullet bulletin calendar campaign campus canal cancer candidate capital cardinal career carpet
    casual cattle century charity citizen classical climate clinic coastline comedy comfortable commentary commit
    committee community company compass compete complain complete component compound concert concrete confirm contract
    contrast contribute corner corporate counter country county courtesy courtyard culture currency custom customer
    delta dental deposit desert design dialect diet disease early earth eastern economy element engine event exhaust
    expert family farewell father fiction film final firm floral football forehead foreign forest fortune forum foundry
    fundamental furniture gallery garden gasoline general generous golden goldfish graphic heather heaven hotel
    importance important industry inflation informal inspector instant island landlord landmark landscape landslide
    lawn leader league legend letter limb manual manufacture marine market martial massage master material medal media
    meter mineral miniature minimum minute mission moral mortal motor nation native number offer office officer opera
    opinion orderly organ parade parcel parent parking parliament partner party passage passenger passport pastor
    payload penalty pension people permanent personal petal planet plant plaster platform player pleasure poison polar
    policy pollen pollution portfolio portion portrait poster potential president pressure prize probe profile promise
    property protein prototype province publisher quarter radar rally ratio reactor recall record region regular
    reporter residue restaurant retail robot rocket route royal sailor salad salary sample satellite school season
    secretary section seminar senior sentence series session settler shipyard signal signature significant silver
    sister soldier statement station statistics statue student summary summer supply surface surgery target tariff
    temple tension terminal territory testament testimony theme therapy tower trademark tragedy traffic train transit
    trial triumph trustee turbine tutor uniform union university urban vehicle vendor vessel village visual volcano
    warehouse warm warning warranty weather welfare window winter wonder
"""

_KO = """
    가사도우미 사도세자 사도행전 사도신경 독도법 소비자 비자금 금융감독원 감독관 부총리 대사관 신진대사 대사증후군
    한의원 치과의원 비정상 정상화 정상적 검정색 검정고시 검정콩 사과나무 사과즙 풋사과 위안화 방한복 방한모 이동해
    행동해 감동해 외상센터 외상후 월수입 재판매 공항의 사회담론 신사동 신사업 신사옥 신사복
    조사료 대표적 대표이사 선수금 여행사 대행사 면제품 자금지원 현금지급 임금수준 해산물 변화해 심화해 강화해
    재단사 조약돌 현대화 극대화 지방문화 제재소 인상적 인상파
"""

_JA = """
    竹島水族館 靖国通り 佐渡ヶ嶽部屋 大臣賞 副首相 副総理 副大臣 大使館 公使館 東京都 一日中 昨日|韓国 今日|韓国
    同日|韓国 今日|米国 同日|米国 全国|会議 海外|相場 漢字検定 検定試験 徴用船 労働基準監督署 評議員
    慰安旅行 観客動員 福島区 福島競馬 ビザンチン コーチング 代表取締役 代表作 代表的 過酸化水素
    見送り三振 台風上陸 避難訓練 職業訓練 共同通信 防衛戦 交通規制 駐車禁止
"""

#: By language, as they are written.
HOLDERS: Mapping[Lang, tuple[str, ...]] = {
    Lang.EN: tuple(_EN.split()),
    Lang.KO: tuple(_KO.split()),
    Lang.JA: tuple(_JA.split()),
}
