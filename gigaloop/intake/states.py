"""Governments as parties: a state, a ministry or a province that gives; names of places alone count before a verb of giving."""

from __future__ import annotations

import re

PLACES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|"
    "Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|"
    "New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|"
    "Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming|Ontario|Quebec|Alberta|Bavaria|Saxony|"
    "Japan|Germany|France|Italy|Spain|Britain|Canada|India|Australia|South Korea|Taiwan|Singapore|Malaysia|Israel|Ireland|Poland|Norway|"
    "Sweden|Finland|Denmark|Portugal|Brazil|Mexico|Saudi Arabia|Qatar|Kuwait|the UAE|Abu Dhabi|Dubai|Brussels|Berlin|Paris|Tokyo|Seoul|Ottawa|London|"
    "Minneapolis|Denver|Dallas|Houston|Austin|Phoenix|Atlanta|Chicago|Columbus|Memphis|Abilene|Salt Lake City|San Francisco|San Antonio|Las Vegas|"
    "Kansas City|Los Angeles|Seattle|Portland|Boston|Philadelphia|Detroit|Milwaukee|Omaha|Reno|Toronto|Montreal|Frankfurt|Munich|Milan|Madrid|Dublin|"
    "Oslo|Stockholm|Helsinki|Amsterdam|Mumbai|Hyderabad|Chennai|Jakarta|Johor|Sydney|Melbourne|Osaka|Hong Kong|Riyadh|Manchester|Edinburgh|Europe|Asia|Africa|North America|Latin America|China|Russia|Switzerland|Netherlands|Belgium|Austria|Greece|Turkey|Vietnam|Thailand|Indonesia|Chile"
)
#: the same in Chinese (Simplified form), for what is spent in a place
PLACES_ZH = (
    "美国?|日本?|德国?|法国?|英国?|韩国?|印度|加拿大|澳洲|澳大利亚|葡萄牙|西班牙|意大利|荷兰|挪威|瑞典|芬兰|丹麦|波兰|爱尔兰|比利时|瑞士|奥地利|希腊|以色列|沙特(?:阿拉伯)?|阿联酋|卡塔尔|新加坡|马来西亚|泰国?|越南|"
    "印尼|菲律宾|台湾?|香港|中国|墨西哥|巴西|智利|阿根廷|南非|肯尼亚|欧洲|亚洲|中东|海外|全球|当地|[\\u4e00-\\u9fff]{1,4}[州省市县郡]"
)
_GIVES = r"(?:(?:has|have|will|would|is to|are to|to|had|also|plans to|agreed to|may|could)\s){0,2}(?:award|add|grant|giv|gave|offer|hand|approv|subsidi|pay|provid|pledg|commit|earmark|set aside|allocat|contribut|forgo)\w*"
_EN = re.compile(
    rf"\b(?:[Tt]he )?(?:[Ss]tate|[Pp]rovince|[Cc]ity|[Cc]ommonwealth|[Cc]ounty) of (?P<of>(?:New |North |South |West )?[A-Z][a-z]+)"
    rf"|\b(?:[Tt]he )?(?P<adj>(?:South |North )?[A-Z][a-z]+(?:'s)?|U\.K\.|UK|EU|federal|state|provincial) (?:state |federal |central |provincial |regional )?government\b(?!\s(?:agenc|offici|bond|contract))"
    rf"|\b(?:[Tt]he )?(?:US |U\.S\. )?(?:Department of (?:Energy|Commerce|Defense|War)|(?:Commerce|Energy|Defense) Department)\b|\b(?:[Tt]he )?European (?:Commission|Union)\b|\b(?:[A-Z][a-z]+'s )?(?:[Ii]ndustry|[Ee]conomy|[Tt]rade|[Dd]igital|[Ss]cience) [Mm]inistry\b"
    rf"|\b(?P<place>{PLACES})(?='?s? (?:lawmakers |officials |state )?{_GIVES}\b)"
    rf"|\b(?:commitment|investment|pledge|order|backing|funding|loan|grant)s? (?:of [$€£\d][^,;]{{0,16}} )?from (?P<from>{PLACES})\b(?!'s|-)"
    rf"|\b(?:approved|granted|awarded|given|provided|offered|pledged) by (?P<by>{PLACES})\b(?!'s|-)"
)
_ZH = re.compile(
    r"(?P<gov>(?:美国|日本|韩国|德国|法国|英国|印度|加拿大)?[\u4e00-\u9fff]{1,5}?(?:州|省|邦|市|县|道|联邦|中央|地方)政府)|(?P<nation>(?:德国|法国|韩国|印度|加拿大|英国|意大利|西班牙|波兰|以色列|新加坡|马来西亚|台湾|沙特|荷兰|挪威|越南|泰国)政府)"
    r"|(?P<state>[\u4e00-\u9fff]{1,5}?州)(?=[^,，。]{0,10}(?:补助|补贴|拨款|拨|奖励|资助|给予|减税))|(?<![\u4e00-\u9fff])(?P<payer>美国|日本|韩国|德国|法国|英国|印度|加拿大)(?=[^,，。的]{0,8}(?:对|向|给|为|拨)[^,，。]{1,24}?(?:补助|补贴|拨款|拨|加码|资助|资金|援助))|(?<=获)得?(?P<giver>沙特(?:阿拉伯)?|阿联酋|卡塔尔|科威特|法国|德国|英国|日本|韩国|印度|加拿大|美国)(?=[^,，。]{0,3}\d[^,，。]{0,30}(?:投资|资金|承诺|补贴|拨款|贷款|订单))|欧盟(?:委员会|执委会)|(?:工业|经济|科技|产业|商务|科学)(?:(?!的)[\u4e00-\u9fff]){0,4}(?<![全内外])部(?=[^门分位署])"
)
_ZH_FROM = re.compile(
    r"(?<=获)(?P<state>[\u4e00-\u9fff]{1,5}?州)|^.*(?:向|由|与|和|获得?|从|在|对|给|是|宣布|表示|表明|指出)"
)


def governments(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where a sentence names a government that gives or is asked.

    >>> t = "The state of Ohio will award Intel $2 million"; [t[a:b] for a, b in governments(t, 0, len(t))]
    ['The state of Ohio']
    >>> t = "德州政府核定拨款补助台积电"; [t[a:b] for a, b in governments(t, 0, len(t))]
    ['德州政府']
    """
    found = [
        hit.span(next((name for name in ("by", "from") if hit[name]), 0)) for hit in _EN.finditer(folded, start, end)
    ]
    for hit in _ZH.finditer(folded, start, end):
        head = _ZH_FROM.match(hit[0])
        a = hit.start() + (head.end() if head and head.end() < len(hit[0]) - 1 else 0)
        found.append((a, hit.end()))
    return found
