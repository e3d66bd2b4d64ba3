"""What market, facility, mix, distress and fomo measure, define and warn of, in Traditional and Simplified Chinese."""

from __future__ import annotations

SCARCITY: dict[str, tuple[str, str]] = {
    # market
    "supply": ("供給", "供给"),
    "contracted": ("已簽約容量", "已签约容量"),
    "served": ("獲得供應", "获得供应"),
    "unserved": ("未獲供應", "未获供应"),
    "scarce": ("供不應求的路徑占比", "供不应求的路径占比"),
    "addable": ("可新增容量", "可新增容量"),
    "binds": ("成為最大瓶頸的路徑占比", "成为最大瓶颈的路径占比"),
    "quarters_share": ("季數占比", "季度数占比"),
    "mark_up": ("加成", "加价"),
    "margin": ("每吉瓦利潤", "每吉瓦利润"),
    "published_fall": ("公布租金的跌幅", "公布租金的跌幅"),
    "published_rise": ("公布租金的漲幅", "公布租金的涨幅"),
    "rent_then": ("當時模擬的租金", "当时模拟的租金"),
    "taken": ("被占走的容量", "被占走的容量"),
    "denied": ("其他買方多付的金額", "其他买方多付的金额"),
    "region_cost": ("分區布局的成本", "分区布局的成本"),
    "outage_loss": ("停擺的預期損失", "停摆的预期损失"),
    "cost_premium": ("分區的成本溢價", "分区的成本溢价"),
    "cost_premium_share": ("分區的成本溢價比例", "分区的成本溢价比例"),
    "break_even_outage": ("損益兩平的停擺時間占比", "盈亏平衡的停摆时间占比"),
    # facility
    "commitment": ("承諾額度", "承诺额度"),
    "advance": ("墊款率", "垫款率"),
    "equipment": ("設備成本", "设备成本"),
    "borrowing_base": ("借款基數", "借款基数"),
    "vintage_value": ("依機齡折算的擔保品價值", "依机龄折算的抵押品价值"),
    "balance": ("貸款餘額", "贷款余额"),
    "cover": ("償債覆蓋率", "偿债覆盖率"),
    "covenant": ("財務約定的覆蓋率", "财务契约的覆盖率"),
    "breach": ("違反約定的路徑占比", "违反契约的路径占比"),
    "missed": ("有欠款的路徑占比", "有欠款的路径占比"),
    "tenant_share": ("租戶占比", "租户占比"),
    "cover_relet": ("失去租戶並轉租後的覆蓋率", "失去租户并转租后的覆盖率"),
    "least_rent": ("覆蓋率為一時的最低租金比", "覆盖率为一时的最低租金比"),
    "least_rent_covenant": ("符合約定的最低租金比", "符合契约的最低租金比"),
    "spread_implied": ("依市價隱含機率的利差", "依市价隐含概率的利差"),
    "spread_history": ("依歷史機率的利差", "依历史概率的利差"),
    "spread_with_parent": ("有母公司擔保的利差", "有母公司担保的利差"),
    "spread_stated": ("所載利差", "所载利差"),
    "gap_stated": ("所載利差之差", "所载利差之差"),
    "gap_tenant": ("僅因租戶信用的利差之差", "仅因租户信用的利差之差"),
    "gap_model": ("模型的利差之差", "模型的利差之差"),
    "falls_due_with": ("隨之到期的債務數", "随之到期的债务数"),
    "cover_project": ("專案覆蓋率", "项目覆盖率"),
    "price": ("價格(面值為一)", "价格(面值为一)"),
    "price_deferred": ("租金延付時的價格(面值為一)", "租金延付时的价格(面值为一)"),
    "call_expected": ("預期求償(現值)", "预期追偿(现值)"),
    "both_fallen": ("求償時擔保人亦倒下的占比", "追偿时担保人亦倒下的占比"),
    "landlord_loss": ("出租人承擔的損失", "出租人承担的损失"),
    "guarantor_falls": ("擔保人倒下的路徑占比", "担保人倒下的路径占比"),
    "call_given": ("求償時的金額", "追偿时的金额"),
    "debts": ("筆債務", "笔债务"),
    "bp": ("基點", "基点"),
    "reaches": ("波及", "波及"),
    "place": ("低於此值的路徑占比", "低于此值的路径占比"),
    "states": ("各國政府", "各国政府"),
}

