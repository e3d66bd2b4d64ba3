"""Words of the press that say who is meant: names the book's table lacks, suffixes of firms, words that are no firm."""

from __future__ import annotations

import csv
from pathlib import Path

#: further names that the press uses -> party of the shipped book (used only where the book has the party)
MORE_NAMES = {
    "Open AI": "openai", "Google Cloud": "google", "Alphabet Inc": "google", "GCP": "google", "谷歌云": "google", "谷歌雲": "google",
    "谷歌母公司Alphabet": "google", "谷歌母公司": "google", "Google母公司": "google", "Microsoft Azure": "microsoft", "Azure": "microsoft",
    "Amazon.com": "amazon", "亚马逊云科技": "amazon", "亞馬遜網路服務": "amazon", "脸书母公司Meta": "meta", "Facebook parent Meta": "meta",
    "SoftBank Group Corp": "softbank", "软银集团": "softbank", "孙正义旗下软银": "softbank", "Nvidia Corp": "nvidia", "NVIDIA": "nvidia",
    "英偉達": "nvidia", "輝達": "nvidia", "超威半导体": "amd", "超威": "amd", "超微": "amd", "AMD": "amd", "Advanced Micro": "amd",
    "台积": "tsmc", "台灣積體電路": "tsmc", "TSMC": "tsmc", "三星电子": "samsung", "Samsung": "samsung", "海力士": "sk_hynix",
    "SK hynix": "sk_hynix", "SK Hynix Inc": "sk_hynix", "美光科技": "micron", "安谋": "arm", "高通": "qualcomm", "黑石集团": "blackstone",
    "贝莱德": "blackrock", "Core Scientific": "core_scientific", "Vantage": "vantage", "Blue Owl": "blue_owl", "蓝猫头鹰": "blue_owl",
    "Apollo": "apollo", "阿波罗全球管理": "apollo", "PIMCO": "pimco", "Mistral": "mistral", "Crusoe": "crusoe", "Nebius": "nebius",
    "xAI Corp": "xai", "XAI": "xai", "x.AI": "xai", "X.AI": "xai", "The Japanese government": "japan_gov", "Japanese government": "japan_gov",
    "Japan's government": "japan_gov", "Japan's industry ministry": "japan_gov", "Japan's Ministry of Economy": "japan_gov",
    "日本经产省": "japan_gov", "川普政府": "us_gov", "特朗普政府": "us_gov", "拜登政府": "us_gov", "白宫": "us_gov", "经产省": "japan_gov", "U.S. government": "us_gov", "US government": "us_gov", "Trump administration": "us_gov",
    "Commerce Department": "us_gov", "美国商务部": "us_gov", "樱花网络": "sakura_internet", "樱花互联网": "sakura_internet", "Sakura": "sakura_internet",
    "拉皮达斯": "rapidus", "阿斯麦": "asml", "艾司摩尔": "asml", "Scale AI": "scale_ai", "Figure AI": "figure_ai", "Reflection AI": "reflection",
    "软体银行": "softbank", "亚马逊云端服务": "amazon", "亚马逊云服务": "amazon", "亚马逊云端": "amazon", "亚马逊云端运算服务": "amazon", "亚马逊网络服务": "amazon", "亚马逊云": "amazon", "软件银行": "softbank", "SoftBank Group": "softbank", "CoreWeave Inc": "coreweave", "Iris Energy": "iren", "IREN Ltd": "iren", "Lambda Labs": "lambda", "SB Energy": "sb_energy", "G42": "g42",
    "Stargate": "stargate_jv", "星际之门": "stargate_jv", "甲骨文公司": "oracle", "微软公司": "microsoft", "博通公司": "broadcom",
    "英特尔公司": "intel", "Dell Technologies": "dell", "戴尔科技": "dell", "HUMAIN": "humain", "Intel Corp": "intel", "Cerebras": "cerebras",
    "Anthropic PBC": "anthropic", "人工智能初创公司Anthropic": "anthropic", "特斯拉": "tesla", "SpaceX": "spacex", "太空探索技术公司": "spacex",
}  # fmt: skip


def _firms() -> dict[str, str]:
    with Path(__file__).with_name("firms.csv").open(encoding="utf-8") as file:
        return {name: row["trade"] for row in csv.DictReader(file) for name in row["names"].split("|")}


