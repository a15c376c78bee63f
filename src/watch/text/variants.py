"""Which characters count as which other one, beyond what Unicode normalisation (NFKC) and case folding already unify.

`VARIANTS` maps one character to one character, `REMOVED` lists characters that count as nothing. The kanji pairs are a
hand-assembled list, from general knowledge, of old and printed forms (kyujitai, itaiji, and hanja as Korean papers set
them) with the form that Japanese papers print today. Different words never meet by it: only forms of one character are
listed, several old forms may share a new one (辨瓣辯 = 弁), and no new form is itself listed as an old one. Simplified
Chinese is not covered.
"""

#: Old form, new form, old form, new form …
_KANJI = """
亞亜 惡悪 壓圧 圍囲 爲為 醫医 壹壱 稻稲 飮飲 隱隠 營営 榮栄 衞衛 驛駅 圓円 鹽塩 緣縁 艷艶 應応 歐欧 毆殴 櫻桜 奧奥
橫横 溫温 穩穏 假仮 價価 畫画 會会 壞壊 懷懐 繪絵 擴拡 殼殻 覺覚 學学 嶽岳 樂楽 渴渇 勸勧 卷巻 寬寛 歡歓 罐缶 觀観
關関 陷陥 顏顔 旣既 歸帰 氣気 龜亀 僞偽 戲戯 犧犠 卻却 糺糾 舊旧 據拠 擧挙 虛虚 峽峡 挾挟 敎教 狹狭 鄕郷 堯尭 曉暁
區区 驅駆 駈駆 勳勲 薰薫 徑径 惠恵 揭掲 溪渓 經経 繼継 莖茎 螢蛍 輕軽 鷄鶏 藝芸 擊撃 缺欠 儉倹 劍剣 劔剣 劒剣 劎剣
圈圏 檢検 權権 獻献 硏研 縣県 險険 顯顕 驗験 嚴厳 效効 廣広 恆恒 鑛鉱 礦鉱 號号 國国 圀国 黑黒 碎砕 濟済 齋斎 劑剤
﨑崎 嵜崎 碕崎 册冊 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 讚賛 殘残 絲糸 齒歯 兒児 辭辞 濕湿 實実 舍舎 寫写 釋釈 壽寿 收収
從従 澁渋 獸獣 縱縦 肅粛 處処 緖緒 敍叙 敘叙 奬奨 將将 涉渉 燒焼 稱称 證証 乘乗 剩剰 壤壌 孃嬢 條条 淨浄 狀状 疊畳
讓譲 釀醸 囑嘱 觸触 寢寝 愼慎 眞真 盡尽 圖図 粹粋 醉酔 隨随 髓髄 數数 樞枢 瀨瀬 聲声 靜静 靑青 淸清 齊斉 攝摂 竊窃
專専 戰戦 淺浅 潛潜 纖繊 踐践 錢銭 禪禅 雙双 壯壮 搜捜 插挿 巢巣 爭争 瘦痩 窗窓 窻窓 總総 緫総 聰聡 莊荘 裝装 騷騒
增増 臟臓 藏蔵 卽即 屬属 續続 墮堕 體体 軆体 躰体 對対 帶帯 滯滞 臺台 瀧滝 擇択 澤沢 單単 擔担 膽胆 團団 彈弾 斷断
癡痴 遲遅 晝昼 蟲虫 鑄鋳 廳庁 徵徴 聽聴 敕勅 鎭鎮 遞逓 鐵鉄 鉃鉄 銕鉄 轉転 點点 傳伝 黨党 盜盗 燈灯 當当 鬪闘 鬭闘
德徳 獨独 讀読 屆届 繩縄 貳弐 惱悩 腦脳 霸覇 廢廃 拜拝 賣売 麥麦 發発 髮髪 拔抜 晚晩 蠻蛮 祕秘 濱浜 濵浜 甁瓶 拂払
佛仏 倂併 竝並 變変 邊辺 邉辺 辨弁 瓣弁 辯弁 舖舗 步歩 穗穂 寶宝 寳宝 萠萌 襃褒 豐豊 沒没 飜翻 每毎 槇槙 萬万 滿満
麵麺 默黙 餠餅 戾戻 彌弥 藥薬 譯訳 豫予 餘余 與与 譽誉 搖揺 樣様 謠謡 遙遥 瑤瑶 慾欲 來来 賴頼 亂乱 覽覧 龍竜 兩両
凉涼 獵猟 綠緑 鄰隣 凜凛 壘塁 淚涙 勵励 禮礼 隸隷 靈霊 齡齢 曆暦 歷歴 戀恋 鍊錬 爐炉 勞労 樓楼 郞郎 祿禄 錄録 灣湾
聯連 髙高 瀞浄 槪概 內内 冰氷 决決 况況 减減 凖準 靭靱 强強 絕絶 說説 稅税 銳鋭 閱閲 悅悦 脫脱 姬姫 巖巌 巗巌 嶋島
嶌島 峯峰 廐厩 廏厩 彥彦 產産 顚顛 塡填 嚙噛 屛屏 幷并 摑掴 撿検 攜携 攪撹 栢柏 桒桑 椶棕 檜桧 檮梼 濤涛 潑溌 澔浩
濶闊 瀆涜 灌潅 焰焔 煕熙 熈熙 爼俎 瑠琉 甞嘗 畧略 畵画 皋皐 盃杯 睿叡 砿鉱 礪砺 祗祇 禱祷 秊年 稟禀 竪豎 筍笋 籠篭
粮糧 絃弦 緜綿 繡繍 纎繊 羣群 翆翠 耻恥 聟婿 脩修 膓腸 舘館 舩船 芦蘆 苅刈 荆荊 莱萊 菓果 葢蓋 蔣蒋 薗園 藪薮 蘂蕊
蟬蝉 蠅蝿 蠟蝋 衂衄 裵裴 襍雑 觧解 諫諌 讎讐 谿渓 豬猪 賤賎 賍贓 軣轟 迹跡 逹達 邨村 酧酬 醬醤 釡釜 鈎鉤 鋪舗 鐡鉄
閒間 閙鬧 陏随 隂陰 雞鶏 頽頹 頰頬 餝飾 饑飢 驒騨 髥髯 鷗鴎 鹼鹸 麪麺 黃黄 鼡鼠 齌斎 穎頴 曽曾 曺曹 冝宜 冨富 寃冤
峩峨 栁柳 桝枡 梹檳 楳梅 榘矩 槗橋 橢楕 欝鬱 毘毗 洩泄 渕淵 渊淵 湼涅 溯遡 瀦潴 熏薫 犂犁 珎珍 瑯琅 畄留 畆畝 痺痹
癈廃 盖蓋 矦侯 碁棋 祢禰 秌秋 穐秋 竒奇 筝箏 簒纂 籘籐 糓穀 綫線 纉纘 罸罰 羇羈 羮羹 翶翺 肎肯 胷胸 腟膣 臈臘 茘荔
荅答 莵菟 菴庵 蒭芻 藁稿 虵蛇 蛎蠣 觔斤 諡謚 譁嘩 讁謫 貎貌 赱走 跥跺 躱躲 軰輩 輙輒 迯逃 醗醱 釼剣 鑚鑽 閇閉 陞昇
韮韭 頥頤 騐験 驩歓 鯵鰺 鴈雁 鵞鵝 麸麩 厰廠 廰庁 廼乃 兎兔 兗兖 勛勲 勗勖 喆哲 埈峻 塲場 墻牆 壻婿 嬾懶 寉鶴 尅剋
崕崖 嵓巌 帋紙 幇幫 庄荘 弍弐 弌一 彜彝 徃往 恊協 慤愨 懴懺 戱戯 抂狂 挌格 掻搔 斈学 旹時 昻昂 昿曠 晉晋 暠皓 暎映
朶朵 枩松 柹柿 楙茂 檪櫟 歿没 殱殲 泻瀉 炤照 烟煙 煇輝 燿耀 獎奨 珪圭 甦蘇 畊耕 皃貌 眤昵 竈竃 籖籤 綉繍 繋繫 羗羌
聨連
"""

