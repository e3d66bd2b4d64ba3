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
    # mix
    "unit_cost": ("每吉瓦年成本", "每吉瓦年成本"),
    "given_back": ("每吉瓦回饋", "每吉瓦回馈"),
    "work": ("工作量比", "工作量比"),
    "comes": ("實際到位的比例", "实际到位的比例"),
    "available": ("可購容量", "可购容量"),
    "mix": ("組合", "组合"),
    "mix_cost": ("組合的年成本", "组合的年成本"),
    "shortage": ("預期短缺", "预期短缺"),
    "tail_shortage": ("最壞情況的平均短缺", "最坏情况的平均短缺"),
    "price_of_safety": ("安全的價格", "安全的价格"),
    "price_of_diversity": ("多元化的代價", "多元化的代价"),
    "warrant_moves": ("認股權證移動的採購", "认股权证移动的采购"),
    "break_even_work": ("損益兩平的工作量比", "盈亏平衡的工作量比"),
    "break_even_work_given": ("計入回饋的損益兩平工作量比", "计入回馈的盈亏平衡工作量比"),
    # fomo
    "gain_first": ("率先加入的增益", "率先加入的增益"),
    "gain_last": ("最後加入的增益", "最后加入的增益"),
    "joins": ("加入的占比", "加入的占比"),
    "joins_first": ("率先加入的占比", "率先加入的占比"),
    "race": ("競賽中的一步", "竞赛中的一步"),
    "race_share": ("競賽順序相符的占比", "竞赛顺序相符的占比"),
    "race_begins_share": ("競賽首步相符的占比", "竞赛首步相符的占比"),
    "equilibrium": ("均衡", "均衡"),
    "plays": ("均衡中的選擇", "均衡中的选择"),
    "turns": ("依序行動時的選擇", "依序行动时的选择"),
    "quantal": ("量化反應均衡中的加入機率", "量化反应均衡中的加入概率"),
    "waiting_wins": ("使等待更好的差額", "使等待更好的差额"),
    "tips": ("引發跟進的加入者數", "引发跟进的加入者数"),
    "complements": ("策略互補的占比", "策略互补的占比"),
    "profiles": ("種組合", "种组合"),
    "players": ("方", "方"),
    # distress
    "blinks_amend": ("願修改合約的存活機率", "愿修改合同的存活概率"),
    "blinks_top_up": ("願注資的存活機率", "愿注资的存活概率"),
    "blinks": ("讓步的先後", "让步的先后"),
    "does": ("依序行動時的選擇(0 強制、1 修改、2 注資)", "依序行动时的选择(0 强制、1 修改、2 注资)"),
    "holds_out": ("堅持不讓的增益", "坚持不让的增益"),
    "lacks": ("短缺", "短缺"),
    "asks": ("求助", "求助"),
    "walks": ("違約離場", "违约离场"),
    "runs": ("全體強制亦為均衡", "全体强制亦为均衡"),
    "equilibria": ("純策略均衡數", "纯策略均衡数"),
    "action": ("選擇", "选择"),
    "ends": ("區間兩端", "区间两端"),
    "gw_cost": ("每吉瓦需求的代價:", "每吉瓦需求的代价:"),
    # sovereign
    "others_rent": ("其他各方租金的升幅", "其他各方租金的升幅"),
    "others_wait": ("其他各方的等待", "其他各方的等待"),
    "others_pay": ("其他各方多付的金額", "其他各方多付的金额"),
    "elasticity": ("彈性", "弹性"),
    "place": ("低於此值的路徑占比", "低于此值的路径占比"),
    "states": ("各國政府", "各国政府"),
    "enterprises": ("企業", "企业"),
    "by_contract": ("按合約持有的容量", "按合同持有的容量"),
    "rent_rises": ("租金上升的路徑占比", "租金上升的路径占比"),
    # tariff
    "buyers": ("無合約的買方", "无合同的买方"),
    "sellers": ("無合約的賣方", "无合同的卖方"),
    "over_tariff": ("租金高於電價式收費的金額", "租金高于两部制收费的金额"),
    "dearer": ("租金高於收費的路徑占比", "租金高于收费的路径占比"),
    "wait": ("等待", "等待"),
    "goes_without": ("無法取得的容量", "无法取得的容量"),
    "stands_idle": ("閒置的容量", "闲置的容量"),
    "bears_price": ("承擔的價格", "承担的价格"),
    "bears_delay": ("承擔的等待", "承担的等待"),
    "bears_volume": ("承擔的容量", "承担的容量"),
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
    "tariff": (
        "平準成本:在晶片與機房壽命內收回資本、電力與運轉費用的固定 GPU 小時價格(IEA/NEA 2020)。兩部制:所預留者(不論用否)與所使用者各收一費"
        "(Hopkinson 1892;Coase 1946)。擱淺:買方離開時尚未收回的資本,減去晶片仍可售得者。在模擬市場(docs/model.md,第 3 步)中,"
        "以此使用率的收費對照每條路徑每一季的租金:供不應求時,無合約的買方承擔價格、等待與容量;供過於求時,由無合約的賣方承擔。",
        "平准成本:在芯片与机房寿命内收回资本、电力与运转费用的固定 GPU 小时价格(IEA/NEA 2020)。两部制:所预留者(不论用否)与所使用者各收一费"
        "(Hopkinson 1892;Coase 1946)。搁浅:买方离开时尚未收回的资本,减去芯片仍可售得者。在模拟市场(docs/model.md,第 3 步)中,"
        "以此使用率的收费对照每条路径每一季的租金:供不应求时,无合同的买方承担价格、等待与容量;供过于求时,由无合同的卖方承担。",
    ),
    "sovereign": (
        "計畫當年的金額乘以假設用於算力的比例,除以每吉瓦成本;晶片與記憶體隨之而定;租金升 (1 + 所購吉瓦/全球新增吉瓦)^(1/彈性) - 1,"
        "其他各方等待所購吉瓦除以每季新增吉瓦(本模型第 2 節第 2、3 步),無人因此多建。",
        "计划当年的金额乘以假设用于算力的比例,除以每吉瓦成本;芯片与存储随之而定;租金升 (1 + 所购吉瓦/全球新增吉瓦)^(1/弹性) - 1,"
        "其他各方等待所购吉瓦除以每季新增吉瓦(本模型第 2 节第 2、3 步),无人因此多建。",
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
    "mix": (
        "交付部分的預期成本加上短缺的價值最小,且最壞二十分之一情況的平均短缺不超過限度(條件風險值線性規劃:Rockafellar、Uryasev 2000)。"
        "每吉瓦年成本為晶片與機房的回收與運轉費用,減去廠商以認股權證回饋的部分;競爭廠商的晶片只做主要廠商的一部分工作量。"
        "替代方案的價值:沒有它時的最低成本減去有它時;多元化的代價:限制單一廠商占比時的最低成本減去不限制時。",
        "交付部分的预期成本加上短缺的价值最小,且最坏二十分之一情况的平均短缺不超过限度(条件风险值线性规划:Rockafellar、Uryasev 2000)。"
        "每吉瓦年成本为芯片与机房的回收与运转费用,减去厂商以认股权证回馈的部分;竞争厂商的芯片只做主要厂商的一部分工作量。"
        "替代方案的价值:没有它时的最低成本减去有它时;多元化的代价:限制单一厂商占比时的最低成本减去不限制时。",
    ),
    "fomo": (
        "實證賽局(Wellman 2006):各方選擇等待或加入(其與該公司在帳本中的合約,收入分成除外;規模為零、一半或全部);"
        "報酬為期末的金融淨值(現金與依市價的債權減債務),以帳本的資本成本折現,取同一組抽樣的平均(共同亂數)。競賽:由無人加入起,"
        "每次由獲益最多者加入,直至無人獲益(Monderer、Shapley 1996)。依序:以所傳順序逆推(Selten 1965)。同時:純策略納許均衡(Nash 1951);"
        "量化反應均衡(McKelvey、Palfrey 1995)。每次參數抽樣自成一局:某順序出現的占比即其區間。引擎中各企業依同一套規則行事;不評價個人。",
        "实证博弈(Wellman 2006):各方选择等待或加入(其与该公司在账本中的合约,收入分成除外;规模为零、一半或全部);"
        "收益为期末的金融净值(现金与依市价的债权减债务),以账本的资本成本折现,取同一组抽样的平均(共同随机数)。竞赛:由无人加入起,"
        "每次由获益最多者加入,直至无人获益(Monderer、Shapley 1996)。依序:以所传顺序逆推(Selten 1965)。同时:纯策略纳什均衡(Nash 1951);"
        "量化反应均衡(McKelvey、Palfrey 1995)。每次参数抽样自成一局:某顺序出现的占比即其区间。引擎中各企业依同一套规则行事;不评价个人。",
    ),
    "distress": (
        "債務人能付則付,債權人願救則求助,否則離場。各債權人可強制執行(損失:到期款扣除回收、三年帳單中轉租不能補回者、其持股)、"
        "修改合約(延付一部分、放棄其餘的一部分)或注資(另投入閒置現金);讓出者於債務人存活時收回,其後再倒下則損失更大"
        "(docs/model.md,7;Gertner、Scharfstein 1991)。讓步點:讓步與強制執行損失相等的存活機率。依序求解(損失最大者先,Selten 1965),"
        "亦同時求解(Nash 1951):若其他各方已足夠,堅持不讓有利。",
        "债务人能付则付,债权人愿救则求助,否则离场。各债权人可强制执行(损失:到期款扣除回收、三年账单中转租不能补回者、其持股)、"
        "修改合同(延付一部分、放弃其余的一部分)或注资(另投入闲置现金);让出者于债务人存活时收回,其后再倒下则损失更大"
        "(docs/model.md,7;Gertner、Scharfstein 1991)。让步点:让步与强制执行损失相等的存活概率。依序求解(损失最大者先,Selten 1965),"
        "亦同时求解(Nash 1951):若其他各方已足够,坚持不让有利。",
    ),
}

