"""The words that say little about who somebody is: legal forms, trades, places, abbreviations."""

from __future__ import annotations

# -- legal forms ----------------------------------------------------------------------------------

# Written in many ways, read as one.
FORM_OF = {
    "limited": "ltd",
    "lmtd": "ltd",
    "company": "co",
    "incorporated": "inc",
    "corporation": "corp",
    "corporate": "corp",
    "holdings": "holding",
    "groups": "group",
    "kabushiki": "kk",
    "kaisha": "kk",
}
# Written out, also before the name; "company" after them belongs to them.
FORM_PHRASES = {
    "public joint stock": "pjsc",
    "open joint stock": "ojsc",
    "closed joint stock": "cjsc",
    "private joint stock": "cjsc",
    "joint stock": "jsc",
    "limited liability": "llc",
    "public limited": "plc",
    "federal state unitary enterprise": "fsue",
}
_FORMS = """
    ltd lmtd limited inc incorporated llc llp lllp plc gmbh mbh ltda pty pte pvt sdn bhd ooo oao
    zao pao pjsc ojsc cjsc jsc fgup fsue fgbu srl sarl oyj aps doo kft zrt spzoo sro fze fzc
    fzco fzllc wll kk kabushiki kaisha
"""
_LAST_FORMS = """
    co company corp corporation corporate group groups holding holdings private public joint
    stock sa ag as ab kg oy nv bv se ao spa sas est cv tov
"""
_FIRST_FORMS = """
    ooo oao zao pao ao pjsc ojsc cjsc jsc llc fgup fsue fgbu pt tov
"""
FORMS = frozenset(_FORMS.split())  # wherever it stands after the first word
LAST_FORMS = frozenset(_LAST_FORMS.split())  # where the name ends, or before another form
FIRST_FORMS = frozenset(_FIRST_FORMS.split())  # where the name begins

# Longest first; `公司` alone is none after 分 (branch) or 子 (subsidiary).
HAN_FORM = (
    r"股份有限责任公司|集团股份有限公司|控股股份有限公司|集团有限责任公司|控股集团有限公司|"
    r"股份有限公司|有限责任公司|集团有限公司|控股有限公司|有限公司|株式会社|有限会社|合同会社|"
    r"주식회사|유한회사|\(株\)|\(주\)"
)
HAN_LAST_FORM = r"集团公司|(?<![分子])公司|集团|控股"

# -- words that many names share ------------------------------------------------------------------

STOP = frozenset(
    ("of", "and", "the", "for", "in", "at", "de", "la", "el", "al", "et", "und", "der", "no")
)

# The usual abbreviation first, then what it stands for.
_SHORT = """
    tech technology technologies technological technical
    intl international int
    inst institute institutes institution
    res research
    univ university universities
    sci science sciences scientific
    mfg manufacturing manufacture manufacturer manufactory
    ind industry industries industrial
    dev development developments
    elec electronics electronic electr electrical electric
    eng engineering engr engineers
    equip equipment equipments eqpt
    corp corporation
    co company
    ltd limited
    natl national
    ctr center centre
    dept department
    lab laboratory laboratories labs
    acad academy
    imp import imports
    exp export exports
    trdg trading trade trades
    shpg shipping
    avn aviation
    comm communication communications telecommunication telecommunications telecom
    semi semiconductor semiconductors semicon
    sys system systems
    svc service services
    info information
    assn association assoc
    govt government
    mech mechanical machinery machine machines
    instr instrument instruments
    mtl material materials
    pharm pharmaceutical pharmaceuticals pharma
    chem chemical chemicals
    prec precision
    comp computer computers computing
    bros brothers
    gen general
    ent enterprise enterprises
    log logistics logistic
    grp group groups
    hldg holding holdings
"""
SHORT = {word: line.split()[0] for line in _SHORT.strip().splitlines() for word in line.split()}

