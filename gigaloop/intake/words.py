"""Words of the press that say who is meant: names the book's table lacks, suffixes of firms, words that are no firm."""

from __future__ import annotations

#: further names that the press uses -> party of the shipped book (used only where the book has the party)
MORE_NAMES = {
    "Google Cloud": "google", "Alphabet Inc": "google", "GCP": "google", "谷歌云": "google", "谷歌雲": "google",
    "谷歌母公司Alphabet": "google", "谷歌母公司": "google", "Google母公司": "google", "Microsoft Azure": "microsoft", "Azure": "microsoft",
    "Amazon.com": "amazon", "亚马逊云科技": "amazon", "亞馬遜網路服務": "amazon", "脸书母公司Meta": "meta", "Facebook parent Meta": "meta",
    "SoftBank Group Corp": "softbank", "软银集团": "softbank", "孙正义旗下软银": "softbank", "Nvidia Corp": "nvidia", "NVIDIA": "nvidia",
    "英偉達": "nvidia", "輝達": "nvidia", "超威半导体": "amd", "超威": "amd", "超微": "amd", "AMD": "amd", "Advanced Micro": "amd",
    "台积": "tsmc", "台灣積體電路": "tsmc", "TSMC": "tsmc", "三星电子": "samsung", "Samsung": "samsung", "海力士": "sk_hynix",
    "SK hynix": "sk_hynix", "SK Hynix Inc": "sk_hynix", "美光科技": "micron", "安谋": "arm", "高通": "qualcomm", "黑石集团": "blackstone",
    "贝莱德": "blackrock", "Core Scientific": "core_scientific", "Vantage": "vantage", "Blue Owl": "blue_owl", "蓝猫头鹰": "blue_owl",
    "Apollo": "apollo", "阿波罗全球管理": "apollo", "PIMCO": "pimco", "Mistral": "mistral", "Crusoe": "crusoe", "Nebius": "nebius",
    "xAI Corp": "xai", "x.AI": "xai", "X.AI": "xai", "The Japanese government": "japan_gov", "Japanese government": "japan_gov",
    "Japan's government": "japan_gov", "Japan's industry ministry": "japan_gov", "Japan's Ministry of Economy": "japan_gov",
    "日本经产省": "japan_gov", "经产省": "japan_gov", "U.S. government": "us_gov", "US government": "us_gov", "Trump administration": "us_gov",
    "Commerce Department": "us_gov", "美国商务部": "us_gov", "樱花网络": "sakura_internet", "樱花互联网": "sakura_internet", "Sakura": "sakura_internet",
    "拉皮达斯": "rapidus", "阿斯麦": "asml", "艾司摩尔": "asml", "Scale AI": "scale_ai", "Figure AI": "figure_ai", "Reflection AI": "reflection",
    "CoreWeave Inc": "coreweave", "Iris Energy": "iren", "IREN Ltd": "iren", "Lambda Labs": "lambda", "SB Energy": "sb_energy", "G42": "g42",
    "Stargate": "stargate_jv", "星际之门": "stargate_jv", "甲骨文公司": "oracle", "微软公司": "microsoft", "博通公司": "broadcom",
    "英特尔公司": "intel", "Dell Technologies": "dell", "戴尔科技": "dell", "HUMAIN": "humain", "Intel Corp": "intel", "Cerebras": "cerebras",
    "Anthropic PBC": "anthropic", "人工智能初创公司Anthropic": "anthropic", "特斯拉": "tesla", "SpaceX": "spacex", "太空探索技术公司": "spacex",
}  # fmt: skip

