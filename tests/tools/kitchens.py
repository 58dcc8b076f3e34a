"""A text of our own in three languages, with all that a small format has to set: `TEXTS` by the language's code."""

HEAD = """---
title: {title}
subtitle: {subtitle}
topic: {topic}
author: Kitchen Table Committee
date: 2026-05-01
source: The Stairwell Gazette
licence: CC BY-SA 4.0
cover: pictures/square.svg
cover_alt: A red square.
---
"""
TEXTS = {
    "en": HEAD.format(
        title="Eleven kitchens, one sack of rice",
        subtitle="How a stairwell began to buy its food together, and what it would do sooner next time.",
        topic="Guide",
    )
    + """
At first we were eleven flats and one notebook.[^book]
Everybody bought alone and paid dearly for it.

> Nobody grows rich on rice, but eleven kitchens together stop growing poor on it.

## How to begin

1. **Choose one thing only**: rice, beans or soap.
2. **Do the sum** with somebody who sells by the sack.
3. **Fix a day** for the delivery, always the same one.

## When and where

| What | When | Where |
|:--|:--|:--|
| Open meeting | Tuesday 5 May, 7 p.m. | Laundry room, Block C |
| First delivery | Saturday 9 May, 10 a.m. | Back door, by the bins |

![A red square on a white wall.](pictures/square.svg "The sack.")

## Who minds the money

Two people, never one.
They change every three months, and the sheet hangs on the door, where anybody may check it.
Whoever finds a mistake is given a coffee.

[^book]: It still exists; ask at number 18.
""",
    "es": HEAD.format(
        title="Once cocinas y un solo saco de arroz para toda la escalera",
        subtitle="Cómo una escalera empezó a comprar junta la comida, y qué haría antes la próxima vez.",
        topic="Guía práctica",
    )
    + """
Al principio éramos once pisos y una libreta.[^book]
Cada cual compraba por su cuenta y lo pagaba caro.

> Nadie se hace rico con el arroz, pero once cocinas juntas dejan de empobrecerse con él.

## Cómo se empieza

1. **Elegid una sola cosa**: arroz, judías o jabón.
2. **Echad la cuenta** con alguien que venda por sacos.
3. **Fijad un día** para la entrega, siempre el mismo.

## Cuándo y dónde

| Qué | Cuándo | Dónde |
|:--|:--|:--|
| Reunión abierta | Martes 5 de mayo, 19:00 | Lavandería, bloque C |
| Primera entrega | Sábado 9 de mayo, 10:00 | Puerta trasera, junto a los cubos |

![Un cuadrado rojo en una pared blanca.](pictures/square.svg "El saco.")

## Quién cuida del dinero

Dos personas, nunca una sola.
Cambian cada tres meses, y la hoja cuelga de la puerta, donde cualquiera puede comprobarla.
A quien encuentra un error se le invita a un café.

[^book]: Todavía existe; pregunta en el número 18.
""",
    "pt": HEAD.format(
        title="Uma cooperativa de compras para o prédio inteiro, do arroz ao sabão, decidida numa mesa de cozinha",
        subtitle="Como uma escada começou a comprar comida em conjunto, e o que faria mais cedo da próxima vez.",
        topic="Guia prático",
    )
    + """
No começo éramos onze apartamentos e uma caderneta.[^book]
Cada um comprava sozinho e pagava caro por isso.

> Ninguém enriquece com arroz, mas onze cozinhas juntas deixam de empobrecer com ele.

## Como se começa

1. **Escolham um produto só**: arroz, feijão ou sabão.
2. **Façam a conta** com quem vende por saca.
3. **Marquem um dia** para a entrega, sempre o mesmo.

## Quando e onde

| O quê | Quando | Onde |
|:--|:--|:--|
| Reunião aberta | Terça-feira, 5 de maio, 19h | Lavanderia, bloco C |
| Primeira entrega | Sábado, 9 de maio, 10h | Porta dos fundos, perto das lixeiras |

![Um quadrado vermelho numa parede branca.](pictures/square.svg "A saca.")

## Quem cuida do dinheiro

Duas pessoas, nunca uma só.
Elas trocam a cada três meses, e a folha fica pregada na porta, onde qualquer um pode conferir.
Quem acha um erro ganha um café.

[^book]: Ainda existe; pergunte no número 18.
""",
}