#: firms that the press often names and the book lacks, and the trade of each (`firms.csv`; the book's own names win)
FIRMS = _firms()

#: given names: 'Thomas Tull' is a person
_GIVEN = """
Adam Alex Amy Andrew Andy Anna Anthony Arkady Ben Bill Brian Charles Chris Christopher Clay Dan Daniel David Donald
Doug Edward Elon Emily Eric Frank Gary George Greg Henry Jack James Jane Jason Jay Jeff Jennifer Jensen Jim Joe John
Joseph Josh Karen Kate Ken Kenneth Kevin Kyle Larry Laura Lisa Marc Mark Martin Mary Masayoshi Matt Michael Michelle
Mike Nathan Naveen Nick Patrick Paul Peter Philip Rachel Ralph Ray Richard Rob Robert Ron Ruth Ryan Safra Sam Sarah
Satya Scott Stephen Steve Sundar Susan Thomas Tim Tom Tony Victor Wes Will William
"""
GIVEN = frozenset(_GIVEN.split())
#: names of the book that are also common words: never matched alone
_ORDINARY = """
AIP Aligned Ambience Ampere Arm Banks Coherent Customers Enterprises Figure Governments Harvey Japan METI OCI
Reflection Related Scale Valor neoclouds 云客户 公开市场股东 各国政府 电力公司 银行
"""
ORDINARY = frozenset(_ORDINARY.split()) | {
    "Big Four",
    "Figure AI ",
    "Power utilities",
    "Private credit funds",
    "Public shareholders",
    "United States",
    "four hyperscalers",
}

SUFFIX_EN = (
    "Inc|Inc\\.|Corp|Corp\\.|Corporation|Ltd|Ltd\\.|LLC|PLC|plc|Co|Co\\.|Company|Holdings?|Group|Systems|Technolog(?:y|ies)|Capital|Partners|"
    "Energy|AI|Labs?|Computing|Compute|Networks?|Cloud|Semiconductors?|Ventures?|Bank|Funds?|Data Cent(?:er|re)s?|Power|Electric|"
    "Management|Investments?|Equity|Infrastructure|Robotics|Intelligence|Motors?|Telecom|Communications?|Global|Electronics|Materials|"
    "Photonics|Materials|Digital|Financial|Credit|Trust|Realty|Properties|Utilit(?:y|ies)|Nuclear|Research|AG|SE|SA|NV|GmbH|KK|Pte|Authority|Ministry"
)
SUFFIX_ZH = "科技|集团|资本|半导体|电子|能源|银行|基金|电力|通信|控股|证券|电信|投资公司|公司|微电子|光电|光子|机器人|重工|财团|创投|实验室|信托|保险|核能"