#: question -> its definition in zh-Hant, zh-Hans
DEFINITIONS: dict[str, tuple[str, str]] = {
    "market": (
        "以吉瓦計的單一市場(docs/model.md,第 3 步):模型公司的需求與其他一切需求,對照已建成的容量;合約先得供應,其餘用剩餘容量;"
        "租金出清:成本錨 x(需求/供給)^(1/彈性)。加成:租金除以每 GPU 小時的全部成本再減一(Lerner 1934),分供不應求與供過於求。"
        "封鎖:一方占走的容量,其他各方不再能用,租金升為(供給/(供給 - 占走))^(1/彈性)倍(Salop、Scheffman 1983);只計第一輪,無人因此多建。"
        "分區布局:成本溢價對照一區停擺的預期損失(Billinton、Allan 1996)。",
        "以吉瓦计的单一市场(docs/model.md,第 3 步):模型公司的需求与其他一切需求,对照已建成的容量;合约先得供应,其余用剩余容量;"
        "租金出清:成本锚 x(需求/供给)^(1/弹性)。加价:租金除以每 GPU 小时的全部成本再减一(Lerner 1934),分供不应求与供过于求。"
        "封锁:一方占走的容量,其他各方不再能用,租金升为(供给/(供给 - 占走))^(1/弹性)倍(Salop、Scheffman 1983);只计第一轮,无人因此多建。"
        "分区布局:成本溢价对照一区停摆的预期损失(Billinton、Allan 1996)。",
    ),
    "facility": (
        "以晶片及其合約為擔保的貸款:依墊款率動用,本金依合約現金流塑形(Yescombe,《專案融資原理》),現金流以約定覆蓋率乘以緩衝反推。"
        "借款基數 = 墊款率 x 成本減六年直線折舊;擔保品 = 成本依機齡曲線,減違約成本。失去租戶後先空置,再以當日租金的一部分轉租。"
        "租戶以單因子聯結函數一同違約(Vasicek 2002)。平價利差恰足以補償損失(Duffie、Singleton 1999),機率取市價隱含者"
        "(Hull、Predescu、White 2005)或僅取歷史。區間:所有參數皆有利、或皆不利於貸方。",
        "以芯片及其合约为担保的贷款:依垫款率提取,本金依合约现金流塑形(Yescombe,《项目融资原理》),现金流以契约覆盖率乘以缓冲反推。"
        "借款基数 = 垫款率 x 成本减六年直线折旧;抵押品 = 成本依机龄曲线,减违约成本。失去租户后先空置,再以当日租金的一部分转租。"
        "租户以单因子连接函数一同违约(Vasicek 2002)。平价利差恰足以补偿损失(Duffie、Singleton 1999),概率取市价隐含者"
        "(Hull、Predescu、White 2005)或仅取历史。区间:所有参数皆有利、或皆不利于贷方。",
    ),
}

#: a warning -> the same in zh-Hant, zh-Hans
WARNINGS: dict[str, tuple[str, str]] = {
    "clouds' own need, enterprises and states are one demand in the model; what states' plans buy is shown apart as the "
    "book has it, and is not added to it": (
        "雲端自用、企業與各國政府在模型中合為一個需求;政府計畫所購者依帳本另列,不再相加",
        "云自用、企业与各国政府在模型中合为一个需求;政府计划所购者依账本另列,不再相加",
    ),
    "packaging is the limit of chips: a vendor's chips are its share of it": (
        "晶片的上限即封裝產能:各廠晶片為其所占份額",
        "芯片的上限即封装产能:各厂芯片为其所占份额",
    ),
    "schedules and contract rents are not published: cash is sized to the covenant, principal sculpted to it": (
        "還款時程與合約租金未公布:現金流以約定反推,本金依其塑形",
        "还款时间表与合约租金未公布:现金流以契约反推,本金依其塑形",
    ),
    "times of default move together, rents do not fall with them: the price of a loan is a floor of its risk": (
        "違約時點會一同變動,租金並不隨之下跌:所算利差是風險的下限",
        "违约时点会一同变动,租金并不随之下跌:所算利差是风险的下限",
    ),
    "a party without a rating in the book is taken as BB, a chip vendor as A": (
        "帳本中無評等者視為 BB,晶片商視為 A",
        "账本中无评级者视为 BB,芯片商视为 A",
    ),
}
