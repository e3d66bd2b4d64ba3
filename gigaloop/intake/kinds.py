"""Words that tell the kind of a deal, who gives and who gets, how far it has come, and what is no deal at all.

Chinese stands in its Simplified form (`script.fold`). Each kind has three patterns: what names it, verbs whose subject is
`from`, verbs whose subject is `to`.
"""

from __future__ import annotations

import re

_COMPUTE = r"cloud|comput(?:e|ing)|GPU (?:capacity|clusters?|cloud|services?|servers?)|AI (?:infrastructure|capacity|servers?)|server(?:s| capacity| rental)|inference capacity|云服务|云计算|云端|云基础设施|云合同|云合约|云容量|云订单|云协议|云资源|算力|计算能力|运算能力|运算资源|计算资源|运算容量|运算(?:服务|产能)|服务器租(?:赁|用)|GPU资源|GPU算力|GPU云"
_CHIP = r"chips?|GPUs?|TPUs?|accelerators?|processors?|wafers?|HBM|DRAM|memory|semiconductors?|superchips?|AI (?:systems|racks)|芯片|晶片|加速器|处理器|晶圆|GPU|TPU|内存|记忆体|存储器|加速卡|AI系统|机柜|AI服务器"
_SITE = r"data[- ]cent(?:er|re)s?|campus(?:es)?|sites?|facilit(?:y|ies)(?! agent)|buildings?|shell|megawatts?|\bMW\b|gigawatts?|\bGW\b|power capacity|数据中心|资料中心|机房|园区|厂房|容量|吉瓦|兆瓦|瓩"
_DEAL = r"contracts?|deals?|agreements?|pacts?|orders?|accords?|arrangements?|commitments?|partnerships?|合同|合约|协议|订单|协定|交易"