#: firms that the press often names and the book lacks: known as names in any place (the book's own names win)
FIRMS = (
    "JPMorgan Chase", "JPMorgan", "JP Morgan", "Goldman Sachs", "Morgan Stanley", "Citigroup", "Bank of America", "Wells Fargo", "Barclays",
    "Deutsche Bank", "MUFG", "Mizuho", "SMBC", "BNP Paribas", "Société Générale", "HSBC", "UBS", "KKR", "Carlyle", "Brookfield", "BlackRock",
    "Ares", "Magnetar", "Temasek", "GIC", "Fidelity", "Sequoia", "Andreessen Horowitz", "Thrive Capital", "Coatue", "Tiger Global", "Apple",
    "IBM", "Cisco", "Qualcomm", "Salesforce", "Palantir", "Databricks", "Snowflake", "Foxconn", "Supermicro", "Super Micro", "HPE", "Lenovo",
    "Alibaba", "Tencent", "ByteDance", "Baidu", "Huawei", "Siemens", "Vistra", "Talen Energy", "Constellation Energy", "NextEra", "Equinix",
    "Digital Realty", "TeraWulf", "Cipher Mining", "Galaxy Digital", "Applied Digital", "Firmus", "Cohere", "Perplexity", "Safe Superintelligence",
    "Thinking Machines", "Toyota", "Sony", "Hitachi", "Fujitsu", "NTT", "Ericsson", "Nokia", "Uber", "Wayve", "SiFive", "Marvell", "Kioxia",
    "摩根大通", "摩根士丹利", "大摩", "小摩", "高盛集团", "花旗集团", "美国银行", "富国银行", "巴克莱银行", "德意志银行", "三菱日联银行", "三菱日联", "瑞穗银行", "三井住友银行",
    "三井住友", "汇丰", "贝莱德", "凯雷", "布鲁克菲尔德", "淡马锡", "红杉资本", "公共投资基金", "苹果公司", "苹果", "思科", "富士康", "鸿海", "联想集团", "阿里巴巴", "腾讯", "字节跳动",
    "百度", "华为", "西门子", "丰田", "索尼", "日立", "富士通", "爱立信", "诺基亚", "优步", "迈威尔", "美满电子", "铠侠", "广达", "纬创", "英业达", "台达电", "联电", "日月光", "星座能源",
)  # fmt: skip

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
SUFFIX_ZH = "科技|集团|资本|半导体|电子|能源|银行|基金|智能|电力|通信|控股|证券|电信|投资公司|公司|数据|算力|云计算|微电子|光电|光子|机器人|重工|财团|创投|实验室|信托|保险|工业|网络|核能"

