"""The words that sheets for people are labelled with, in their language, and how they are known again."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.languages import language
from pipeline.review.catalogue import State


class Column(StrEnum):
    """What a column of a sheet holds."""

    NUMBER = "number"
    WHERE = "where"
    SOURCE = "source"
    TRANSLATION = "translation"
    STATE = "state"
    TICK = "tick"
    """On paper, in place of the state."""
    COMMENT = "comment"
    """What a person writes to the editor; goes out empty."""
    NOTES = "notes"
    """Doubts, and what was said so far: for reading."""
    KEY = "key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All words of one language."""

    columns: Mapping[Column, str]
    states: Mapping[State, str]
    unfinished: str
    """The state of a draft that a person has a hand in; with the word for approved it makes the drop-down list."""
    roles: Mapping[str, str]
    """By the value of a `Role`."""
    doubts: Mapping[str, str]
    """By the name of a draft's flag."""
    version: str
    """Stands before the other version of a sentence."""
    before: str
    """Stands before the sentence that a stale translation belongs to."""
    instructions: str
    """The name of the sheet with the how-to."""
    how_to: tuple[str, ...]
    """A line a step; {columns} and {states} are named as in the sheet."""
    name: str
    """What stands beside the field for the reviewer's name."""
    paper: str
    """How to use the sheet for paper and pen, in one or two sentences."""
    page: str
    true: str
    false: str


_EN = Words(
    columns={
        Column.NUMBER: "No.", Column.WHERE: "Where", Column.SOURCE: "Source", Column.TRANSLATION: "Translation",
        Column.STATE: "State", Column.TICK: "OK", Column.COMMENT: "Comment",
        Column.NOTES: "Notes", Column.KEY: "octavilla",
    },
    states={
        State.UNTRANSLATED: "untranslated", State.DRAFT: "unreviewed", State.APPROVED: "approved",
        State.STALE: "source changed",
    },
    unfinished="draft",
    roles={},
    doubts={
        "empty": "the machine gave nothing", "signs": "the machine gave nothing of use",
        "marks": "bold, links or footnotes are missing", "echo": "the source came back",
        "repeated": "says the same words again and again", "cut": "ends in the middle",
        "dropped": "something is missing",
        "short": "much shorter than the source", "long": "much longer than the source",
        "values": "a number, date or sum differs", "unchanged": "words were left untranslated",
        "terms": "a term of the glossary is missing", "protected": "an address or handle was lost or doubled",
        "names": "a name is missing", "brackets": "a quotation mark or bracket stands alone",
        "split": "long, translated in pieces",
        "paired": "from an old translation; may belong to another sentence",
        "unmarked": "bold, links or footnotes are not as in the source",
        "divided": "was one sentence with its neighbour",
    },
    version="Other version",
    before="The source was",
    instructions="How to",
    how_to=(
        "Correct what needs it in the column “Translation”. What you change counts as approved.",
        "In “State”, choose “approved” where a sentence is right as it stands, and “draft” where you are not done.",
        "Leave marks in place: **bold**, *italics*, [words](address), [^1].",
        "Questions to the editor go into “Comment”.",
        "You may sort, filter, delete rows and add columns: every sentence is known again. Leave the column headings.",
        "Save as .xlsx and send the file back. Send it even if you did only part of it.",
    ),
    name="Your name",
    paper="Correct on the right; tick the last column where it is right. Leave signs such as ** and [^1] in place.",
    page="Page",
    true="true",
    false="false",
)  # fmt: skip