_BUY = r"\b(?:plac(?:e[sd]|ing)(?= (?:an? )?[^.;]{0,40}orders?\b)|(?:hand|award|giv|gave|grant|pass)(?:e[ns]?|s|ed|ing|es)?(?= [^.;]{0,50}\b(?:contracts?|orders?|deals?|business)\b)|cho(?:ose[sn]?|sen?|osing)|pick(?:s|ed)|select(?:s|ed)|lin(?:e[sd]) up|contract(?:s|ed)? (?=for|with)|buy(?:s|ing)?|bought|purchas(?:e[sd]?|ing)|rent(?:s|ed|ing)?(?! out)|order(?:s|ed|ing)(?!\sbook)|pay(?:s|ing)?|paid|spen[dt](?:s|ing)?|commit(?:s|ted|ting)?|us(?:e[sd]?|ing)|secur(?:e[sd]?|ing)|tak(?:e[sn]?|ing)|took|deploy(?:s|ed|ing)?|tap(?:s|ped|ping)?|book(?:s|ed)|procur(?:e[sd]?|ing)|obtain(?:s|ed|ing)?|lock(?:s|ed) in|reserv(?:e[sd]?|ing)|sourc(?:e[sd]?|ing)|acquir(?:e[sd]?|ing)|gain(?:s|ed)? access|get(?:s|ting)? access|turn(?:s|ed)? to|access)\b|采购|购买|订购|租用|租下|支付|下单|购置|买入|买下|部署|承诺购买|使用|预订|购入|订下|锁定|购进|采用|租借"
_SELL = r"\b(?:sell(?:s|ing)?|sold|suppl(?:y|ies|ied|ying)|provid(?:e[sd]?|ing)|deliver(?:s|ed|ing)?|host(?:s|ed|ing)?|ship(?:s|ped|ping)?|w[io]n(?:s|ning)?|land(?:s|ed)|offer(?:s|ed|ing)?|rent(?:s|ed|ing)? out|bags?|bagged|clinch(?:es|ed)|receiv(?:e[sd]?|ing) (?:an? )?(?:[\w$. -]{0,40})order|mak(?:e|ing) available)\b|出售|供应|提供|交付|出租|供货|赢得|拿下|(?:收到|接获|接到|斩获|揽获|承接|夺得|抢下|接下|获得?)[^,，。]{0,24}(?:订单|合同|合约|单)|卖给|供给|租给"
_INVEST = r"\b(?:invest(?:s|ed|ing)?|back(?:s|ed|ing)?|le(?:a)?d(?:s|ing)?|participat\w+|commit(?:s|ted)?|pour(?:s|ed|ing)?|inject(?:s|ed|ing)?|buy(?:s|ing)?|bought|purchas\w+|tak(?:e[sn]?|ing)|took|acquir\w+|put(?:s|ting)?|contribut\w+|own(?:s|ed)?|hold(?:s|ing)?|subscrib\w+|anchor\w*|pay(?:s|ing)?|paid|spen[dt])\b|投资|入股|注资|出资|认购|领投|跟投|参投|收购|持有|买入|投入|购入|购买|增资|斥资|取得|获得|押注|增持"
_RAISE = r"\b(?:rais(?:e[sd]?|ing)|secur(?:e[sd]?|ing)|receiv(?:e[sd]?|ing)|sell(?:s|ing)?|sold|land(?:s|ed)|attract(?:s|ed|ing)|clos(?:e[sd]|ing)|issu(?:e[sd]?|ing)|seek(?:s|ing)?|win(?:s|ning)?|won|gets?|got)\b|融资|募资|募集|筹集|筹资|引入|获[^,，。]{0,16}(?:投资|注资|出资|入股|领投|融资)|获得?(?=投资|注资)|完成[^,，。]{0,16}融资|集资|出售"
_LEND = r"\b(?:lend(?:s|ing)?|lent|provid(?:e[sd]?|ing)|extend(?:s|ed|ing)?|arrang(?:e[sd]?|ing)|underwr\w+|le(?:a)?d(?:s|ing)?|buy(?:s|ing)?|bought|commit(?:s|ted|ting)?|financ(?:e[sd]?|ing)(?= (?:the|a|its|CoreWeave))|invest(?:s|ed|ing)?|offer(?:s|ed|ing)?|giv(?:e[sn]?|ing)|hold(?:s|ing)?)\b|提供|放贷|贷给|借给|发放|认购|出借|承销|贷放|贷款(?=[^,，。]{0,24}[予给])"
_BORROW = r"\b(?:borrow(?:s|ed|ing)?|rais(?:e[sd]?|ing)|secur(?:e[sd]?|ing)|sell(?:s|ing)?|sold|issu(?:e[sd]?|ing)|obtain(?:s|ed|ing)?|clos(?:e[sd]|ing)|gets?|got|receiv(?:e[sd]?|ing)|sign(?:s|ed|ing)?|dr[ae]w(?:s|n|ing)?|tak(?:e[sn]?|ing) out|took out|tap(?:s|ped|ping)?|pric(?:e[sd]|ing)|seek(?:s|ing)?|land(?:s|ed)|complet\w+|plac(?:e[sd]|ing)|enter(?:s|ed|ing)? into|offer(?:s|ed|ing)?|nears?|lines? up|lined up|upsiz\w+)\b|借入|借款|发行|获得?|取得|筹集|筹得|筹措|签署|签订|募集|动用|发债|举债|(?<![元的])融资|提取|发售|申请|敲定|达成|(?<![元的笔项份得供])贷款(?=[^,，。]{0,4}\d)(?![^,，。]{0,24}[予给])"
_GIVE = r"\b(?:grant(?:s|ed|ing)?|giv(?:e[sn]?|ing)|gave|award(?:s|ed|ing)?|issu(?:e[sd]?|ing)|provid(?:e[sd]?|ing)|offer(?:s|ed|ing)?|pledg(?:e[sd]?|ing)|approv(?:e[sd]?|ing)|hand(?:s|ed|ing)?|fund(?:s|ed|ing)?|subsidi\w+|pay(?:s|ing)?|paid|pours?|inject\w*|earmark\w*|allocat\w+|commit\w*|shar(?:e[sd]?|ing)|will spend|extend\w*|spend)\b|提供|授予|授与|给予|发行|补助|补贴|拨款|资助|拨出|拨付|支付|投入|发放|核准|批准|分给|挹注"
_GET = r"\b(?:receiv(?:e[sd]?|ing)|gets?|got|getting|win(?:s|ning)?|won|secur(?:e[sd]?|ing)|obtain(?:s|ed|ing)?|collect(?:s|ed|ing)?|tak(?:e[sn]?|ing)|took|hold(?:s|ing)?|(?:ha[sd]|have)(?!\s(?:\w+ly\s|also\s|now\s|already\s|been\s)?\w+(?:ed|en|un|wn|nt|de|id|ught|ot|ft)\b)|retain(?:s|ed)?|keep(?:s|ing)?|earn(?:s|ed)?|is entitled|acquir(?:e[sd]?|ing)|be granted|was granted|were granted|land(?:s|ed))\b|获得?|取得|抽取|收取|拥有|保有|享有|拿到|保留|得到|抽成|收到"

