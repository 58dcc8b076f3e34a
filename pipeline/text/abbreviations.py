"""What stands before a full stop without ending a sentence, by language, and what begins one."""

from __future__ import annotations

from dataclasses import dataclass

EMPTY: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """The words of one language, without their last full stop, in lower case unless said otherwise."""

    names: frozenset[str] = EMPTY
    """Stand before a name (Mr, Dr, Avda): never the end of a sentence."""
    inside: frozenset[str] = EMPTY
    """Explain what follows (e.g, cf, approx): never the end of a sentence."""
    numbers: frozenset[str] = EMPTY
    """Stand before a number (p, vol, art): the end only before a starter."""
    either: frozenset[str] = EMPTY
    """May end a sentence (Inc, Jr, U.S): the end only before a starter."""
    closing: frozenset[str] = EMPTY
    """Mostly stand last (etc, p.m): the end before any capital."""
    words: frozenset[str] = EMPTY
    """Members of `numbers` that are words of their own (no, art): the end before any capital, not before a number."""
    dates: frozenset[str] = EMPTY
    """Months and weekdays, capitalised as written: the end before any capital, not before a number."""
    after_hours: frozenset[str] = EMPTY
    """Words with a capital that go on after a.m. and p.m.: weekdays, months, time zones."""
    starters: frozenset[str] = EMPTY
    """Words, capitalised, that have a capital only because a sentence begins."""
    exclaimed: frozenset[str] = EMPTY
    """Names that end in ! or ?, as written, without it."""
    speech: frozenset[str] = EMPTY
    """Verbs after a name that follows a quotation: “Why?” Maria asked."""