#: Ways to write a dash, a quote, a middle dot, a space, a line break; small kana; romanised vowels with marks.
_SIGNS = {
    "-": "‐‒–—―⁃−➖",
    "'": "‘’‚‛′‵`ʼʻ",
    '"': "“”„‟〝〞〟",
    "「": "『",
    "」": "』",
    "·": "・‧•∙⋅ᆞ",
    "~": "〜∼",
    "[": "〔〘",
    "]": "〕〙",
    " ": "\t\r\x0b\x0c\x1c\x1d\x1e\x1f\u1680\u2800\u1160",
    "\n": "\x85\u2028\u2029",
    "ケ": "ヶ",
    "カ": "ヵ",
    "a": "āàáâä",
    "e": "ēèéêĕ",
    "i": "īíîï",
    "o": "ōŏóôö",
    "u": "ūŭúûü",
    "\ufffd": [chr(code) for code in range(0xD800, 0xE000)],
}

#: Controls, soft hyphen, zero-width characters, marks of direction and of glyph choice.
REMOVED = frozenset(
    chr(code)
    for first, last in (
        (0x00, 0x08),
        (0x0E, 0x1B),
        (0x7F, 0x84),
        (0x86, 0x9F),
        (0xAD, 0xAD),
        (0x034F, 0x034F),
        (0x061C, 0x061C),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFF9, 0xFFFB),
        (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)

VARIANTS: dict[str, str] = {
    **{pair[0]: pair[1] for pair in _KANJI.split()},
    **{old: new for new, olds in _SIGNS.items() for old in olds},
}