_NO_FIRM = (
    """
Securities Exchange Commission Tensor Processing Unit Units United Arab Pre-A Pre-B Pre-C Pre-IPO Funds Finland Iceland Denmark Sweden Poland Ireland Scotland Wales England Vietnam Thailand Indonesia Philippines Malaysia Johor Alberta Ontario Quebec Louisiana Tennessee Mississippi Alabama Carolina Nebraska Iowa Kansas Utah Oregon Pennsylvania Maryland Missouri Minnesota Dakota Arkansas Oklahoma Florida Illinois Kentucky Nevada Jersey Hampshire
Abu Dhabi Memphis Phoenix Dallas Austin Houston Atlanta Chicago Boston Denver Columbus Milwaukee Nashville Portland Miami Detroit Helsinki Stockholm
Zurich Milan Madrid Barcelona Dublin Brussels Warsaw Munich Mumbai Chennai Hyderabad Delhi Bangalore Jakarta Bangkok Hanoi Johor Penang Busan Osaka
Kyoto Hokkaido Kumamoto Shanghai Shenzhen Hong Kong Macau Sydney Melbourne Perth Toronto Montreal Vancouver Mexico Brazil Chile Argentina Africa
Kenya Nigeria Egypt Israel Turkey Qatar Kuwait Bahrain Oman Jeddah Pacific Atlantic America Europe Gulf Middle Midwest Silicon Valley Wall Street
Big Tech Bitcoin Ethereum Crypto Internet News Daily Times Post Press Newspaper Magazine Insider Wire Agency Barron's Forbes Fortune Axios Politico
Breitbart Yahoo Cointelegraph CoinDesk TechCrunch Verge Wired Calcalist Globes Handelsblatt Nikkei Kyodo Yonhap Xinhua Caixin Economist Guardian
Telegraph Barrons MarketWatch DatacenterDynamics DCD Datacentre Tech Technologies GlobeNewswire PRNewswire Newswire Summit Conference Stargate
Frontier Lake River Mount County Parish Township City Island Forge Park Square Hill Valley Creek Ridge Beacon Point Campus Data Site Plant Fab Node
CHIPS Chips Act PitchBook Pitchbook Crunchbase Ultra Pro Max Super Omniverse Quantum Spectrum Nemotron Natrium Aurora Prometheus Grade Class Tier Phase Stage Round Year Fiscal Quarterly Annual Net Gross Non Pre Post Co Joint Venture Right First Offer Refusal Master Base Initial
Common Preferred Senior Secured Notes Bond Term Revolver Credit Debt Equity Warrant Option Purchase Sale Supply Power Energy Cloud Compute Computing
"""
    + """
A Science Act Administration VC VCs PE ABS AFP SRAM DRAM KV EPC MMR LOIs SOFR USD EUR Participation AGI HPC GPT LLM LLMs SAFE REIT MSA ROFO ROFR U.K UN IRS FTC FERC PJM ERCOT DOE DOJ EIA NRC TVA AI AIs AP API Abilene According After Agreement Also Altogether America American Amsterdam An Analyst
Analysts And Android Annual Another Apr April Arabia Arizona Article As Asia Asian Asked At Aug August Australia
Australian Bank Banks Before Beijing Blackwell Bloomberg Borrower Both Breaking Britain British But Buyer By CEO CFO
CNBC COO CTO California Canada Canadian Cash Center Centers Centre Chairman ChatGPT Chief China Chinese Chip Citing
Clara Class Claude Cloud Colossus Combined Company Congress Construction Copilot Customer DDTL DRAM Data Deal Deals
Dec December Deliveries Delivery Despite Dr Dubai During Dutch EBITDA EPS ETF EU Each Earlier East Emirates Emirati
Europe European Exclusive Executive Exhibit FT FY Facility Feb February Financial Fiscal For Form France Francisco
Frankfurt French Friday From Funding GAAP GPU GPUs GW Gemini Georgia German Germany Grok H1 H2 HBM He Her His Hopper
House How However Hyperion I IPO If In Income India Indian Indiana Information Instinct Investors Ironwood Israel
Israeli It Italy Item Its Jan January Japan Japanese Journal Jul July Jun June Korea Korean LOI Landlord Last Later
Lender Lessee Lessor Llama Loan London Louisiana MOU MW Malaysia Many Mar March Master May Meanwhile Michigan Monday
Most Mr Mrs Ms NASDAQ NYSE Nasdaq Neither Neocloud Net Netherlands Nevada New Next Nikkei No North Norway Norwegian
Note Notes Nov November Oct October Ohio On One OpenAIs Or Order Oslo Other Our Overall PBC PPA Paris Part Parties
Party Payment Payments People Phase Portugal Post President Proceeds Project Prometheus Provider Purchaser Q1 Q2 Q3
Q4 Qatar Quarter RPO Rainier Report Reuters Revenue Riyadh Rubin SEC SPAC SPV San Santa Saturday Saudi Schedule
Seattle Section Seller Senate Seoul Sep Separately Sept September Series Services Shares She Since Singapore Some
Sources South Spain Speaking Stargate Stock Street Such Sunday Supplier TPU TPUs Table Taipei Taiwan Taiwanese
Tenant Term Terms Texas That The Their There These They This Those Three Thursday Times Together Tokyo Total
Trainium Tuesday Two U.S U.S. UAE UK US Under Until Update Vera Virginia WSJ Wall Washington We Wednesday West What
When Where Which While White Who Windows Wisconsin With Wyoming Year Yes York iPhone
"""
)
NO_FIRM = frozenset(_NO_FIRM.split())
_NO_FIRM_ZH = """
上市公司 两家公司 主权基金 云计算 人工智能 企业 其中 其他公司 再生能源 初创公司 前者 双方 可再生能源 合作 后者 外资 多家 多家公司 多家机构 多家银行 大型科技 大数据 子公司 对冲基金 总算力 数据 新创公司
新算力 机构 母公司 清洁能源 生成式智能 目标 知情人士 私募基金 科技公司 等多家 正式 日前 近日 昨日 昨晚 今晨 早前 同时 随即 此前 最近 上周 本周 今年 去年 再次 首次 已经 即将 未来 算力 美国电力 该公司 该集团 这家公司 采用电力 银行 风险投资 高算力
"""
NO_FIRM_ZH = frozenset(_NO_FIRM_ZH.split())

