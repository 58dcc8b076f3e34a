"""Each check by examples: what it finds, what the mend makes of it, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pipeline.review.catalogue import State
from pipeline.review.checks import CHECKS, Forbidden, Issue, Severity
from pipeline.text.document import Role
from pipeline.text.glossary import Glossary, Term

Find = Callable[..., tuple[Issue, ...]]
GLOSSARY = Glossary(
    (
        Term(term="damp", translation="humedad"),
        Term(term="tenant", translation="inquilino"),
        Term(term="Aldo", translation=""),
    ),
    "en",
    "es",
)
FORBIDDEN = (
    Forbidden("minusválido", "persona con discapacidad"),
    Forbidden("ilegal"),
    Forbidden("parado", "desempleado"),
)
Row = tuple[str, str, str, str, str | None]
FOUND: tuple[Row, ...] = (
    # check, language, source, translation, mended (None: no mend)
    ("same", "es", "Bring water to the meeting.", "Bring water to the meeting.", None),
    ("same", "pt", "We met them at the door of the house.", "Nós met them at the door da casa.", None),
    ("numbers", "es", "About 600 people came.", "Vinieron unas 700 personas.", "Vinieron unas 600 personas."),
    ("numbers", "pt", "Room 12 holds 40 people.", "A sala 12 acomoda gente.", None),
    ("numbers", "es", "Drink water.", "Bebe 2 litros de agua.", None),
    ("numbers", "es", "The lane is 3.7 metres wide.", "El carril mide 3.7 metros.", "El carril mide 3,7 metros."),
    ("numbers", "pt", "It holds 1,200 litres.", "Cabem 1,200 litros.", "Cabem 1.200 litros."),
    ("numbers", "es", "Ring 01632 960 555.", "Llama al 01632 960 556.", "Llama al 01632 960 555."),
    ("numbers", "pt", "It rose by 74%.", "Subiu 47%.", "Subiu 74%."),
    ("dates", "es", "It is on 23 April.", "Es el 24 de abril.", "Es el 23 de abril."),
    ("dates", "pt", "We open at 6.30 p.m.", "Abrimos às 17h30.", "Abrimos às 18h30."),
    ("money", "es", "It costs £38,000 a year.", "Cuesta 48 000 £ al año.", "Cuesta 38\u00a0000\u00a0£ al año."),
    ("money", "pt", "The tin held £4.", "A lata tinha moedas.", None),
    ("addresses", "es", "See [our page](https://a.example/x).", "Mira [la página](https://a.example/y).",
     "Mira [la página](https://a.example/x)."),
    ("addresses", "es", "Write to ana@a.example.", "Escribe a anna@a.example.", "Escribe a ana@a.example."),
    ("addresses", "pt", "See www.a.example/plan today.", "Veja hoje.", None),
    ("addresses", "pt", "Follow us.", "Siga @vizinhos.", None),
    ("marks", "es", "**Call** now.", "Llama ahora.", None),
    ("marks", "es", "**Call** now.", "** Llama ** ahora.", "**Llama** ahora."),
    ("marks", "pt", "**Call** now.", "**Ligue agora.", None),
    ("marks", "es", "It saves £21.[^plan]", "Ahorra 21 £.", "Ahorra 21 £[^plan]."),
    ("marks", "es", "See [it](https://a.example).", "Míralo [aquí] (https://a.example).",
     "Míralo [aquí](https://a.example)."),
    ("marks", "pt", "One.[^a]", "Um[^a].[^a]", None),
    ("marks", "pt", "Run `make` now.", "Rode agora.", None),
    ("marks", "es", "*Not* **now**.", "*No **ahora***.", None),
    ("glossary", "es", "The damp came back.", "La mancha volvió.", None),
    ("glossary", "es", "A tenant came.", "Vino un tenant.", "Vino un inquilino."),
    ("glossary", "es", "Aldo came.", "Alto vino.", None),
    ("forbidden", "es", "Nobody is illegal.", "Nadie es ilegal.", None),
    ("forbidden", "es", "Nobody is illegal.", "No hay personas ilegales.", None),
    ("forbidden", "es", "For the unemployed.", "Para los parados.", "Para los desempleados."),
    ("brackets", "es", "Come (by bus).", "Ven (en autobús.", "Ven (en autobús)."),
    ("brackets", "pt", "Come (by bus) today.", "Venha de ônibus) hoje.", None),
    ("quotes", "es", "He said “yes” to us.", "Nos dijo «sí” a todos.", "Nos dijo «sí» a todos."),
    ("quotes", "pt", "He said “yes” to us.", "Ele nos disse “sim.", None),
    ("quotes", "es", "A man says, “I’d bring my drill.”", "Un hombre dice que trae el taladro.", None),
    ("end", "es", "Bring water.", "Trae agua", "Trae agua."),
    ("end", "pt", "What to do", "O que fazer.", "O que fazer"),
    ("end", "es", "These things:", "Estas cosas.", "Estas cosas:"),
    ("end", "es", "**Bring water.**", "**Trae agua**", "**Trae agua.**"),
    ("end", "es", "See [the plan](x.html).", "Mira [el plano](x.html)", "Mira [el plano](x.html)."),
    ("end", "pt", "Will it rain?", "Vai chover.", None),
    ("inverted", "es", "What was there?", "Qué había?", "¿Qué había?"),
    ("inverted", "es", "**What** was there?", "**Qué** había?", "**¿Qué** había?"),
    ("inverted", "es", "Please!", "Por favor!", "¡Por favor!"),
    ("inverted", "es", "What was there?", "¿Qué había.", None),
    ("capitals", "es", "Bring water.", "trae agua.", "Trae agua."),
    ("capitals", "es", "“Bring water.”", "«trae agua».", "«Trae agua»."),
    ("all-capitals", "es", "BRING WATER NOW", "Trae agua ya", "TRAE AGUA YA"),
    ("all-capitals", "pt", "Bring water now", "TRAGA ÁGUA JÁ", None),
    ("acronyms", "es", "The FIFA came.", "Vinieron todos.", None),
    ("doubled", "es", "Bring the water.", "Trae el el agua.", "Trae el agua."),
    ("doubled", "pt", "Bring **the** water.", "Traga a **a** água.", None),
    ("double-spaces", "es", "Bring water.", "Trae  agua.", "Trae agua."),
    ("double-spaces", "pt", "Bring water.", "Traga água. ", "Traga água."),
    ("spaces", "es", "Bring water, please.", "Trae agua , por favor.", "Trae agua, por favor."),
    ("spaces", "es", "What?", "¿ Qué?", "¿Qué?"),
    ("spaces", "pt", "Bring water, please.", "Traga água,por favor.", "Traga água, por favor."),
    ("length", "es", "When the city will not cool down at all today", "Cuando no", None),
    ("variety", "pt", "Take the bus.", "Tome o autocarro.", None),
    ("variety", "pt", "The wall is damp.", "A parede está húmida.", "A parede está úmida."),
    ("variety", "pt", "A matter of money.", "Uma questão económica.", "Uma questão econômica."),
    ("variety", "pt", "We are working.", "Estamos a trabalhar.", None),
    ("variety", "pt-PT", "Take the bus.", "Tome o ônibus.", None),
    ("variety", "pt-PT", "A matter of money.", "Uma questão econômica.", "Uma questão económica."),
    ("variety", "pt-PT", "We are working.", "Estamos trabalhando.", None),
    ("variety", "es-419", "Come tomorrow.", "Venid mañana.", None),
    ("variety", "es-419", "Can you come?", "¿Podéis venir?", None),
    ("variety", "es-419", "We wait for you.", "Os esperamos; os lo pedimos.", None),
    ("variety", "es-MX", "Use the computer.", "Use el ordenador.", None),
    ("variety", "es", "Use the computer.", "Usa la computadora.", None),
    ("variety", "es", "You have to come.", "Vos tenés que venir.", None),
)  # fmt: skip
SOUND: tuple[tuple[str, str, str], ...] = (
    # language, source, translation: nothing is found by any check
    ("es", "Martin Reyes", "Martin Reyes"),
    ("es", "35 °C", "35 °C"),
    ("es", "[hello@a.example](mailto:hello@a.example)", "[hello@a.example](mailto:hello@a.example)"),
    ("es", "It rose to 74% at 6.30 p.m.", "Subió al 74 % a las 18:30."),
    ("pt", "It rose to 74% at 6.30 p.m.", "Subiu para 74% às 18h30."),
    ("es", "By six o’clock there were nine tables.", "A las seis había nueve mesas."),
    ("pt", "It cost £1,870 in 2019.", "Custou 1.870 libras em 2019."),
    ("es", "That is about £1.90 for each.", "Eso viene a ser 1,90 £ por persona."),
    ("es", "See [it](https://a.example/en/plan).", "Míralo [aquí](https://a.example/es/plan)."),
    ("es", "**Call** now.[^a]", "**Llama** ahora[^a]."),
    ("es", "See [the plan][one] now.", "Mira [el plano][one] ahora."),
    ("es", "A man says, “I’d bring my drill.”", "Un hombre dice: «Yo traigo el taladro»."),
    ("es", "Not “Would you come?”, no.", "No «¿Vendrías?», no."),
    ("es", "Did he say “Come!”?", "¿Dijo «¡Ven!»?"),
    ("pt", "Did he say “Come!”?", "Ele disse “Venha!”?"),
    ("es", "a) first (and last)", "a) primero (y último)"),
    ("es", "Really?!", "¡¿De verdad?!"),
    ("es", "So, are you coming?", "Entonces, ¿vienes?"),
    ("pt", "What was there?", "O que havia?"),
    ("es", "The UN and NATO met.", "La ONU y la OTAN se reunieron."),
    ("pt", "The EU pays.", "A UE paga."),
    ("es", "Very good.", "Muy muy bueno."),
    ("pt", "It is about that.", "Se se trata disso, sim."),
    ("es", "Wait…", "Espera..."),
    ("es", "It costs 3.50, etc.", "Cuesta 3,50, etc."),
    ("es", "Meet at 6 p.m.", "Nos vemos a las 18:00"),
    ("pt", "The stomach and the female.", "O estômago e a fêmea."),
    ("pt-PT", "The stomach and the female.", "O estômago e a fêmea."),
    ("pt-PT", "The facts are wet.", "Os factos são húmidos."),
    ("pt", "He is aware of it.", "Ele está a par de tudo."),
    ("es-419", "Sixteen or twenty-six.", "Dieciséis o veintiséis."),
    ("es", "Come, all of you.", "Venid todos vosotros, os esperamos."),
    ("es-AR", "You have to come.", "Vos tenés que venir."),
    ("es", "Section 2.10 says so.", "Lo dice el apartado 2.10."),
    ("es", "in the arms, the legs;", "en los brazos, las piernas;"),
    ("es", "Yahoo! is a name.", "Yahoo! es un nombre."),
    ("es", "Line one\\\nline two", "Línea uno\\\nlínea dos"),
    ("es", "Ring on Monday (all day) or 1 May.", "Llama el lunes (todo el día) o el 1 de mayo."),
    ("fr", "What was there?", "Qu’y avait-il ?"),
    ("de", "Bring water.", "Bringt Wasser mit."),
)


@pytest.mark.parametrize(("check", "code", "source", "target", "mended"), FOUND)
def test_what_a_check_finds_and_how_it_is_mended(
    find: Find, check: str, code: str, source: str, target: str, mended: str | None
) -> None:
    facts: dict[str, Any] = {"glossary": {"glossary": GLOSSARY}, "forbidden": {"forbidden": FORBIDDEN}}.get(check, {})
    found = find(check, source, target, code, **facts)
    assert found
    if check not in ("doubled", "quotes", "variety") or mended is not None:
        assert found[0].mend == mended
    if mended is not None:
        left = find(check, source, mended, code, **facts)
        assert len(left) < len(found)


@pytest.mark.parametrize(("code", "source", "target"), SOUND)
def test_what_is_sound_is_left_alone(find: Find, code: str, source: str, target: str) -> None:
    assert [issue.message for issue in find("", source, target, code)] == []


def test_every_check_has_an_example_that_it_finds() -> None:
    elsewhere = {"untranslated", "spelling"}
    assert {row[0] for row in FOUND} | elsewhere == set(CHECKS)


def test_an_empty_translation_says_only_that(find: Find) -> None:
    (found,) = find("", "Bring 5 bottles.", "", state=State.UNTRANSLATED)
    assert found.check == "untranslated"
    assert find("", "12 – 14", "", state=State.UNTRANSLATED) == ()


def test_terms_and_forbidden_words_and_changed_numbers_are_errors(find: Find) -> None:
    (term,) = find("glossary", "The damp came back.", "La mancha volvió.", glossary=GLOSSARY)
    (word,) = find("forbidden", "Nobody is illegal.", "Nadie es ilegal.", forbidden=FORBIDDEN)
    (number,) = find("numbers", "About 600 came.", "Vinieron unas 700.")
    assert {term.severity, word.severity, number.severity} == {Severity.ERROR}


def test_a_limit_and_a_heading_are_kept(find: Find) -> None:
    (over,) = find("length", "Call", "Convocatoria", limit=8)
    assert over.message == "12 characters, and 8 fit."
    long = "Cuando la ciudad entera no consigue enfriarse ni de día ni de noche"
    assert find("length", "When the city is hot", long, roles=(Role.TITLE,))
    assert not find("length", "When the city is hot", long, roles=(Role.PARAGRAPH,))
    assert not find("length", "Call", "Convocatoria", roles=(Role.TOPIC,))


def test_a_single_word_is_the_same_by_the_dictionaries_only(find: Find, words: Any) -> None:
    spanish, english = words("no total hotel"), words("call total mark hotel")
    both = {"speller": spanish, "source_speller": english}
    assert find("same", "Call", "Call", **both)
    assert not find("same", "Total", "Total", **both)
    assert not find("same", "Priya", "Priya", **both)
    assert not find("same", "Mark", "Mark", roles=(Role.SPEAKER,), **both)
    assert not find("same", "Call", "Call")


def test_a_quotation_may_go_on_in_the_sentences_around_it(find: Find) -> None:
    source, target = "“After the third visit I stopped,” she said.", "«Después de la tercera visita lo dejé —dijo—."
    assert [issue.severity for issue in find("quotes", source, target)] == [Severity.NOTE]
    assert not find("quotes", source, target, before="Hola.", after="Nadie vino».")
    (found,) = find("quotes", source, target, before="Hola.", after="Nadie vino.")
    assert found.severity is Severity.WARNING


def test_marks_with_link_references_need_the_definitions_only_where_they_are_short(find: Find) -> None:
    assert not find("marks", "See [the plan][one].", "Mira [el plano][one].")
    assert find("marks", "See [the plan][one].", "Mira el plano.")
    known = (("PLAN", ("x.html", "")),)
    assert find("marks", "See [plan].", "Mira plan.", references=known)


def test_spelling_takes_words_of_the_source_and_leaves_names(find: Find, words: Any) -> None:
    speller = words("la casa de es vino con", csaa="casa", ayuntameinto="Ayuntamiento", landres="Londres")
    (slip,) = find("spelling", "The house.", "La csaa.", speller=speller)
    assert (slip.severity, slip.mend) == (Severity.WARNING, "La casa.")
    (rare,) = find("spelling", "The elk.", "La uapití.", speller=speller)
    assert (rare.severity, rare.mend) == (Severity.NOTE, None)
    assert not find("spelling", "Idris’s house.", "La casa de Idris.", speller=speller)
    assert not find("spelling", "The house in Lond.", "La casa de Landres.", speller=speller)
    assert find("spelling", "The town hall.", "La casa es de Ayuntameinto.", speller=speller)
    assert not find("spelling", "Write: a@b.example", "https://csaa.example/csaa", speller=speller)
    assert not find("spelling", "The house.", "La csaa.")


def test_a_word_of_the_other_variety_may_be_the_groups_own(find: Find) -> None:
    own = Glossary((Term(term="contact", translation="contacto"),), "en", "pt")
    assert find("variety", "Our contact.", "Nosso contacto.", "pt")
    assert not find("variety", "Our contact.", "Nosso contacto.", "pt", glossary=own)