_STATE = r"(?:\b(?:the )?(?:state|province|city|county|commonwealth) of [A-Z][a-z]+|\bgovernment\b(?! (?:agenc|offici|bond|contract))|\bministry\b|\bEuropean Commission\b|\bCommerce Department\b|\blawmakers\b)"
_STATE_ZH = r"(?:政府|财政部|经产省|商务部|委员会|工业部|经济部)"

#: kind -> (what names it, verbs whose subject is `from`, verbs whose subject is `to`); earlier kinds win over later
KINDS: dict[str, tuple[str, str, str]] = {
    "residual_guarantee": (r"residual[- ]value guarantee\w*|guarantee\w* (?:the |a )?residual value|残值(?:担保|保证)|担保[^,，。]{0,10}残值", r"\b(?:guarantee|provid|give|grant|offer|issue)\w*|担保|提供|保证", r"\breceiv\w+|获得?"),
    "capacity_backstop": (r"(?:buy|purchase|take|backstop)\w* (?:up )?(?:any |all |the )?(?:unsold|unused|residual|excess|remaining)[\w -]{0,20}(?:capacity|compute)|(?:unsold|unused|residual) (?:compute |computing |cloud )?capacity|capacity backstop|兜底承购|包销|(?:未售出?|剩余|闲置)(?:的)?(?:算力|容量|产能)", r"\b(?:buy|purchase|take|backstop|oblig|commit|agree)\w*|承购|购买|兜底|包销|收购|承诺", r"\bsell\w*"),
    "guarantee": (r"\bguarantee(?:s|d|ing)?\b|\bbackstop(?:s|ped|ping)?\b|credit support|担保|兜底(?!承购)|保证偿付|背书偿付", r"\bguarantee(?:s|d|ing)?\b|\bbackstop\w*|provid\w+|offer\w*|agree\w*|担保|提供|兜底", r"\breceiv\w+|obtain\w*|secur\w+|获得?|取得"),
    "warrant": (r"\bwarrants?\b(?! that)|认股权证?|认股证|认购权证", _GIVE, _GET),
    "revenue_share": (r"revenue[- ]shar\w+|shar(?:e|ing) (?:of )?(?:\d+(?:\.\d+)?(?:%| percent| per cent) of )?(?:its |the |their )?revenues?|\d+(?:\.\d+)?(?:%| percent| per cent) of (?:its |the |their |[\w']+ )?(?:\w+ )?revenues?|收入分成|营收分成|(?:收入|营收)的?[^,，。]{0,12}(?:分成|抽成|分给|归)|(?:营收|收入)中?抽取|抽成|分润", r"\b(?:shar|pay|giv|hand|remit|owe)\w*|\bpaid\b|支付|分给|分享|向|付给", r"\b(?:tak|receiv|get|collect|earn|entitled)\w*|\btook\b|抽取|收取|获得?|拿走|享有"),
    "power_purchase": (r"power[- ]purchase (?:agreement|deal|contract)s?|\bPPAs?\b|(?:electricity|energy|nuclear power|nuclear|solar|wind|power) (?:supply|offtake|purchase|deal|agreement|contract)s?|(?:buy|purchase|supply|sell)\w* [^.;]{0,40}(?:electricity|nuclear power|of power\b|solar power|nuclear energy|wind power)|购电|供电(?:协议|合同|合约)|电力(?:采购|供应|购买)(?:协议|合同|合约)?|(?:采购|购买|供应|提供)[^,，。]{0,20}(?:电力|核电|绿电)", _BUY, _SELL),
    "deposit": (r"\badvance payments?\b|\bup-?front payments?\b|\bpa(?:y|ys|id|ying)\b[^.;]{0,40}\b(?:up ?front|in advance)\b|\bprepay\w*|\bprepaid\b|\bpre-?payments?\b|\bpaid? (?:[\w$. ]{0,30})in advance|\bdeposits?\b(?! rate)|\bdown ?payments?\b|预付|订金|定金|押金|保证金", r"\bprepa(?:id|y|ys|ying)\b|\bpa(?:y|id|ys|ying)\b|\badvanc(?:es|ed|ing)\b|mak\w+|made|plac\w+|deposit\w*|预付|支付|缴纳", r"\breceiv\w+|\bgets?\b|collect\w*|收到|收取|获得?"),
    "right": (r"right of first (?:refusal|offer)|exclusiv(?:e|ity)(?: \w+){0,3} (?:rights?|provider|partner|supplier|agreement|access|licen[sc]e|cloud|deal|host)|first[- ]refusal|优先(?:购买|采购|承购|认购|选择|谈判)权|独家(?:授权|供应|使用|合作|云|权|协议|供货)|排他(?:性)?(?:权|协议|条款)?", r"\b(?:grant|giv|gave|award|offer)\w*|授予|给予|授权", _GET),
    "grant": (rf"\btax (?:breaks?|credits?|abatements?|incentives?|relief)\b|\bincentives? (?:worth|of|package|totall?ing)|{_STATE}[^.;]{{0,60}}\b(?:award|grant|giv|gave|hand|provid|offer|approv|pledg|earmark|set aside|commit)\w*|\b(?:award|grant|giv|approv|pledg|offer)\w*[^.;]{{0,60}}\bby {_STATE}|{_STATE_ZH}[^,，。]{{0,10}}(?:给予|提供|核定|批准|拨|奖励|资助|补)|减税|租税优惠|税收(?:优惠|减免)|奖励金|\bgrants?\b(?= (?:to|for|from|worth|of|under))|\bsubsid\w+|(?:state|public|government) (?:aid|support|funding)|\baward(?:s|ed)? [^.;]{0,40}(?:CHIPS|grant)|补助|补贴|拨款|资助|财政支持|援助", _GIVE, _GET),
    "chip_lease": (r"(?:leas|rent)(?:e|es|ed|ing|s)\b[^.;]{0,50}\b(?:chips?|GPUs?|TPUs?|accelerators?|processors?|systems)\b|(?:chip|GPU|TPU|accelerator|hardware|equipment)[- ](?:leas|rental)\w*|(?:租赁|租用|出租|承租|租借)[^,，。]{0,24}(?:芯片|晶片|GPU|TPU|加速器|处理器)|(?:芯片|晶片|GPU|设备)租赁|(?:芯片|晶片|GPU)[^,，。]{0,6}(?:租给|出租)", r"\b(?:leas|rent)(?:e|es|ed|ing|s)?\b(?![^.;]{0,60}\bto [A-Z])|租用|租赁|承租|租借", r"\b(?:leas|rent)(?:e|es|ed|ing|s)?\b(?=[^.;]{0,60}\bto [A-Z])|出租|租给|rent\w* out"),
    "loan": (r"\bloans?\b|credit (?:facilit\w+|lines?|agreement)|\b(?:senior |convertible |secured |unsecured |corporate |junk |investment-grade |high-yield )*(?:bonds?|notes|debt (?:financing|offering|deal|package|facility|sale|raise)|debentures)\b|term loans?|\brevolv\w+|\bborrow(?:s|ed|ing)?\b|\blend(?:s|ing)?\b|\blent\b|\bdebt financing|asset-backed (?:securities|financing)|in debt\b|of debt\b|private credit (?:deal|facility)|贷款|债券|发债|公司债|借款|信贷|授信|票据|可转债|举债|融资租赁|债务融资|联贷|银团|放贷|美元债|债权融资", _LEND, _BORROW),
    "acquisition": (r"\bacqui(?:re[sd]?|ring|sition)\b(?![^.;]{0,40}\b(?:stake|shares|interest|chips?|GPUs?|capacity|equity|compute|computing|land|power)\b)|\btakeover\b|\bbuyout (?:of|deal)\b|\bmerg(?:er|e[sd]?|ing)\b|\b(?:buy|buys|buying|bought|purchase[sd]?|purchasing)\b(?= (?:the |a |an |its |rival |[\w'-]+ ){0,5}(?:startup|start-up|company|firm|maker|developer|specialist|operator|provider|[A-Z]\w+(?: [A-Z][\w.]*){0,3} (?:for|in an? (?:all-|deal|\$|cash))))|收购(?![^,，。]{0,14}(?:股权|股份|%|芯片|晶片|算力))|并购|买下(?![^,，。]{0,10}(?:股|芯片))|合并案?", r"\bacquir\w+|\bbuy\w*|\bbought\b|purchas\w+|takes? over|tak\w+|agree\w*|merg\w+|收购|并购|买下|购买", r"\bsell\w*|\bsold\b|被"),
    "stake": (r"\binvest(?:s|ed|ing|ment|ments)?\b(?!-grade| bank| firm| research| (?:thesis|plan))|\bstakes?\b|\bequity (?:investment|funding|financing|round|injection|stake|interest|infusion|capital)\b|\b(?:funding|financing|investment|fundraising) rounds?\b|\bSeries [A-H]\b|\bfund(?:ing|raise|raising)\b|\bshares? (?:in|of) (?=[A-Z])|\bprivate placement\b|\b(?:common|preferred|ordinary|newly issued) (?:stock|shares)\b|\brais(?:e[sd]?|ing)\b(?=[^.;]{0,30}(?:\$|€|£|¥|billion|million))|\bback(?:s|ed|ing)\b(?=[^.;]{0,30}(?:\$|billion|million|startup))|\bput(?:s|ting)?\b(?=[^.;]{0,24}(?:\$|€|£|billion|million)[^.;]{0,24}\binto\b)|\bcapital injection|\binject(?:s|ed|ing)?\b|投资(?!者|人|家|银行|级|建设|机构|无法|失利|失败|回报|风险|机会|热潮|热|收益|组合|泡沫|领域|理念|逻辑|价值|标的|评级|支出|策略|周期)|入股|注资|出资|认购(?!权)|领投|参投|跟投|股权|股份|持股|融资(?!租赁)|增资|[A-F]轮|战略投资|募资|筹资", _INVEST, _RAISE),
    "chip_codesign": (rf"(?:co-?develop|jointly develop|co-?design|jointly design|develop(?:ing|ed)? together|collaborat\w+ (?:on|to (?:develop|design)))[^.;]{{0,40}}(?:{_CHIP})|(?:design|develop)\w* (?:and \w+ )?(?:custom|bespoke|its own|in-house)[^.;]{{0,30}}(?:chips?|accelerators?|processors?|silicon)|(?:共同|联合|合作|携手)(?:开发|研发|设计|打造)[^,，。]{{0,24}}(?:芯片|晶片|加速器|处理器)|(?:芯片|晶片)(?:共同|联合)(?:开发|设计)", r"(?!)", r"(?!)"),
    "chip_purchase": (rf"(?:{_BUY}|{_SELL})[^.;。；]{{0,80}}?(?:(?<![A-Za-z])(?:{_CHIP})(?![a-z]))|(?:{_DEAL})[^.;,，。；]{{0,24}}\b(?:to|for) (?:mak|build|produc|suppl|manufactur|fabricat|ship|deliver)\w*[^.;,]{{0,30}}(?<![A-Za-z])(?:{_CHIP})(?![a-z])|(?<![A-Za-z])(?:{_CHIP})(?![a-z])[^.,;，。；]{{0,24}}(?:{_DEAL})|(?:芯片|晶片|晶圆)(?:采购|供应|供货)", _BUY, _SELL),
    "capacity_lease": (rf"\b(?:leas(?:e|es|ed|ing)|rent(?:s|ed|ing|al)?|colocation|hosting)\b[^.;]{{0,70}}(?:{_SITE})|(?:{_SITE})[^.;,]{{0,30}}\bleas(?:e|es|ed|ing)\b|\b(?:leas|rent)(?:es|ed|ing)\b[^.;]{{0,40}}\b\d+[- ]years?\b|\bleases?\b(?= (?:agreement|deal|contract|with|valued|worth))|\b(?:hosting|colocation) (?:agreement|contract|deal)|租约|(?:租赁|租用|承租|出租|租下)[^,，。]{{0,24}}(?:{_SITE})|(?:数据中心|资料中心|园区|机房)[^,，。]{{0,8}}(?:租赁|租约|租用)|托管(?:协议|合同|合约)", r"\b(?:leas|rent)(?:e|es|ed|ing|s)?\b(?![^.;]{0,60}\bto [A-Z])|" + _BUY + r"|租用|租赁|承租|租下", r"\b(?:leas|rent)(?:e|es|ed|ing|s)?\b(?=[^.;]{0,60}\bto [A-Z])|" + _SELL + r"|出租|租给"),
    "capacity_build": (rf"\b(?:build(?:s|ing)?|built|construct(?:s|ed|ing)?|develop(?:s|ed|ing)?)\b[^.;]{{0,70}}(?:{_SITE})[^.;]{{0,60}}\bfor\b(?= (?:the )?[A-Za-z]*[A-Z])|(?:为|替)[^,，。]{{1,16}}(?:建设|兴建|建造|打造|开发)[^,，。]{{0,20}}(?:{_SITE})|(?:建设|兴建|建造|合建)[^,，。]{{0,16}}(?:数据中心|资料中心|园区)", r"\b(?:build|construct|develop|fund|financ)\w*|\bbuilt\b|建设|兴建|建造|打造|开发|出资|投资", r"(?!)"),
    "compute_purchase": (rf"(?:{_BUY}|{_SELL})[^.;。；]{{0,80}}?(?<![A-Za-z])(?:{_COMPUTE}|capacity)(?![a-z])|(?<![A-Za-z])(?:{_COMPUTE})(?![a-z])[^.,;，。；]{{0,30}}(?:{_DEAL})|(?:{_DEAL})[^.,;，。；]{{0,40}}(?<![A-Za-z])(?:{_COMPUTE}|capacity)(?![a-z])|云合同|云合约|算力(?:合同|合约|协议|订单|采购)|(?:{_COMPUTE})(?=支出|开支|费用|spending)", _BUY, _SELL),
}  # fmt: skip
COMPILED = {kind: tuple(re.compile(pattern, re.I) for pattern in three) for kind, three in KINDS.items()}