_ES = Words(
    columns={
        Column.NUMBER: "N.º", Column.WHERE: "Lugar", Column.SOURCE: "Original", Column.TRANSLATION: "Traducción",
        Column.STATE: "Estado", Column.TICK: "Bien", Column.COMMENT: "Comentario",
        Column.NOTES: "Avisos", Column.KEY: "octavilla",
    },
    states={
        State.UNTRANSLATED: "sin traducir", State.DRAFT: "sin revisar", State.APPROVED: "aprobada",
        State.STALE: "cambió el original",
    },
    unfinished="borrador",
    roles={
        "title": "título", "subtitle": "subtítulo", "topic": "tema", "cover picture": "imagen de portada",
        "heading": "encabezado", "paragraph": "párrafo", "speaker": "quien habla", "list item": "lista",
        "quotation": "cita", "table cell": "tabla", "caption": "pie de imagen",
        "picture description": "descripción de imagen", "footnote": "nota al pie",
    },
    doubts={
        "empty": "la máquina no dio nada", "signs": "la máquina no dio nada útil",
        "marks": "faltan negritas, enlaces o notas", "echo": "volvió el original",
        "repeated": "repite las mismas palabras", "cut": "se corta a la mitad", "dropped": "falta una parte",
        "short": "mucho más corta que el original", "long": "mucho más larga que el original",
        "values": "un número, una fecha o un importe no coincide", "unchanged": "quedaron palabras sin traducir",
        "terms": "falta un término del glosario", "protected": "se perdió o se repitió una dirección",
        "names": "falta un nombre", "brackets": "unas comillas o un paréntesis sin cerrar",
        "split": "larga, traducida por partes",
        "paired": "de una traducción antigua; quizá corresponda a otra frase",
        "unmarked": "las negritas, los enlaces o las notas no están como en el original",
        "divided": "formaba una sola frase con la vecina",
    },
    version="Otra versión",
    before="El original decía",
    instructions="Cómo se usa",
    how_to=(
        "Corrige lo que haga falta en la columna «Traducción». Lo que cambies cuenta como aprobado.",
        "En «Estado», elige «aprobada» si la frase está bien como está, y «borrador» si aún no has terminado con ella.",
        "Deja las marcas en su sitio: **negrita**, *cursiva*, [palabras](dirección), [^1].",
        "Las preguntas para la redacción van en «Comentario».",
        "Puedes ordenar, filtrar, borrar filas y añadir columnas: cada frase se reconoce. Conserva los encabezados.",
        "Guarda el archivo como .xlsx y devuélvelo, aunque solo hayas hecho una parte.",
    ),
    name="Tu nombre",
    paper="Corrige a la derecha y marca la última columna si está bien. Deja en su sitio signos como ** y [^1].",
    page="Página",
    true="verdadero",
    false="falso",
)  # fmt: skip

_PT = Words(
    columns={
        Column.NUMBER: "N.º", Column.WHERE: "Lugar", Column.SOURCE: "Original", Column.TRANSLATION: "Tradução",
        Column.STATE: "Estado", Column.TICK: "OK", Column.COMMENT: "Comentário",
        Column.NOTES: "Avisos", Column.KEY: "octavilla",
    },
    states={
        State.UNTRANSLATED: "por traduzir", State.DRAFT: "por revisar", State.APPROVED: "aprovada",
        State.STALE: "o original mudou",
    },
    unfinished="rascunho",
    roles={
        "title": "título", "subtitle": "subtítulo", "topic": "tema", "cover picture": "imagem da capa",
        "heading": "intertítulo", "paragraph": "parágrafo", "speaker": "quem fala", "list item": "lista",
        "quotation": "citação", "table cell": "tabela", "caption": "legenda",
        "picture description": "descrição da imagem", "footnote": "nota de rodapé",
    },
    doubts={
        "empty": "a máquina não deu nada", "signs": "a máquina não deu nada de útil",
        "marks": "faltam negritos, links ou notas", "echo": "voltou o original",
        "repeated": "repete as mesmas palavras", "cut": "acaba no meio", "dropped": "falta uma parte",
        "short": "muito mais curta que o original", "long": "muito mais longa que o original",
        "values": "um número, uma data ou uma quantia não bate", "unchanged": "ficaram palavras por traduzir",
        "terms": "falta um termo do glossário", "protected": "um endereço se perdeu ou se repetiu",
        "names": "falta um nome", "brackets": "aspas ou parênteses sem fechar",
        "split": "longa, traduzida por partes",
        "paired": "de uma tradução antiga; talvez corresponda a outra frase",
        "unmarked": "os negritos, links ou notas não estão como no original",
        "divided": "formava uma só frase com a vizinha",
    },
    version="Outra versão",
    before="O original dizia",
    instructions="Como usar",
    how_to=(
        "Corrija o que for preciso na coluna “Tradução”. O que você mudar conta como aprovado.",
        "Em “Estado”, escolha “aprovada” se a frase está certa como está, e “rascunho” se ainda não terminou com ela.",
        "Deixe as marcas no lugar: **negrito**, *itálico*, [palavras](endereço), [^1].",
        "Perguntas para a redação vão em “Comentário”.",
        "Você pode ordenar, filtrar, apagar linhas e acrescentar colunas: cada frase se reconhece. Deixe os títulos.",
        "Salve o arquivo como .xlsx e mande de volta, mesmo que só tenha feito uma parte.",
    ),
    name="Seu nome",
    paper="Corrija à direita e marque a última coluna se a frase está certa. Deixe no lugar sinais como ** e [^1].",
    page="Página",
    true="verdadeiro",
    false="falso",
)  # fmt: skip

