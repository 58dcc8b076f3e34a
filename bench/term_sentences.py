"""Sentences with words that a group's glossary would hold, made from templates: the measure of the glossary's work."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.text.glossary import Glossary, Term
from pipeline.text.inflection import plural

TERMS = (
    # Term, Spanish, its gender, Portuguese, its gender. What a group would choose, near to or far from the package.
    ("tenant", "arrendatario", "m", "locatário", "m"),
    ("tenants' union", "sindicato de inquilinas", "m", "sindicato de inquilinos", "m"),
    ("landlord", "casero", "m", "senhorio", "m"),
    ("rent", "renta", "f", "renda", "f"),
    ("rent increase", "subida de la renta", "f", "aumento da renda", "m"),
    ("rent book", "cartilla de alquiler", "f", "caderneta de aluguel", "f"),
    ("tenancy", "arrendamiento", "m", "arrendamento", "m"),
    ("tenancy agreement", "contrato de arrendamiento", "m", "contrato de arrendamento", "m"),
    ("deposit", "fianza", "f", "caução", "f"),
    ("eviction", "desahucio", "m", "despejo", "m"),
    ("eviction notice", "orden de desahucio", "f", "ordem de despejo", "f"),
    ("council", "consistorio", "m", "prefeitura", "f"),
    ("housing association", "cooperativa de vivienda", "f", "cooperativa de habitação", "f"),
    ("housing officer", "técnica de vivienda", "f", "técnica de habitação", "f"),
    ("estate", "barriada", "f", "bairro", "m"),
    ("flat", "piso", "m", "apartamento", "m"),
    ("repair", "arreglo", "m", "conserto", "m"),
    ("damp", "humedad", "f", "umidade", "f"),
    ("neighbour", "vecina", "f", "vizinha", "f"),
    ("meter", "contador", "m", "contador", "m"),
    ("caretaker", "conserje", "m", "zelador", "m"),
    ("shelter", "albergue", "m", "albergue", "m"),
    ("health centre", "ambulatorio", "m", "posto de saúde", "m"),
    ("nurse", "enfermera", "f", "enfermeira", "f"),
    ("appointment", "cita previa", "f", "consulta marcada", "f"),
    ("prescription", "receta", "f", "receita", "f"),
    ("carer", "cuidadora", "f", "cuidadora", "f"),
    ("vaccine", "vacuna", "f", "vacina", "f"),
    ("helpline", "teléfono de ayuda", "m", "linha de apoio", "f"),
    ("leaflet", "octavilla", "f", "panfleto", "m"),
    ("festival", "feria", "f", "festa", "f"),
    ("stall", "caseta", "f", "barraca", "f"),
    ("volunteer", "voluntaria", "f", "voluntária", "f"),
    ("steward", "monitor", "m", "monitor", "m"),
    ("parade", "desfile", "m", "cortejo", "m"),
    ("workshop", "taller", "m", "oficina", "f"),
    ("choir", "coral", "f", "coral", "m"),
    ("library card", "carné de lectora", "m", "carteirinha de leitora", "f"),
    ("librarian", "bibliotecaria", "f", "bibliotecária", "f"),
    ("loan", "préstamo", "m", "empréstimo", "m"),
    ("reading group", "club de lectura", "m", "clube de leitura", "m"),
    ("noticeboard", "tablón de anuncios", "m", "quadro de avisos", "m"),
    ("assembly", "asamblea", "f", "assembleia", "f"),
    ("drop-in", "consulta abierta", "f", "plantão", "m"),
    ("Rights Shop", "", "", "", ""),
    ("Homewatch", "", "", "", ""),
    ("Open Door", "", "", "", ""),
    ("Warm Hub", "", "", "", ""),
)
SINGULAR = (
    "The {} is important for us.",
    "We spoke about the {} yesterday.",
    "You can ask for a {} at the office.",
    "Nobody told the people in the street about this {}.",
    "After the {}, we will have lunch in the park.",
    "The new {} opens the door to many things.",
    "Bring your papers and tell us about your {}.",
    "If there is a problem with the {}, call us at once.",
)
PLURAL = (
    "The {} are not the same this year.",
    "We have many {} in this town.",
    "Some people wrote to us about their {}.",
    "All the {} were here before the summer.",
    "Three of the {} came with letters from the city.",
)
NAMES = ("Ask at the {} before you sign.", "The {} is open on Mondays.", "Come to {} with your friends.")


def glossary(code: str) -> Glossary:
    """Return the glossary for `es` or `pt`."""
    at = 1 if code == "es" else 3
    rows = tuple(Term(term=row[0], translation=row[at], gender=row[at + 1], line=2) for row in TERMS)
    return Glossary(rows, "en", code)


def sentences() -> Iterator[str]:
    """Yield a sentence for every term and template: names in the singular only."""
    for row in TERMS:
        if not row[1]:
            yield from (template.format(row[0]) for template in NAMES)
            continue
        mass = row[0] in ("damp", "rent")
        yield from (template.format(row[0]) for template in SINGULAR if not mass or " a {}" not in template)
        if not mass:
            more = row[0][:-1] + "ies" if row[0].endswith("y") and row[0][-2] not in "aeo" else plural(row[0], "en")
            yield from (template.format(more) for template in PLURAL)