#: a deal whose kind only its parties tell
ANY_DEAL = re.compile(
    rf"\b(?:sign\w*|ink\w*|struck|strik\w+|won|win\w*|land\w*|agree\w*|reach\w*|announc\w+|secur\w+|clos\w+|award\w*|under (?:a|an|the|its)|part of (?:a|an|its)|its|includ\w+|has|have|had|with|a|an|worth|valued)\b[^.;]{{0,70}}?\b(?:{_DEAL.split('|合同')[0]})\b|(?:签署|签订|签下|签|达成|敲定|宣布|拿下|获得?|赢得)[^,，。]{{0,30}}(?:合同|合约|协议|订单|交易|合作)|(?:大单|合约|合同|订单|交易)",
    re.I,
)

#: stage -> words; the first that stands in the clause counts
STAGES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (stage, re.compile(words, re.I))
    for stage, words in (
        ("rejected", r"\b(?:reject(?:s|ed)|turned down|rebuff\w*|declined to (?:invest|fund|join|back)|refused)\b|拒绝|遭拒|婉拒|未获支持|回绝"),
        ("cancelled", r"\b(?:cancel(?:s|led|ed|ling)?|scrap(?:s|ped)|drop(?:s|ped) (?:an?|the|its) (?:plan|deal|bid|order|sale|offer)\w*|shelv(?:e[sd])|call(?:s|ed) off|walk(?:s|ed) away|abandon(?:s|ed)|pull(?:s|ed) out|terminat(?:e[sd]|ing)|collapsed|fell through)\b|取消|终止|叫停|放弃|搁置|告吹|撤回|破局|退出(?=[^,，。]{0,8}(?:交易|协议|投资|谈判))"),
        ("loi", r"letters? of intent|\bLOI\b|memorandum of understanding|memoranda|\bMOU\b|non-?binding|preliminary (?:agreement|deal)|term sheet|framework agreement|意向书|备忘录|意向协议|框架协议|初步协议|无约束力|不具约束力|意向性"),
        ("talks", r"\b(?:in (?:[\w-]+ ){0,2}(?:talks|discussions|negotiations)|(?:talks|discussions|negotiations) (?:to|with|about|over|on)|consider(?:s|ed|ing)|explor(?:e[sd]?|ing)|weigh(?:s|ed|ing)|negotiat\w+|plan(?:s|ned|ning)? (?:to|an?)|could|may|might|would|seek(?:s|ing)? (?:to|a)|looking to|nearing|nears|close to (?:a|sign|finaliz)\w*|discuss(?:es|ed|ing)|mull(?:s|ed|ing)|aims? to|intends? to|eyes|eyeing|proposed|potential(?:ly)? (?:invest|deal|loan)\w*)\b|(?<!模)拟|计划(?=[^,，。]{0,4}(?:向|投资|收购|采购|以|与|对|为|斥资|在|融资|发行|购))|洽谈|考虑|讨论|正寻求|寻求|有意|磋商|谈判|商谈|或将|据传|传出?[^,，。]{0,6}(?:将|拟)|评估|接洽|打算|接近(?=达成|敲定|完成)|酝酿|协商"),
        ("ended", r"\b(?:expired|lapsed|ended its|end(?:s|ed) (?:the|an?) (?:agreement|contract|partnership))\b|(?<!年)到期(?!日)|已届满"),
        ("drawn", r"(?<![-\w])(?:drawn|drew|draws|draw(?:ing)? down|fully funded)\b(?! (?:from|interest|attention))|动用|提取"),
        ("delivered", r"\b(?:complet(?:e[sd]|ing|ion of)|(?:has|have) (?:invested|acquired|paid|delivered)|(?<!be )delivered|finali[sz]ed its|funded)\b|(?:已|正式)?完成(?=[^,，。]{0,16}(?:收购|投资|交割|交付|入股|融资|注资))|完成交割|已交付|已支付|已交割"),
        ("signed", r"\b(?:sign(?:s|ed|ing)?|definitive|ink(?:s|ed)|struck|strikes|seal(?:s|ed)|clos(?:e[sd]|ing) (?:an?|the|its|on)|enter(?:s|ed) into|priced|executed|finali[sz]ed)\b|签署|签订|签下|签约|签了|敲定|(?<![\u4e00-\u9fff])签|订立|与[^,，。]{1,14}签"),
        ("announced", r"\b(?:announc\w+|agree[sd]?|agreed|said|says|unveil\w+|disclos\w+|reveal\w+|commit\w*|pledg\w+|will)\b|宣布|公布|同意|达成|表示|披露|承诺|公告|透露|将"),
    )
)  # fmt: skip