#: a warning -> the same in zh-Hant, zh-Hans
WARNINGS: dict[str, tuple[str, str]] = {
    "clouds, enterprises and states are one demand in the model: they are parted by what the states' plans buy and by an "
    "assumed share of clouds' own use, and answer to rent alike": (
        "雲端業者、企業與政府在模型中是同一需求:依各國計畫所購與假設的雲端自用比例劃分,對租金的反應相同",
        "云服务商、企业与政府在模型中是同一需求:依各国计划所购与假设的云自用比例划分,对租金的反应相同",
    ),
    "packaging is the limit of chips: `addable/packaging` is all vendors together, a vendor's chips its share": (
        "封裝即晶片的瓶頸:`addable/packaging` 為各廠商合計,各廠商的晶片為其占比",
        "封装即芯片的瓶颈:`addable/packaging` 为各厂商合计,各厂商的芯片为其占比",
    ),
    "rents are of an H100-hour, costs of an hour of the chips that a gigawatt holds today: newer ones do more": (
        "租金為 H100 小時的租金,成本為今日一吉瓦所裝晶片一小時的成本:較新的晶片做得更多",
        "租金为 H100 小时的租金,成本为今日一吉瓦所装芯片一小时的成本:较新的芯片做得更多",
    ),
    "what is stranded counts no new tenant: the shell and its power may well find one": (
        "擱淺成本未計新租戶:機房與電力很可能找到新租戶",
        "搁浅成本未计新租户:机房与电力很可能找到新租户",
    ),
    "how the plan splits between compute and chip making is not published: the share is an assumption": (
        "計畫如何分配於算力與晶片製造並未公布:該比例為假設",
        "计划如何分配于算力与芯片制造并未公布:该比例为假设",
    ),
    "the book's market cannot be simulated, so that the first effect alone is told: {error}": (
        "帳本的市場無法模擬,故只述第一輪影響:{error}",
        "账本的市场无法模拟,故只述第一轮影响:{error}",
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
    "makers fail apart here: a shortage of power or memory that hits all of them moves no purchase from one to another": (
        "此處各廠商各自失約:同時影響所有廠商的電力或記憶體短缺不會改變採購分配",
        "此处各厂商各自失约:同时影响所有厂商的电力或存储短缺不会改变采购分配",
    ),
    "pay-offs count money and claims to the horizon: capacity that still stands then, announcements' lift of share prices "
    "and what a rival's lab would bring are not in them": (
        "報酬只計至期末的收付與債權:屆時仍在的容量、宣布帶來的股價上升、競爭對手的模型公司所能帶來者皆不計入",
        "收益只计至期末的收付与债权:届时仍在的容量、宣布带来的股价上升、竞争对手的模型公司所能带来者皆不计入",
    ),
    "one showdown on the book's dues; ask miss or survive for the bargains of a run": (
        "僅就帳本應付款的一次攤牌;模擬中的協商請問 miss 或 survive",
        "仅就账本应付款的一次摊牌;模拟中的协商请问 miss 或 survive",
    ),
}