_ENGLISH = Abbreviations(
    names=_words(
        """
        mr mrs ms mx dr prof rev fr hon pres gov sen rep gen col maj capt cmdr lt sgt cpl pvt adm messrs mmes
        mlle mme mt ft supt insp amb
        """
    ),
    inside=_words("e.g eg i.e ie cf viz vs approx ca c eds trans transl esp incl excl resp op attn tel intl natl"),
    numbers=_words(
        """
        no nos nr p pp vol vols ch chap chaps fig figs art arts sec secs sect par para col n nn pt pts ex app
        """
    ),
    either=_words(
        """
        inc ltd co corp bros plc llc jr sr esq ph.d m.d b.a m.a b.sc m.sc d.phil st ave rd blvd sq ln hwy apt
        bldg dept govt assn al cit ibid min max
        """
    ),
    closing=_words("etc a.m p.m am pm &c hrs mins oz lb lbs"),
    words=_words("no art fig ex"),
    dates=_words(
        """
        Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Weds Thu Thur Thurs Fri Sat Sun
        """
    ),
    after_hours=_words(
        """
        Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
        August September October November December Mon Tue Tues Wed Thu Thurs Fri Sat Sun EST EDT CST CDT MST
        MDT PST PDT ET CT MT PT GMT BST CET CEST UTC Eastern Central Pacific Greenwich
        """
    ),
    starters=_words(
        """
        A An The This That These Those There Here He She It We You They I His Her Its Our Your Their My One Some
        Many Most All Both Each Every Few Nobody Everybody Somebody Nothing Everything Something No None Not Who
        What When Where Why How Which Whose If Then So But And Or Nor Yet For Because Although Though While
        Since Until Unless As At In On By To From With Without After Before During Under Over Between Through
        Even Still Only Also Now Today Yesterday Tomorrow Later Soon Once Perhaps Maybe However Therefore
        Meanwhile Please Let Do Does Did Is Are Was Were Has Have Had Will Would Can Could Should Must Up Down
        Out About Around Against Among Like Just Another Other Others Such Be Go Come Ask Bring Take Write Read
        See Send
        """
    ),
    exclaimed=_words("Yahoo Jeopardy Oklahoma Joomla Westward Oliver"),
    speech=_words(
        """
        said asked replied answered cried shouted called whispered murmured added says asks replies answers
        wrote exclaimed demanded insisted wondered muttered yelled
        """
    ),
)
_SPANISH = Abbreviations(
    names=_words(
        """
        sr sra srta sres sras srtas dr dra dres dras prof profa d dña dª lic ing arq gral cnel cap tte sgto alm
        pbro fr sto sta mons excmo excma ilmo ilma rvdo rvda hno hna mr mrs ms st ft avda av c/ pl pza plza ctra
        pº ee ff cc rr
        """
    ),
    inside=_words("p.ej ej cf cfr vid v.gr v.g aprox apróx ca c vs trad ed eds dir coord incl excl tel tfno fax"),
    numbers=_words(
        """
        n nº núm num núms p pág págs pp pg vol vols cap caps fig figs art arts apdo apdos párr párrs secc t tít
        s ss lám láms
        """
    ),
    either=_words(
        """
        ud uds vd vds uu ee.uu jr s.a s.l cía ltda cts ptas pts máx mín hnos bros dpto depto dept gob admón
        rr.hh cc.oo ff.aa
        """
    ),
    closing=_words("etc no a.m p.m am pm kg km cm min izq izda dcha dcho der"),
    words=_words("art fig"),
    dates=_words(
        """
        Ene Feb Mar Abr May Jun Jul Ago Sept Set Oct Nov Dic ene feb mar abr jun jul ago sept oct nov dic
        """
    ),
    after_hours=EMPTY,
    starters=_words(
        """
        El La Los Las Lo Un Una Unos Unas Otro Otra Otros Otras Este Esta Esto Estos Estas Ese Esa Eso Esos Esas
        Aquel Aquella Él Ella Ellos Ellas Yo Tú Nosotros Nosotras Vosotros Usted Ustedes Nadie Nada Todo Todos
        Toda Todas Algo Alguien Cada No Ni Sí Y E O U Pero Sino Mas Aunque Porque Pues Que Qué Quien Quién
        Cuando Cuándo Donde Dónde Como Cómo Cuál Si En De Del A Al Por Para Con Sin Sobre Entre Hasta Desde Tras
        Según Durante Ante Bajo Se Me Te Nos Le Les Su Sus Mi Mis Tu Tus Nuestro Nuestra Hay Es Son Era Eran Fue
        Fueron Está Están Ha Han Había Hoy Ayer Mañana Ahora Entonces Después Luego Antes Así También Tampoco
        Además Ya Aún Quizá Quizás Tal Muy Más Menos Allí Aquí Sólo Solo
        """
    ),
    exclaimed=_words("Yahoo"),
    speech=_words("dijo preguntó respondió contestó gritó exclamó añadió susurró"),
)
_PORTUGUESE = Abbreviations(
    names=_words(
        """
        sr sra srta sres srs sras dr dra drs dras prof profa profª d eng engª arq gen cel cap ten sgt alm pe fr
        ir sto sta mons mr mrs ms st ft exmo exma exmos ilmo ilma revmo rev av trav pç pça rod
        """
    ),
    inside=_words("p.ex ex cf vs v.g aprox ca c trad org orgs ed eds dir coord incl excl tel fax fone"),
    numbers=_words(
        """
        n no nº núm num p pág págs pp pg vol vols cap caps fig figs art arts par parág séc sécs seç t tít s ss
        """
    ),
    either=_words(
        """
        exa exas sa s.a ltda cia jr e.u.a eua uu máx mín dpto depto dept gov adm bros dto esq apto apt
        """
    ),
    closing=_words("etc a.m p.m am pm kg km cm min"),
    words=_words("no art fig"),
    dates=_words("Jan Fev Mar Abr Mai Jun Jul Ago Set Out Nov Dez jan fev mar abr mai jun jul ago set out nov dez"),
    starters=_words(
        """
        O A Os As Um Uma Uns Umas Outro Outra Outros Outras Este Esta Isto Estes Estas Esse Essa Isso Esses
        Essas Aquele Aquela Aquilo Ele Ela Eles Elas Eu Tu Nós Você Vocês Ninguém Nada Tudo Todo Todos Toda
        Todas Algo Alguém Cada Não Nem Sim E Ou Mas Porém Embora Porque Pois Que Quem Quando Onde Como Qual Se
        Em No Na Nos Nas De Do Da Dos Das Ao À Aos Às Por Pelo Pela Para Com Sem Sobre Entre Até Desde Após
        Durante Ante Sob Meu Minha Seu Sua Seus Suas Nosso Nossa Há É São Era Eram Foi Foram Está Estão Tem Têm
        Havia Hoje Ontem Amanhã Agora Então Depois Logo Antes Assim Também Tampouco Além Já Ainda Talvez Tal
        Muito Mais Menos Ali Aqui Lá Só
        """
    ),
    exclaimed=_words("Yahoo"),
    speech=_words("disse perguntou respondeu gritou exclamou acrescentou sussurrou"),
)
_TABLE = {"en": _ENGLISH, "es": _SPANISH, "pt": _PORTUGUESE}


def abbreviations(language: str) -> Abbreviations:
    """Return the words of a language (`en`, `es-419`, …); an empty table for one that has no list here."""
    return _TABLE.get(language.partition("-")[0].lower(), Abbreviations())