#: what is no deal: the words beside a number -> why
VALUED = re.compile(
    r"(?:valu(?:ed|ing|es|ation|e)\b[^.;$]{0,44}(?:at|of|to|above|over)?[^.;$\d]{0,16}|market (?:cap\w*|value)[^.;$]{0,28}|worth (?:of the company )?|capitali[sz]ation[^.;$]{0,20}|pre-money[^.;$]{0,12}|post-money[^.;$]{0,12}|估值[^,，。\d]{0,14}|市值[^,，。\d]{0,16}|身价[^,，。\d]{0,8})$",
    re.I,
)
VALUED_AFTER = re.compile(r"\s?(?:(?:pre|post)-money|valuation|market (?:cap|value)|的?估值|的?市值|company\b)", re.I)
OF_A_DEAL = re.compile(
    rf"(?:{_DEAL}|lease|transaction|loan|order|package|租约|总值|价值|总额|值)[^.;。；$]{{0,60}}(?:valu\w+|worth)[^.;$]{{0,12}}$|(?:deal|contract|agreement|transaction|lease|order|pact)s?,? (?:is |was )?(?:valu\w+|worth)[^.;$]{{0,16}}$",
    re.I,
)
REPORTED = re.compile(
    r"(?:revenues?|sales|profits?|net (?:income|loss)|earnings|backlog|performance obligations?|RPO|run[- ]rate|cash (?:flow|pile|position|and)|total debt|debt (?:of|load)|losses|guidance|operating income|bookings|收入|营收|利润|净利|在手订单|积压订单|剩余履约义务|履约义务|销售额|业绩|年化|净亏损|亏损|现金|负债总额|总债务|总负债|手中订单|待履约)[^.;。；$\d]{0,44}$",
    re.I,
)
REPORTED_AFTER = re.compile(
    r"\s?(?:in (?:\w+ ){0,3}(?:revenues?|sales|profits?|cash (?:flow|on hand)|earnings|losses|backlog)|of (?:\w+ ){0,2}(?:revenues?|sales|cash|backlog)|的?(?:年化|年度|年)?(?:收入|营收|利润|销售额|现金流|亏损|在手订单))",
    re.I,
)
BUDGET = re.compile(
    r"\bcapex\b|capital (?:expenditure|spending|outlay|investment)s?|\bbudget\w*|spending plan|资本(?:开支|支出)|预算|投资计划总",
    re.I,
)
SPEND = re.compile(
    r"\b(?:spend(?:s|ing)?|spent|invest(?:s|ing)?|investment|pour(?:ing)?)\b|投入|斥资|投资|支出|兴建", re.I
)
SUMMED = re.compile(
    r"\b(?:in all|all told|in total|altogether|combined|collectively|add(?:s|ed|ing)? up|bring(?:s|ing)? (?:the |its |their )?(?:total|combined)|brings? [^.;]{0,40} to|(?:total|cumulative) (?:commitments?|deals?|contracts?|value of)|totall?ing|in aggregate|together (?:the|these|they)|sum of|since (?:its )?(?:inception|founding)|has (?:now )?raised [^.;]{0,30}(?:in total|to date|so far))\b|合计|总计|共计|累计|加起来|总共(?!提供|投资)|相加|总额(?:已|超过|超|逾|达)[^,，。]{0,16}(?:合约|合同|交易)|(?:投资|融资|承诺|合约|合同|订单|支出)的?总[额值](?:已|累计|合计|超|逾|达|高达|约|突破)|这些(?:交易|合同|协议|合约)",
    re.I,
)
FORECAST = re.compile(
    r"\b(?:analysts?|economists?|Wedbush|Goldman(?: Sachs)?|Morgan Stanley|JPMorgan|Citi\w*|Jefferies|Bernstein|UBS|Barclays|TD Cowen|McKinsey|Gartner|IDC|consultants?|strategists?)\b[^.;]{0,60}\b(?:expects?|estimat\w+|predicts?|forecasts?|projects?|sees?|reckons?|believes?|said .{0,30}could|thinks?)\b|\b(?:is|are|was) (?:forecast|projected|expected|estimated) (?:to|at)\b[^.;]{0,30}(?:reach|total|exceed|be worth|grow|hit)|(?:分析师|分析人士|高盛|摩根士丹利|摩根大通|花旗|瑞银|券商|研究机构|市场|机构)[^,，。]{0,12}(?:预计|预测|预估|估计|估算|认为|预期)|市场规模",
    re.I,
)
PRICE = re.compile(
    r"(?:shares?|stock|price target|target price|share price|股价|目标价|每股|盘中|收盘|涨|跌)[^.;。；]{0,40}$", re.I
)
MARKET_MOVE = re.compile(
    r"(?:add(?:s|ed|ing)|wip(?:e[sd]?|ing)|eras(?:e[sd]?|ing)|gain(?:s|ed|ing)?|los[ets]\w*|shed)\b[^.;]{0,40}(?:market (?:value|cap\w*)|shareholder value)|市值(?:增|蒸发|缩水|大增|上涨|增长|增加|一度)|蒸发",
    re.I,
)
DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)\b|refut\w+|dismiss(?:es|ed) (?:a |the )?(?:report|rumou?r)|no (?:such )?(?:talks|plans?|deal|agreement|intention)|not (?:in talks|planning|considering|negotiating|going to|true)|untrue|is false|false report|never (?:agreed|signed|committed|planned)|has not (?:agreed|committed)|did not (?:agree|sign|invest|buy)|won't|will not|isn't|aren't)|否认|不实|没有(?:计划|意向|与|向|签|任何)|并未|未曾|不会|无意|并非事实|辟谣|从未",
    re.I,
)
PURPOSE = re.compile(
    r"(?:,? (?:to (?:help )?(?:finance|fund|pay for|support|cover|bankroll|refinance)|for use in|which (?:it )?(?:will|plans to) use|used to|backed by|secured by|collaterali[sz]ed by|in order to|to help))\b|以支应|以便|用于|用以|用来|以支持|以购买|以采购|以建设|作为[^,，。]{0,16}的一部分|以协助|协助该|助其|支付这笔|帮助[A-Za-z\u4e00-\u9fff]{1,8}支付",
    re.I,
)
MORE = re.compile(
    r"\b(?:expand(?:s|ed|ing)?|expansion|additional|extend(?:s|ed|ing)?|increas(?:e[sd]?|ing)|rais(?:e[sd]|ing) (?:the|its)|upsiz\w+|top[s-]? ?up|enlarg\w+|amend\w*|revis\w+|renegotiat\w+)\b|扩大|追加|增至|扩充|提高|上调|修订|修改|续约|加码|扩展|再投|再度",
    re.I,
)
PART = re.compile(
    r"\b(?:as )?part of\b|\binclud(?:es|ing)\b|\bportion of\b|\bof which\b|tranche|其中|一部分|部分资金|首批|首期|分期",
    re.I,
)