_NO_FIRM = """
A ABS AFP AGI AI AIs AP API Abilene According After Agreement Also Altogether America American Amsterdam An Analyst
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
NO_FIRM = frozenset(_NO_FIRM.split())
_NO_FIRM_ZH = """
上市公司 两家公司 主权基金 云计算 人工智能 企业 其中 其他公司 再生能源 初创公司 前者 双方 可再生能源 合作 后者 外资 多家 多家公司 多家机构 多家银行 大型科技 大数据 子公司 对冲基金 总算力 数据 新创公司
新算力 机构 母公司 清洁能源 生成式智能 目标 知情人士 私募基金 科技公司 等多家 算力 美国电力 该公司 该集团 这家公司 采用电力 银行 风险投资 高算力
"""
NO_FIRM_ZH = frozenset(_NO_FIRM_ZH.split())

#: a description that can mean one party only
EPITHETS = (
    (
        r"[Tt]he (?:ChatGPT|GPT)[- ](?:maker|developer|creator|owner)|ChatGPT (?:maker|developer|creator|owner|parent)|ChatGPT(?:开发商|母公司|之父|制造商|的开发商)",
        "openai",
    ),
    (r"(?:[Tt]he )?Claude[- ](?:maker|developer|creator)|Claude(?:开发商|的开发商)", "anthropic"),
    (r"(?:[Tt]he )?(?:Facebook|Instagram|WhatsApp)[- ](?:parent|owner)", "meta"),
    (r"(?:[Tt]he )?(?:Windows|Office|Xbox)[- ](?:maker|developer)", "microsoft"),
    (r"(?:[Tt]he )?Grok[- ](?:maker|developer)", "xai"),
    (r"(?:[Tt]he )?Gemini[- ](?:maker|developer)", "google"),
)

#: those whom an article leaves unnamed -> the book's group
GENERIC = (
    (
        r"\b(?:a (?:group|syndicate|consortium) of )?(?:banks|lenders)\b|银行团|银团|贷款银行|多家银行|贷方|放款人|(?:日本|美国|本地|国内|国际|大型|数家|多家)?银行等?(?=[借贷])",
        "lenders",
    ),
    (
        r"\b(?:an?|the|new|their|special)\s(?:joint venture|special[- ]purpose vehicle|SPV)\b|合资公司|合资企业|特殊目的公司|特殊目的实体",
        "?",
    ),
    (r"\b(?:bond|debt|fixed-income) investors\b|\bbondholders\b|债券投资[人者]", "bondholders"),
    (r"\b(?:new |existing |outside |other |undisclosed |unnamed )?investors\b|投资[人者]们?|投资机构", "investors"),
)

#: words that point back -> 'subject', 'former', 'latter', or the sectors that they may mean
_CLOUDS = "neocloud|hyperscaler|levered_cloud"
POINTERS = (
    (r"\b[Tt]he latter\b|后者", "latter"),
    (r"\b[Tt]he former\b|前者", "former"),
    (
        r"\b[Tt]he (?:AI |U\.S\. |US |Santa Clara(?:, California)?-based )?(?:chip ?maker|chip designer|chip giant|chip company|semiconductor company|chip supplier|chip firm)\b|(?:该|这家|这家美国|此|这一)(?:芯片|晶片|半导体)(?:巨头|制造商|商|公司|设计公司|大厂|厂商|厂|企业|业者)",
        "chip_vendor|supplier",
    ),
    (
        r"\b[Tt]he (?:\w+ )?(?:cloud (?:provider|company|giant|firm|operator|specialist)|neocloud|hyperscaler|GPU cloud \w+)\b|(?:该|这家|此)(?:云服务商|云厂商|云端业者|云公司|新型云厂商|云计算公司|云服务提供商|云端服务商)",
        _CLOUDS,
    ),
    (
        r"\b[Tt]he (?:AI |artificial intelligence |\w+-based |French |US )?(?:startup|start-up|lab|model developer|AI company|AI firm|AI developer)\b|(?:该|这家|此)(?:人工智能|AI)?(?:初创公司|新创公司|新创企业|初创企业|新创|实验室|模型公司|模型厂商|独角兽)",
        "lab|application",
    ),
    (
        r"\b[Tt]he (?:landlord|developer|data[- ]cent(?:er|re) (?:developer|operator|owner|company|builder)|site owner)\b|(?:该|这家|此)(?:开发商|数据中心开发商|资料中心开发商|数据中心运营商|房东|业主)",
        "landlord|vehicle",
    ),
    (r"\b[Tt]he (?:social[- ]media|social network\w*) (?:company|giant|group|firm)\b", "hyperscaler"),
    (
        r"\b[Tt]he (?:software|database|tech|technology|search|e-commerce|internet) (?:company|giant|maker|group|firm|titan)\b|(?:该|这家|此)(?:软件|科技|搜索|搜寻|电商|数据库)(?:巨头|公司|大厂|企业)",
        "hyperscaler|levered_cloud",
    ),
    (
        r"\b[Tt]he (?:Japanese (?:conglomerate|group|investor|company|firm)|investment (?:firm|group|giant)|asset manager|private[- ]equity \w+|buyout firm|credit (?:investor|manager|firm)|lender|investor)\b|(?:该|这家|此)(?:投资公司|投资机构|资产管理公司|日本集团|财团|投资集团)",
        "investor|sovereign",
    ),
    (
        r"\b[Tt]he (?:memory (?:maker|chipmaker)|foundry|contract chipmaker)\b|(?:该|这家|此)(?:存储|记忆体|代工)(?:芯片|晶片)?(?:厂|大厂|厂商|公司)",
        "supplier",
    ),
    (
        r"\b[Tt]he (?:\w+ )?(?:company|firm|group|business|tenant|buyer|borrower)\b(?! (?:with|familiar))|(?:该|这家|本|此)(?:公司|企业|集团)|(?<![\u4e00-\u9fffA-Za-z])公司(?=[\u4e00-\u9fff])",
        "subject",
    ),
    (
        r"(?<![\w'])(?:[Ii]t|[Ww]e)\b(?! (?:is (?:unclear|the|not clear)|was (?:not|the) |remains|comes|follows|means))|(?<![\u4e00-\u9fff])其(?=将|也|还|已|计划|同意|向|与|宣布|并|会|拟)",
        "subject",
    ),
)