#: what is no name by itself before 公司, 集团 and the like
GENERAL_ZH = "通用|洁净|清洁|绿色|可再生|再生|新能源|核能|聊天|人工智能|一家大|光通讯|通讯|优先|可转换|强制|发行|过发行|人工智慧|近年来|标志|生成式|AI|芯片|晶片|半导体|科技|数据中心|资料中心|云端|云计算|云|算力|能源|电力|电子|基础设施|投资|软件|硬件|互联网|网络|模型|大型|开发|自动驾驶|机器人|加密货币|比特币|矿业|存储|通信|电信|私募|风投|风险|对冲|主权|财富|养老|退休|商业|本土|当地|跨国|海外|国内|国际|外国|上市|初创|新创|巨头|龙头|设计|制造|代工|租赁|服务|技术|创新|资产管理|约等于|等于|该|本|两家|三家|其他|多家|这些|部分|竞争|对手|美国|日本|韩国|中国|台湾|欧洲|英国|法国|德国|以色列|阿联酋|沙特|的|家"

#: a description that can mean one party only
EPITHETS = (
    (
        r"[Tt]he (?:ChatGPT|GPT)[- ](?:maker|developer|creator|owner)|ChatGPT (?:maker|developer|creator|owner|parent)|ChatGPT(?:开发商|母公司|之父|制造商|的开发商)",
        "openai",
    ),
    (
        r"(?:[Tt]he )?Claude[- ](?:maker|developer|creator)|Claude\s?(?:聊天机器人|模型)?(?:背后)?的?(?:开发商|母公司)",
        "anthropic",
    ),
    (r"(?:[Tt]he )?(?:Facebook|Instagram|WhatsApp)[- ](?:parent|owner)", "meta"),
    (r"(?:[Tt]he )?(?:Windows|Office|Xbox)[- ](?:maker|developer)", "microsoft"),
    (r"(?:[Tt]he )?Grok[- ](?:maker|developer)", "xai"),
    (r"(?:[Tt]he )?Gemini[- ](?:maker|developer)", "google"),
)

#: those whom an article leaves unnamed -> the book's group
GENERIC = (
    (
        r"\b(?:[Aa] (?:group|syndicate|consortium) of )?(?:banks|lenders)\b|银行团|银团|贷款银行|多家银行|(?<!联)贷方|放款人|(?:日本|美国|本地|国内|国际|大型|数家|多家)?银行等?(?=[借贷])",
        "lenders",
    ),
    (
        r"\b(?:an?|the|new|their|special)\s(?:joint venture|(?:special[- ]purpose |financing |new )?vehicle|SPV)\b|合资公司|合资企业|特殊目的公司|特殊目的实体",
        "?",
    ),
    (r"\b(?:bond|debt|fixed-income) investors\b|\bbondholders\b|债券投资[人者]", "bondholders"),
    (
        r"\b(?:new |existing |outside |other |undisclosed |unnamed )?investors\b|\b(?:[Aa]n?|[Tt]he) (?:[\w-]+ ){0,3}consortium\b|投资[人者]们?|投资机构(?!\s?[A-Za-z])|(?:其他|多名|新)?金主|(?:\d+|多|数)家机构",
        "investors",
    ),
    (
        r"\b(?:an?|the|one|its) (?:(?!with|of|for|to|by|from|and)[\w.-]+ ){0,4}(?:hyperscalers?|tenant|customer|client|counterparty)\b(?! (?:base|demand|concentration))|(?:(?<=with )|(?<=from )|(?<=by )|(?<=to ))(?:an?|one) (?:global|major|leading|large|big|undisclosed|unnamed|unidentified|investment-grade|high-investment-grade)(?: [\w-]+){0,3} (?:company|firm|client|enterprise|provider)\b|(?:(?<=with )|(?<=from )|(?<=by )|(?<=to ))an? (?:(?!with|of|for|to|by|from|and)[\w.-]+ ){0,4}(?:neocloud|cloud|AI) (?:provider|company|firm|lab|startup|start-up)\b(?! (?:called|named|[A-Z]))|(?:一[家名位]|某|未具名|未披露|不具名|匿名|神秘)[^,，。]{0,10}(?:客户|租户|云厂商|云服务商)|(?<=与)[^,，。的与]{0,8}客户(?=签|达成|订立)",
        "?someone",
    ),
)


