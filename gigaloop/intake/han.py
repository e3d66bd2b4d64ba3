"""Firms with Chinese names that nobody lists: by the end of a whole name, and by the words that stand around a short one.

`frames.csv` holds the words around, `{X}` the name: who knows the language adds a row. Folded text throughout (`script.fold`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from gigaloop.intake import lexicon
from gigaloop.intake.words import GENERAL_ZH, NO_FIRM_ZH, SUFFIX_ZH

_HAN = r"[\u4e00-\u9fff]"
#: a bracket inside a whole name: 华庆超算(甘肃)科技有限公司
_WHERE = rf"(?:[(（]{_HAN}{{2,4}}[)）])?"
_LEGAL = re.compile(
    rf"(?:{_HAN}|[A-Z]){{2,14}}?{_WHERE}{_HAN}{{0,12}}?(?:(?:股份|集团)?有限(?:责任)?公司|合伙企业(?:[(（]有限合伙[)）])?)"
)
_WHOLE = re.compile(
    rf"[\u4e00-\u9fffA-Za-z0-9]{{2,10}}?(?:{SUFFIX_ZH})(?!设备|巨头|巨擘|业者|大厂|厂商|公司|集团|企业|龙头|商|产业|服务|事业)"
)
#: 'X公司', 杭州X公司: a name that is kept back
_LETTER = re.compile(
    r"(?:(?:上海|北京|杭州|深圳|广州|苏州|南京)(?=[A-Z](?:公司|国企|集团)))?(?<![A-Za-z])[A-Z](?:公司|国企|集团)(?!债|股)"
)
_LED = re.compile(r"[的向与和及跟对从由给为将让获把,，]|宣布|公告|披露|旗下|(?:子|孙)公司")
_CUT = re.compile(
    r"(?:[的向与和及跟对从由给为被了在到将是让助获把旗下]|宣布|投资|收购|入股|采购|购买|租用|签署|提供|支付|获得|出资|公司|企业|业者|初创|新创|并购|基础设施|表示|计划|同意|认购|领投|融资|旗下|成立|包括|[营运]?运商|运营商|开发商|供应商|制造商|服务商|日本|美国|英国|法国|德国|韩国|中国|台湾|印度|阿联酋|沙特|挪威|加拿大|澳洲|荷兰|以色列|新加坡)"
)
#: words that no name of a firm holds: a description of several, or of none
_GENERAL = re.compile(
    r"(?:计算|运算|用)电|^(?:全球|专注|聚焦|前沿|尖端|推动|支持|帮助|带动|促进|成为|作为|协助|鼓励|要求|避免|确保|多方|使得|令|让|购买|布局|以及|来自|依托|发展|清洁|未来)|子公司|孙公司|分公司|下属|法案|没有|更多|其他|其它|新兴|大型|多家|数家|各家|这|那|其|后续|一系列|允许|案中|第[一二三]|成员|包括|所有|部分|传统|领先|头部|自家|自有|竞争|建设|相关|任何|许多|不少|全球最|每家|两家|三家|等公司|模型公司|科技公司|云端公司|硬件|软件公司|上述|本土|主权|GW|MW"
)
_STOPS = "的了将已把被在也又还更其各与和及向从对为以由获是有这那哪每该此本并且但而或到至于等个位笔项轮些第另他她它们我你不没再就都只很最则若如因所之"
#: a short name: letters that hold no names are none of its own
_SHORT = rf"((?:[A-Z]{{2,6}}(?={_HAN}))?(?:(?![{_STOPS}]){_HAN}){{2,6}}?|(?:{_HAN}{{2}})?[A-Z]公司)"
#: what is no name though it stands where names stand
_NO_NAME = re.compile(
    r"^(?:[股人台块颗张片]|第三方|对方|一方|客户|多方|各方|公司|企业|投资人|投资者|投资方|认购人|股东|银行|政府|市场|外界|上市|控股|全资|国内|国外|海外|当地|美国|中国|日本|台湾|欧洲|近期|近日|日前|今年|去年|明年|此前|目前|未来|算力|云端|芯片|晶片|半导体|数据|资料|合作|协议|合同|项目|计划|双方|两家|三家|多家|数家|旗下|子公司|全球|人工智能|资本|资金|现金|股份|股权|股票|债券|服务|产品|系统|平台|技术|战略|独家|首次|同时|随后|其中|不过|而且|因此|由于|如果|虽然|然而|以及|以便|或者|探讨|商讨|讨论|研究|评估|谈判|洽谈|磋商|接触|进行|深入|先前|早前|早些|稍早|日后|届时|人配|认购|配售|配发|剩余|部分|有限|下属|所属|允许|修正案|消息|报道|报导|传闻|合资|交易|收盘|股价|分析|预计|预期|估计|大约|至少|最多|超过)|(?:客户|用户|伙伴|业者|厂商|企业|机构|巨头|大厂|公司|员工|高层|方面|部门|业务|事业|资产|团队|市场|领域|行业|产业|项目|计划|中心|协议|合同|订单|金额|资金|股份|股权|服务|产品|技术|能力|需求|供应链|电力|算力|云端|年|月|日|元|亿|万|中|内|上|下|时)$"
)


def _frames() -> list[re.Pattern[str]]:
    with Path(__file__).with_name("frames.csv").open(encoding="utf-8") as file:
        return [re.compile(row["frame"].replace("{X}", _SHORT)) for row in csv.DictReader(file)]


_FRAMES = _frames()


def firms(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a stretch names firms by their whole names, then by their places; a later one may lie inside an earlier.

    >>> t = "莲花紫星与新锐存储签订合同,由金刚数智提供算力"; [t[a:b] for a, b in firms(t, 0, len(t))]
    ['金刚数智', '新锐存储', '莲花紫星']
    """
    for pattern in (_LEGAL, _WHOLE, _LETTER):
        for hit in pattern.finditer(folded, start, end):
            whole = pattern is _LEGAL
            cuts = list(
                (_LED if whole else _CUT).finditer(folded, hit.start(), hit.end() - 4 if whole else hit.end() - 1)
            )
            a = cuts[-1].end() if cuts and pattern is not _LETTER else hit.start()
            if pattern is _LETTER or _named(folded, a, hit.end()):
                yield a, hit.end()
    for frame in _FRAMES:
        for hit in frame.finditer(folded, start, end):
            a, b = hit.span(1)
            if (
                not _NO_NAME.search(hit[1])
                and hit[1] not in NO_FIRM_ZH
                and not _GENERAL.search(hit[1])
                and not lexicon.words(folded, a, b)
            ):
                yield a, b


def _named(folded: str, a: int, b: int) -> bool:
    """Whether a whole name is one: not what all such firms are called, no sum, no thing."""
    words = folded[a:b]
    return (
        len(words) >= 3
        and not re.match(r"(?:科技|技术|集团|股份|投资)?(?:股份|集团)?有限", words)
        and "该" not in words
        and words not in NO_FIRM_ZH
        and not _GENERAL.search(words)
        and not re.match(r"支出|开支|市场|成本|电厂|电站|发电|反应", folded[b : b + 2])
        and not re.search(r"\d|[元亿万]", words)
        and len(re.sub(f"{GENERAL_ZH}|{SUFFIX_ZH}|公司|企业", "", words)) > 1
    )


__all__ = ["firms"]
