"""Destinations as the Export Administration Regulations name them, as ISO 3166 codes."""

from __future__ import annotations

import re

NAMES = """
AF Afghanistan|AL Albania|DZ Algeria|AD Andorra|AO Angola|AG Antigua and Barbuda|AR Argentina
AM Armenia|AW Aruba|AU Australia|AT Austria|AZ Azerbaijan|BS Bahamas|BH Bahrain|BD Bangladesh
BB Barbados|BY Belarus|BE Belgium|BZ Belize|BJ Benin|BM Bermuda|BT Bhutan|BO Bolivia
BA Bosnia and Herzegovina|BW Botswana|BR Brazil|VG British Virgin Islands|BN Brunei|BG Bulgaria
BF Burkina Faso|MM Burma|MM Myanmar|BI Burundi|KH Cambodia|CM Cameroon|CA Canada|CV Cape Verde
CV Cabo Verde|KY Cayman Islands|CF Central African Republic|TD Chad|CL Chile|CN China
CN People's Republic of China|CN Peoples Republic of China|CN PRC|CO Colombia|KM Comoros
CG Republic of the Congo|CD Democratic Republic of the Congo|CR Costa Rica|CI Cote d'Ivoire
HR Croatia|CU Cuba|CW Curacao|CY Cyprus|CZ Czech Republic|CZ Czechia|DK Denmark|DJ Djibouti
DM Dominica|DO Dominican Republic|EC Ecuador|EG Egypt|SV El Salvador|GQ Equatorial Guinea
ER Eritrea|EE Estonia|SZ Eswatini|ET Ethiopia|FJ Fiji|FI Finland|FR France|GA Gabon|GM Gambia
GE Georgia|DE Germany|GH Ghana|GI Gibraltar|GR Greece|GD Grenada|GT Guatemala|GN Guinea
GW Guinea-Bissau|GY Guyana|HT Haiti|HN Honduras|HK Hong Kong|HU Hungary|IS Iceland|IN India
ID Indonesia|IR Iran|IQ Iraq|IE Ireland|IM Isle of Man|IL Israel|IT Italy|JM Jamaica|JP Japan
JE Jersey|JO Jordan|KZ Kazakhstan|KE Kenya|KI Kiribati|KP North Korea|KR South Korea
KR Republic of Korea|KW Kuwait|KG Kyrgyzstan|KG Kyrgyz Republic|LA Laos|LV Latvia|LB Lebanon
LS Lesotho|LR Liberia|LY Libya|LI Liechtenstein|LT Lithuania|LU Luxembourg|MO Macau|MO Macao
MK North Macedonia|MG Madagascar|MW Malawi|MY Malaysia|MV Maldives|ML Mali|MT Malta
MH Marshall Islands|MR Mauritania|MU Mauritius|MX Mexico|FM Micronesia|MD Moldova|MC Monaco
MN Mongolia|ME Montenegro|MA Morocco|MZ Mozambique|NA Namibia|NR Nauru|NP Nepal|NL Netherlands
NZ New Zealand|NI Nicaragua|NE Niger|NG Nigeria|NO Norway|OM Oman|PK Pakistan|PW Palau|PA Panama
PG Papua New Guinea|PY Paraguay|PE Peru|PH Philippines|PL Poland|PT Portugal|QA Qatar|RO Romania
RU Russia|RU Russian Federation|RW Rwanda|WS Samoa|SM San Marino|SA Saudi Arabia|SN Senegal
RS Serbia|SC Seychelles|SL Sierra Leone|SG Singapore|SK Slovakia|SI Slovenia|SB Solomon Islands
SO Somalia|ZA South Africa|SS South Sudan|ES Spain|LK Sri Lanka|KN Saint Kitts and Nevis
LC Saint Lucia|SD Sudan|SR Suriname|SE Sweden|CH Switzerland|SY Syria|TW Taiwan|TJ Tajikistan
TZ Tanzania|TH Thailand|TL Timor-Leste|TG Togo|TO Tonga|TT Trinidad and Tobago|TN Tunisia
TR Turkey|TR Turkiye|TR Türkiye|TR T[uuml]rkiye|TM Turkmenistan|TV Tuvalu|UG Uganda|UA Ukraine
AE United Arab Emirates|AE UAE|AE U.A.E.|GB United Kingdom|GB UK|GB U.K.
UY Uruguay|UZ Uzbekistan|VU Vanuatu|VA Holy See|VE Venezuela|VN Vietnam|YE Yemen|ZM Zambia
ZW Zimbabwe
"""
CODES = {
    name: code
    for code, _, name in (entry.partition(" ") for entry in re.split(r"[|\n]", NAMES.strip()))
}
NAME = "|".join(re.escape(name) for name in sorted(CODES, key=len, reverse=True))
FIND = re.compile(rf"(?<![\w])(?:{NAME})(?![\w])")
# "the Crimea Region of Ukraine" is a destination of its own, without a code.
OTHERS = re.compile(r"\b(?:Crimea|Donetsk|Luhansk)\b[\w' ]{0,40}?\bUkraine\b")


def destinations(words: str) -> tuple[str, ...]:
    """The codes of the countries named, in the order of the text, each once."""
    named = FIND.finditer(OTHERS.sub(" ", words))
    return tuple(dict.fromkeys(CODES[one[0]] for one in named))
