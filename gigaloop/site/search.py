"""What the search box reads: every name in three scripts, what questions tell of, and which traditional characters fold
to which simplified."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from gigaloop.answer.labels import party_name
from gigaloop.book.model import Book
from gigaloop.questions import QUESTIONS
from gigaloop.site.questions import asked
from gigaloop.site.view import deal_name
from gigaloop.words.catalogue import LANGUAGES, SCRIPTS, text

#: traditional and simplified in turn, our own list
PAIRS = (
    "輝辉達达軟软銀银團团亞亚馬马遜逊騰腾訊讯雲云華华為为電电圓圆積积體体資资實实驗验開开發发國国際际聯联億亿萬万債债務务權权證证擔担產产業业園园區区動动車车網网絡络數数據据機机構构貸贷擴扩購购買买"
    "賣卖營营運运總总經经濟济聞闻報报導导說说問问題题變变現现財财匯汇豐丰銅铜鐵铁鋼钢鏈链館馆領领頭头風风險险餘余轉转讓让護护諾诺認认訂订計计記记設设許许論论識识議议譯译調调請请諮咨評评詢询試试詳详"
    "該该誌志誠诚語语誤误誰谁課课談谈諸诸謀谋謝谢講讲譽誉讀读負负貢贡責责貨货貫贯貴贵費费貿贸賀贺賦赋賞赏賠赔賴赖贈赠贏赢趙赵跡迹軍军軌轨輔辅輕轻載载較较輛辆輸输轄辖辦办農农邊边遊游過过還还這这進进"
    "遠远適适選选遷迁邏逻鄧邓鄭郑醫医釋释針针鈦钛鉅巨鋰锂錄录錢钱錯错鍵键鎖锁鏡镜鐘钟長长門门閃闪閉闭間间閘闸閣阁閱阅闊阔關关陣阵陸陆陽阳隊队階阶隨随隱隐雙双雜杂離离難难靈灵靜静響响項项順顺預预頓顿"
    "頗颇頻频顆颗額额願愿類类顯显飛飞飯饭飲饮養养駐驻駛驶驅驱驚惊髮发鬥斗魯鲁鮮鲜鳥鸟麗丽麥麦點点齊齐齒齿龍龙龐庞參参協协單单嚴严圖图場场塊块墊垫壓压備备傳传價价優优儲储內内兩两冊册別别創创劃划劉刘"
    "劍剑劑剂勝胜勞劳勢势勵励卻却厭厌壞坏壽寿夢梦奧奥婦妇媽妈學学孫孙寧宁寫写寬宽審审對对屬属岡冈島岛嶺岭幣币帳账帶带幫帮幹干庫库廠厂廣广廳厅張张強强彈弹彙汇從从復复徵征應应態态慮虑慶庆憑凭懷怀戰战"
    "戲戏戶户拋抛挾挟捨舍掃扫採采揚扬換换損损搖摇摯挚撐撑撥拨擁拥擇择擊击擬拟攝摄敗败敵敌斷断於于時时晉晋曆历曉晓書书會会東东條条極极榮荣標标樓楼樞枢樣样樹树橋桥檔档檢检歐欧歷历歸归氣气決决沒没況况"
    "淨净減减測测溝沟溫温準准滿满漢汉潔洁澤泽濱滨瀏浏灣湾災灾無无煉炼熱热燈灯爐炉爭争爾尔牆墙狀状獎奖獨独獲获環环瑪玛瓊琼畫画異异當当療疗盡尽監监盤盘眾众碼码礎础禮礼稅税種种稱称穩稳競竞筆笔節节範范"
    "築筑簡简簽签籌筹糧粮約约紅红級级紐纽純纯紙纸細细終终組组結结統统絲丝綜综綠绿維维緊紧線线編编緩缓練练縣县縮缩績绩織织繪绘續续罷罢羅罗聖圣聰聪職职聽听肅肃臨临臺台與与興兴舉举舊旧艦舰藍蓝藝艺藥药"
    "蘋苹蘭兰處处號号術术衛卫衝冲裝装製制複复規规視视親亲覽览覺觉觀观訴诉診诊詞词"
)


def names_list(book: Book) -> dict[str, Any]:
    """`names`: [page, kind, its name in each of `languages`, other names]; `fold`: traditional -> simplified."""
    names: list[tuple[str, str, list[str], str]] = []

    def add(page: str, kind: str, called: Callable[[str], str], others: Iterable[str]) -> None:
        names.append((page, kind, [called(language) for language in LANGUAGES], " ".join(others)))

    for key, party in book.parties.items():
        add(f"party/{key}", "party", partial(party_name, party), party.names)
    for key in book.deals:
        add(f"deal/{key}", "deal", partial(deal_name, book, key), [key])
    for name in QUESTIONS:
        also = (text(f"{kind}.{name}", language) or "" for kind in ("title", "define") for language in SCRIPTS)
        add(f"ask/{name}", "question", partial(asked, name), [name, *also])
    for key, one in book.sources.items():
        names.append((f"source/{key}", "source", [one.title], f"{one.publisher} {key}"))
    return {"languages": LANGUAGES, "names": names, "fold": folds()}


def folds() -> dict[str, str]:
    """Traditional character -> simplified, for the characters of names in this trade; others stand for themselves.

    >>> folds()["輝"]
    '辉'
    """
    return dict(zip(PAIRS[::2], PAIRS[1::2], strict=True))
