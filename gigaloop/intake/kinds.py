"""How far a deal has come, and the words that deny it, name its purpose, enlarge it, or make it a part of another."""

from __future__ import annotations

import re

#: stage -> words; the first that stands in the clause counts
STAGES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (stage, re.compile(words, re.I))
    for stage, words in (
        ("rejected", r"\b(?:reject(?:s|ed)|vot(?:ed|es|ing) (?:down|against)|turned down|rebuff\w*|declined to (?:invest|fund|join|back)|refused)\b|(?<!优先)拒绝(?!权)|遭拒|婉拒|未获支持|回绝"),
        ("cancelled", r"\b(?:cancel(?:s|led|ed|ling)?|scrap(?:s|ped)|drop(?:s|ped) (?:an?|the|its) (?:plan|deal|bid|order|sale|offer)\w*|shelv(?:e[sd])|call(?:s|ed) off|walk(?:s|ed) away|abandon(?:s|ed)|pull(?:s|ed) out|terminat(?:e[sd]|ing)|collapsed|fell through)\b|取消|终止|暂缓|中止|叫停|放弃|搁置|告吹|撤回|破局|退出(?=[^,，。]{0,8}(?:交易|协议|投资|谈判))"),
        ("loi", r"letters? of intent|\bLOI\b|memorandum of understanding|memoranda|\bMOU\b|non-?binding|preliminary (?:agreement|deal)|term sheet|framework agreement|意向书|备忘录|意向协议|框架协议|初步协议|无约束力|不具约束力|意向性"),
        ("talks", r"\b(?:in (?:[\w-]+ ){0,2}(?:talks|discussions|negotiations)|(?:talks|discussions|negotiations) (?:to|with|about|over|on)|consider(?:s|ed|ing)|explor(?:e[sd]?|ing)|weigh(?:s|ed|ing)|negotiat\w+|plan(?:s|ned|ning)? (?:to|an?)|could|may|might|would|seek(?:s|ing)? (?:to|a)|looking to|nearing|nears|close to (?:a|sign|finaliz)\w*|discuss(?:es|ed|ing)|mull(?:s|ed|ing)|aims? to|intends? to|eyes|eyeing|proposed|potential(?:ly)? (?:invest|deal|loan)\w*)\b|(?<!模)拟|计划(?=[^,，。]{0,4}(?:向|投资|收购|采购|以|与|对|为|斥资|在|融资|发行|购))|洽谈|考虑|讨论|正寻求|寻求|有意|磋商|谈判|商谈|或将|据传|传出?[^,，。]{0,6}(?:将|拟)|评估|接洽|打算|接近(?=达成|敲定|完成)|酝酿|协商"),
        ("ended", r"\b(?:expired|lapsed|ended its|end(?:s|ed) (?:the|an?) (?:agreement|contract|partnership))\b|(?<!年)到期(?!日)|已届满"),
        ("drawn", r"(?<![-\w])(?:drawn|drew|draws|draw(?:ing)? down|fully funded)\b(?! (?:from|interest|attention))|动用|提取"),
        ("delivered", r"\b(?:complet(?:e[sd]|ing|ion of)|(?:has|have) (?:invested|acquired|paid|delivered)|(?<!be )delivered|finali[sz]ed its|funded)\b|(?:已|正式)?完成(?=[^,，。]{0,16}(?:收购|投资|交割|交付|入股|融资|注资))|完成交割|已交付|已支付|已交割"),
        ("signed", r"\b(?:sign(?:s|ed|ing)?|definitive|ink(?:s|ed)|struck|strikes|seal(?:s|ed)|clos(?:e[sd]|ing) (?:an?|the|its|on)|enter(?:s|ed) into|priced|executed|finali[sz]ed)\b|签署|签订|签下|签约|签了|敲定|(?<![\u4e00-\u9fff])签|订立|与[^,，。]{1,14}签"),
        ("announced", r"\b(?:announc\w+|agree[sd]?|agreed|said|says|unveil\w+|disclos\w+|reveal\w+|commit\w*|pledg\w+|will)\b|宣布|公布|同意|达成|表示|披露|承诺|公告|透露|将"),
    )
)  # fmt: skip

DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)\b|refut\w+|dismiss(?:es|ed) (?:a |the )?(?:report|rumou?r)|no (?:such )?(?:talks|plans?|deal|agreement|intention)|not (?:in talks|planning|considering|negotiating|going to|true)|untrue|is false|false report|never (?:agreed|signed|committed|planned)|has not (?:agreed|committed)|did not (?:agree|sign|invest|buy)|won't|will not|isn't|aren't)|否认|不实|没有(?:计划|意向|与|向|签|任何)|并未(?=与|向|签|计划|投资|达成)|未曾|不会|无意|并非事实|辟谣|从未",
    re.I,
)
PURPOSE = re.compile(
    r"(?:,? (?:to (?:help )?(?:finance|fund|pay for|support|cover|bankroll|refinance)|for use in|which (?:it )?(?:will|plans to) use|used to|backed by|secured by|collaterali[sz]ed by|in order to|to help))\b|以支应|以便|以?满足|用于|用以|用来|以支持|以购买|以采购|以建设|作为[^,，。]{0,16}的一部分|以协助|协助(?:该|[A-Z])|助其|支付这笔|帮助[A-Za-z\u4e00-\u9fff]{1,8}支付",
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