_GENERAL = """
    advanced aerospace agricultural agriculture air aircraft airlines army automation bank bio
    biological biotech biotechnology branch bureau capital central chain circuit circuits
    college committee company component components construction control controls council culture
    data defence defense design digital east eastern electro energy factory federal film finance
    financial food foods foundation fund garment gas global heavy high hospital integrated
    intelligence intelligent invest investment investments joint laser limited marine maritime
    media medical metal metals micro microelectronics military mining ministry naval navy
    network networks new north northern ocean office oil optical optics optoelectronics
    organization oversea overseas parts people peoples petroleum photonics plant power private
    product products project projects public republic school security ship shipbuilding ships
    smart software solution solutions south southern space state steel subsidiary supply textile
    vessel west western works world worldwide
"""
_PLACES = """
    america american anhui ankara asia australia beijing belarus canada changchun changsha
    chengdu china chinese chongqing dalian dongguan dubai emirates europe european foshan france
    french fujian german germany guangdong guangxi guangzhou guizhou hangzhou harbin hebei hefei
    heilongjiang henan hk hong hongkong hubei hunan india indian inner iran iranian iraq
    islamabad islamic israel istanbul italian italy japan japanese jiangsu jilin jinan karachi
    kingdom kong korea korean kunming lahore liaoning london macau malaysia minsk mongolia
    moscow nanjing ningbo osaka pacific pakistan pakistani peking petersburg prc qingdao russia
    russian seoul shaanxi shandong shanghai shanxi sharjah shenyang shenzhen sichuan singapore
    states suzhou syria syrian taiwan tehran tianjin tokyo turkey turkish uae uk ukraine united
    urumqi us usa wuhan wuxi xiamen xian xinjiang yunnan zhejiang zhengzhou zhuhai
"""
SAME_PLACE = {
    "america": "us",
    "american": "us",
    "usa": "us",
    "chinese": "china",
    "prc": "china",
    "peking": "beijing",
    "russian": "russia",
    "iranian": "iran",
    "pakistani": "pakistan",
    "indian": "india",
    "japanese": "japan",
    "korean": "korea",
    "german": "germany",
    "french": "france",
    "italian": "italy",
    "turkish": "turkey",
    "syrian": "syria",
    "european": "europe",
}
_HAN_PLACES = """
    哈尔滨 黑龙江 中国 北京 上海 深圳 广州 广东 天津 重庆 南京 江苏 浙江 杭州 宁波 武汉 湖北
    湖南 长沙 成都 四川 西安 陕西 山西 山东 青岛 济南 合肥 安徽 福建 厦门 吉林 长春 沈阳 辽宁
    大连 河南 郑州 河北 新疆 广西 贵州 云南 昆明 东莞 苏州 无锡 珠海 佛山 香港 澳门 台湾 日本
    美国 韩国 德国 欧洲 亚洲
"""
_HAN_GENERAL = """
    集成电路 人工智能 解决方案 集团公司 进出口 研究所 研究院 新材料 半导体 微电子 制作所 供应链
    自动化 重工业 计算机 总公司 分公司 子公司 实验室 发动机 无人机 基金会 中华 国家 全国 科技
    技术 科学 电子 国际 贸易 发展 实业 工业 大学 学院 信息 通信 通讯 机械 设备 装备 材料 生物
    医药 航空 航天 航太 宇航 船舶 造船 海洋 精密 智能 软件 系统 工程 服务 投资 开发 制造 制作
    产业 物流 海运 化工 化学 石油 能源 电力 电气 电机 光电 光学 仪器 仪表 防务 国防 动力 重工
    网络 数据 计算 工厂 中心 研究 有限 责任 企业 事业 建设 金属 钢铁 矿业 商贸 传媒 文化 医疗
    器械 汽车 飞机 测控 控制 安全 全球 环球 联合 一般 财团 法人 协会 集团 公司 控股 云
"""
GENERAL = frozenset(_GENERAL.split()) | frozenset(SHORT.values())
PLACES = frozenset(_PLACES.split())
HAN_PLACES = tuple(sorted(_HAN_PLACES.split(), key=len, reverse=True))
HAN_GENERAL = tuple(sorted((_HAN_PLACES + _HAN_GENERAL).split(), key=len, reverse=True))

# -- numbers in words -----------------------------------------------------------------------------

_ORDINALS = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
    fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ORDINALS = {word: str(number) for number, word in enumerate(_ORDINALS.split(), start=1)}
TENS = {word: number for number, word in enumerate(_TENS.split(), start=2)}
