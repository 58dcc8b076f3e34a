"""Tell section labels, as they stand above a title: `Housing`, `OPINION`, `News > Local`."""

from __future__ import annotations

import re

from pipeline.text.importers.recognise.desk import count, is_caps, vocabulary

_KNOWN = frozenset(
    """news|local|local news|world|politics|opinion|comment|editorial|analysis|interview|feature|features|long read|
    the long read|essay|guest essay|review|reviews|books|film|music|arts|art|culture|theatre|media|lifestyle|life|
    other lives|obituary|obituaries|sport|sports|health|science|technology|tech|education|schools|housing|
    transport|environment|climate|nature|gardening|garden|food|recipe|recipes|kitchen|travel|business|money|
    economy|work|jobs|law|rights|advice|guide|guides|how to|how-to|explainer|explained|explain|fact sheet|
    factsheet|q&a|faq|report|reports|investigation|statement|press release|news release|media release|letters|
    letter|letters to the editor|community|events|event|what's on|what’s on|notice|public notice|blog|column|
    columns|podcast|video|gallery|history|local history|home safety|safety|energy|water|heat|family|children|youth|
    older people|migration|refugees|disability|women|society|people|profile|in brief|briefing|newsletter|
    announcement|announcements|campaign|campaigns|call|appeal|perspective|viewpoint|voices|first person|dispatch|
    story|stories|vivienda|opinión|análisis|entrevista|reportaje|cultura|salud|educación|sociedad|política|
    economía|medio ambiente|barrio|barrios|noticias|local y comunidad|comunidad|vecindad|consejos|guía|cartas|
    editorial|crónica|moradia|habitação|opinião|análise|reportagem|saúde|educação|sociedade|economia|meio ambiente|
    ambiente|bairro|notícias|comunidade|dicas|guia|cartas|crônica|crónica|cidade|cidades|ciudad|clima|trabajo|
    trabalho|transporte|agenda""".replace("\n", "").split("|")
)
KNOWN = frozenset(name.strip() for name in _KNOWN)
_CRUMB = re.compile(r"\s*[>›»‹]\s*|\s+/\s+|\s*→\s*")
_FIRST = vocabulary("""home inicio início homepage start you are here board forum forums index""")


def crumbs(text: str) -> tuple[str, ...]:
    """Return the parts of a path through a site, `News > Local`; none where it is no such path."""
    parts = [part.strip(" :") for part in _CRUMB.split(text) if part.strip()]
    if len(parts) < 2 or any(count(part) > 12 for part in parts) or any(count(part) > 4 for part in parts[:-1]):
        return ()
    return tuple(parts) if not re.search(r"[.!]\Z", text) and any(sign in text for sign in ">›»‹→/") else ()


def topic_of(parts: tuple[str, ...], title: str) -> str:
    """Return the narrowest part of a path that is neither the first page nor the text itself."""
    wanted = [part for part in parts if part.casefold() not in _FIRST and part.casefold() != title.casefold()]
    return named(wanted[-1]) if wanted else ""


def is_section(text: str) -> bool:
    """Tell whether a line is the known name of a section, or several of them: `Opinion | Guest essay`."""
    parts = [part.strip().casefold() for part in re.split(r"\s*[|/·•:,]\s*", text.strip(" :|")) if part.strip()]
    return bool(parts) and len(parts) < 4 and all(part in KNOWN for part in parts)


def may_be_section(text: str) -> bool:
    """Tell whether a line looks like a section's name: one to three words in capitals."""
    return is_caps(text) and count(text) <= 3 and not re.search(r"[\d.!?,:]", text)


def named(text: str) -> str:
    """Return a section's name as it is set: the first of several, with one capital."""
    first = re.split(r"\s*[|·•]\s*", text.strip(" :|"))[0]
    return first[0] + first[1:].casefold() if is_caps(first) and len(first) > 4 else first
