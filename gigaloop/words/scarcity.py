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
}