def _pointers() -> tuple[tuple[str, str], ...]:
    """(pattern, means) of `pointers.csv`: an English row lists nouns, which 'the' and up to four plain words may precede."""
    no = r"with|of|for|to|by|from|in|on|at|and|or|that|which|as|between|the|an?|is|was|has|will|into|over|said"
    lead = rf"\b(?:[Tt]he|[Tt]his) (?:[\w-]+ and )?(?:(?!(?:{no})\b|[a-z]+s )[A-Za-z][\w.,-]*(?<!,) ){{0,4}}"
    name = r"(?!(?: [\w-]+)? (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z])"
    with Path(__file__).with_name("pointers.csv").open(encoding="utf-8") as file:
        return tuple(
            (rf"{lead}(?:{row['words']})\b(?!-){name}" if row["language"] == "en" else row["words"], row["means"])
            for row in csv.DictReader(file)
        )


#: words that point back -> 'subject', 'former', 'latter', or the sectors that they may mean, the likeliest first
POINTERS = _pointers()

#: words beside a name that the book lacks -> its trade, as the book calls sectors
TRADES = (
    ("utilities", r"utilit(?:y|ies)|(?:power|electricity|energy|nuclear) (?:producer|company|provider|generator|supplier|firm)|电力公司|发电|(?:Energy|Electric|Power|Nuclear)$"),
    ("landlord", r"data[- ]cent\w+ (?:developer|operator|owner|builder|company|firm|landlord|provider)|(?:bitcoin|crypto\w*) miner|colocation (?:firm|provider)|(?:数据中心|资料中心)(?:开发商|运营商|营运商|业者|公司|企业|巨头)|矿企|矿商|Data Cent(?:er|re)s?$"),
    ("neocloud", r"neocloud|(?:cloud|GPU|compute|AI[- ]infrastructure|hosting) (?:\w+[- ]){0,2}(?:provider|company|firm|start-?up|startup|operator|platform|specialist)|云(?:服务商|服务公司|厂商|公司|端业者|端公司|计算公司|初创)|算力(?:公司|服务商|租赁商)|Cloud$"),
    ("chip_vendor", r"chip ?(?:maker|designer|start-?up|startup|company|firm|giant)|semiconductor (?:company|firm|start-?up)|(?:芯片|晶片|半导体)(?:公司|厂商|厂|设计公司|初创|新创|巨头|商|企业|制造商)"),
    ("supplier", r"memory (?:maker|chipmaker)|foundry|server maker|equipment (?:maker|supplier)|contract manufacturer|(?:服务器|伺服器)(?:厂|厂商|制造商)|代工厂|存储(?:厂商|芯片)"),
    ("lab", r"(?:AI|artificial intelligence|model|robotics|self-driving|software) (?:\w+[- ])?(?:start-?up|startup|lab|developer|company|maker)|start-?up|startup|初创|新创|实验室|独角兽|大模型"),
    ("investor", r"private[- ]equity|asset manager|investment (?:firm|bank|fund|company|manager)|investor|hedge fund|pension|venture (?:capital|firm)|sovereign|buyout|投资(?:公司|机构|商|基金)|基金|资产管理|Capital$|Partners$|Ventures?$|Investments?$|Equity$"),
    ("banks", r"\bbank\b|lender|银行|Bank$"),
)  # fmt: skip
