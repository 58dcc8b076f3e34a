"""Words that hold on to what stands beside them, by language: the lists behind the rules of typography."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CURRENCIES = _words("§ ¶ # № R$ US$ U$ $ € £ A$ C$ NT$ EUR USD BRL GBP")
UNITS = _words(
    "km m cm mm km² m² m³ cm³ ha kg g mg t l L ml cl dl W kW MW GW kWh MWh GWh V Hz kHz MHz GHz h min s € "
    "$ £ °C °F kB KB MB GB TB dpi pt px ppm CO₂ ºC"
)
AFTER_NUMBERS = {
    "en": _words("million billion trillion thousand hundred per am pm a p AM PM BC AD BCE CE"),
    "es": _words("mil millón millones billón billones hs euros dólares pesos a d"),
    "pt": _words("mil milhão milhões bilhão bilhões bilião biliões mi bi reais euros dólares"),
}
MONTHS = {
    "en": _words(
        "January February March April May June July August September October November December Jan Feb Mar "
        "Apr Jun Jul Aug Sep Sept Oct Nov Dec"
    ),
}
DAY_OF_MONTH = {
    "es": re.compile(
        r"de[ \n](?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)(?!\w)",
        re.IGNORECASE,
    ),
    "pt": re.compile(
        r"de[ \n](?:janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro)(?!\w)",
        re.IGNORECASE,
    ),
}
BEFORE_NUMBERS = {
    "en": _words(
        "page pages p. pp. chapter chapters ch. chap. no. nos. number fig. figs. figure figures table tables "
        "vol. vols. volume section sections sect. sec. art. article articles issue part note notes n. nn. "
        "line lines l. ll. step appendix act clause point item unit paragraph para. par. verse c. ca. day "
        "week room"
    ),
    "es": _words(
        "pág. págs. p. pp. página páginas cap. caps. capítulo capítulos n.º n.ª núm. núms. número números "
        "nro. no. fig. figs. figura figuras tabla tablas cuadro vol. vols. volumen t. tomo art. arts. "
        "artículo artículos sección secc. parte nota notas n. párr. párrafo línea líneas paso ley punto apdo. "
        "apartado anexo epígr. c. ca. km. lám. ed. núcleo sala día"
    ),
    "pt": _words(
        "pág. págs. p. pp. página páginas cap. caps. capítulo capítulos nº n.º nª núm. número números no. "
        "fig. figs. figura figuras tabela tabelas quadro vol. vols. volume t. tomo art. arts. artigo artigos "
        "seção secção parte nota notas n. par. parágrafo linha linhas passo lei ponto anexo inciso item c. "
        "ca. sala dia"
    ),
}
BEFORE_ROMANS = {
    "en": _words("chapter ch. vol. volume part act book appendix section"),
    "es": _words("cap. capítulo vol. volumen t. tomo parte acto libro anexo siglo siglos s. ss. sección título"),
    "pt": _words("cap. capítulo vol. volume t. tomo parte ato acto livro anexo século séculos séc. título"),
}
TITLES = {
    "en": _words("Mr Mr. Mrs Mrs. Ms Ms. Dr Dr. Prof. Rev. Sir Dame St St. Hon. Fr Fr. Sr. Mx Mx. Capt. Gen."),
    "es": _words(
        "Sr. Sra. Srta. Sres. Sras. Dr. Dra. Dres. D. Dña. D.ª Prof. Profa. Lic. Licda. Ing. Arq. Fr. P. "
        "Pbro. Sto. Sta. Gral. don doña san sor fray Av. Avda."
    ),
    "pt": _words(
        "Sr. Sra. Srta. Srs. Sras. Dr. Dra. Drs. D. Prof. Profa. Profª Prof.ª Eng. Eng.º Arq. Pe. Fr. Sto. "
        "Sta. Gen. Cel. dom dona são frei Av."
    ),
}
DAYS = _words(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays "
    "fridays saturdays sundays mon tue wed thu fri sat sun lunes martes miércoles jueves viernes sábado "
    "sábados domingo domingos segunda terça quarta quinta sexta january february march april june july "
    "august september october november december enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre janeiro fevereiro março maio junho julho setembro outubro "
    "novembro dezembro"
)
"""Names of days and months: a dash between two of them is a range."""
LEAVING_QUOTES = _words(
    "and or but nor the a an he she they we i you it said says say asked is are was were in on of to for "
    "with as at by from that which who has have had will would can could should do did does if when "
    "because so than then not"
)
"""Words before which a plural with an apostrophe is rather the end of a quotation."""