_PT_PT = replace(
    _PT,
    states={**_PT.states, State.DRAFT: "por rever"},
    doubts={
        **_PT.doubts, "marks": "faltam negritos, ligações ou notas",
        "values": "um número, uma data ou uma quantia não coincide", "protected": "perdeu-se ou repetiu-se um endereço",
    },
    how_to=(
        "Corrija o que for preciso na coluna «Tradução». O que mudar conta como aprovado.",
        "Em «Estado», escolha «aprovada» se a frase está certa como está, e «rascunho» se ainda não acabou.",
        "Deixe as marcas no lugar: **negrito**, *itálico*, [palavras](endereço), [^1].",
        "As perguntas para a redação vão em «Comentário».",
        "Pode ordenar, filtrar, apagar linhas e acrescentar colunas: cada frase é reconhecida. Mantenha os cabeçalhos.",
        "Guarde o ficheiro como .xlsx e devolva-o, mesmo que só tenha feito uma parte.",
    ),
    name="O seu nome",
)  # fmt: skip

_ALL = {"en": _EN, "es": _ES, "pt": _PT, "pt-PT": _PT_PT}
_OTHER_NAMES = {
    Column.NUMBER: ("numero", "number", "no", "n", "nr", "num", "#"),
    Column.WHERE: ("where", "lugar", "role", "donde", "onde"),
    Column.SOURCE: ("source", "source text", "original", "texto original", "english", "ingles", "fuente", "fonte"),
    Column.TRANSLATION: (
        "translation", "target", "traduccion", "traducao", "texto traducido", "texto traduzido", "spanish",
        "espanol", "castellano", "portuguese", "portugues",
    ),
    Column.STATE: ("state", "status", "estado", "situacao"),
    Column.COMMENT: ("comment", "comments", "comentario", "comentarios"),
    Column.NOTES: ("notes", "avisos"),
}  # fmt: skip
_YES = (
    "x v ok okay si sim yes y s bien certo certa correcto correcta correto correta listo lista pronto pronta done "
    "✓ ✔ ☑ ☒ 🗹"
)
_NO = "draft borrador rascunho unfinished a-medias por-terminar"


def words_for(code: str) -> Words:
    """Return the words for people who read the language `code`; English ones where there are no others."""
    facts = language(code)
    if facts.base == "pt" and facts.locale != "pt-BR":
        return _PT_PT
    return _ALL.get(facts.base, _EN)


def column_of(heading: str) -> Column | None:
    """Return what a column called `heading` holds, whatever its case and accents, in any of our languages.

    >>> column_of(" TRADUCCION ") is Column.TRANSLATION
    True
    """
    known = _COLUMNS.get(folded(heading))
    if known is None and heading.strip().lower().startswith(_EN.columns[Column.KEY]):
        return Column.KEY
    return known


def name_labels() -> frozenset[str]:
    """Return what stands beside the field for the reviewer's name in any of our languages, folded."""
    return frozenset(folded(words.name) for words in _ALL.values())


def is_our_own(heading: str) -> bool:
    """Tell whether a heading is one that our sheets go out with, in any of our languages."""
    return folded(heading) in _OWN


def approval(state: str) -> bool | None:
    """Return what a word in the column of states, or a tick, says: True approved, False a draft, None neither.

    The words for what nobody looked at say nothing, since a sheet goes out with them.
    """
    word = folded(state) or state.strip()
    return True if word in _APPROVING else False if word in _DRAFTING else None


def folded(text: str) -> str:
    """Return a heading or a state without case, accents and signs."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum())


_OWN = frozenset(folded(name) for words in _ALL.values() for name in words.columns.values())
_COLUMNS = {
    folded(name): column
    for column, names in (
        *((column, (name,)) for words in _ALL.values() for column, name in words.columns.items()),
        *_OTHER_NAMES.items(),
    )
    for name in names
    if folded(name)
}
_APPROVING = frozenset(
    [folded(word) or word for word in _YES.split()] + [folded(w.states[State.APPROVED]) for w in _ALL.values()]
) | {"aprobado", "aprovado"}
_DRAFTING = frozenset([folded(word) for word in _NO.split()] + [folded(w.unfinished) for w in _ALL.values()])
