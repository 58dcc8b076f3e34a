"""Lines that web pages and mails have beside a text: patterns, one or several alternatives a line."""

from __future__ import annotations

import re

_NETWORKS = (
    r"facebook|twitter|x|whatsapp|telegram|linkedin|instagram|mastodon|bluesky|threads|"
    r"reddit|pinterest|tumblr|youtube|tiktok|pocket|messenger|signal"
)
_SURE = r"""
    (?:share|tweet|compartir|compartilhe|compartilhar|comparte):?
    (?:share|tweet|compartir|compartilhe|compartilhar|comparte) (?:this|on|via|with|en|em|no|este|esta|it)\b.{0,60}
    (?:click to )?(?:share|print|email)(?: (?:on|this|to|a link).{0,60})?(?: \(opens in new window\))|share:.{0,80}
    (?:(?:share|print|copy link|email|e-mail|save|link|NETWORKS)[\s|,/·•]*){2,}
    advertisement|advertising|ad|ads|publicidad|publicidade|sponsored(?: content)?|promoted|anuncio|anúncio
    (?:story|article|text) continues (?:below|after).{0,30}|(?:continue|keep) reading(?: below)?.{0,60}
    scroll (?:down )?to continue.{0,30}
    (?:read more|see also|read also|also read|related|more on this|recommended|watch|listen)\s*:\s*.{1,140}
    (?:you might also like|don['’]t miss|leer más|lee también)\s*:\s*.{1,140}
    (?:leia mais|leia também|ver también|veja também)\s*:\s*.{1,140}
    (?:please )?(?:subscribe|sign up|register|join)\b(?!.{0,20}\byour\b)(?=.{0,60}\bnewsletter).{0,120}
    (?:please )?(?:subscribe|sign up|register|join)\b(?=.{0,60}\b(?:mailing list|updates|inbox)).{0,120}
    (?:please )?(?:subscribe|sign up|register|join)\b(?=.{0,60}\b(?:mailing|channel|podcast|bulletin|email)).{0,120}
    (?:get|receive|have)\b.{1,80}\b(?:in|to|straight to|direct(?:ly)? to) your (?:inbox|mailbox)\b.{0,60}
    (?:receba|recibe|recibí|receber|recibir)\b(?=.{0,80}\b(?:e-?mail|correo|caixa de entrada|bandeja)).{1,120}
    (?:suscríbe(?:te|se)|inscreva-se|assine|apúntate|cadastre-se)\b.{0,100}|subscribe(?: now| today| here)?
    (?:view|read) (?:this (?:e-?mail|newsletter|message)|it) (?:in|on) (?:your|the|a) browser.{0,40}
    (?:can['’]t|cannot|trouble|problems) (?:see|seeing|viewing|reading) this.{0,80}
    (?:un-?subscribe|update (?:your )?preferences|manage (?:your )?(?:preferences|subscriptions?))\b.{0,80}
    (?:darse de baja|cancelar (?:a )?inscrição)\b.{0,80}
    you (?:are receiving|received|are getting|have received) this (?:e-?mail|message|newsletter).{0,140}
    (?:follow|find|like) us\b(?=.{0,60}\b(?:on|at|social|media)\b).{0,100}|follow us
    join us on (?:NETWORKS)\b.{0,60}|síguenos.{0,60}|siga-nos.{0,60}
    (?:follow|find) .{1,40} on (?:NETWORKS)\b.{0,60}
    (?:we|this (?:site|website|page)) uses? cookies.{0,200}
    (?:manage |accept |reject )?(?:all )?cookies?(?: (?:settings|policy|preferences|notice))?
    accept(?: all)?(?: cookies)?|usamos cookies.{0,160}|este (?:sitio|site) (?:usa|utiliza) cookies.{0,160}
    (?:privacy|cookie)(?: (?:policy|notice|settings))?(?:\s*[|·•/,-]\s*.{1,100})?
    we value your privacy\.?|we and our (?:\d+ )?partners\b.{0,240}|(?:manage|more|cookie) (?:options|choices)
    (?:accept|reject|allow|decline|agree)(?: (?:all|and close|& close))|your (?:privacy|cookie) choices
    (?:enter )?your (?:e-?mail|email address|e-mail address)(?: address)?\W*|sign me up\W*
    from .{2,30}, the free (?:encyclop(?:a|æ|ae)edia|encyclopedia|dictionary)|de .{2,30}, la enciclopedia libre
    (?:de )?.{2,30}, a enciclopédia livre|(?:disclaimers|cookie statement|mobile view)
    this page was last edited on .{1,60}|se editó esta página por última vez .{1,60}
    \d+ (?:posts?|topics?|replies|messages)(?:\s*[|·•]\s*page \d+ of \d+)?|post a reply|board index|top
    .{0,100}\bwherever you (?:get|find|listen to) your podcasts\b.{0,40}
    this (?:article|story) is (?:more than|over) .{1,12} (?:years?|months?) old|view image in full ?screen\W*
    [∙·•]\s*paid|restacks|discussion about this (?:post|article)|get (?:the|our) app|start your \w+
    (?:privacy|terms|collection notice)(?:\s*[∙·•|]\s*.{1,30}){1,4}|\w+ is the home for .{1,40}
    please consider the environment before printing.{0,60}|antes de imprimir.{0,100}
    this (?:message|e-?mail)(?: and .{1,40})? (?:is|are|may be|may contain) .{0,20}confidential.{0,200}
    terms (?:of|and) (?:use|service|conditions)(?:\s*[|·•/].{1,100})?
    (?:terms|contact us|about us|imprint|sitemap|accessibility)(?:\s*[|·•]\s*.{1,40}){1,6}
    (?:skip|jump) to (?:main |the )?(?:content|navigation|article|comments)|copy (?:the )?link(?: to clipboard)?
    back to (?:the )?(?:top|home|news|blog)|(?:ir|saltar) al contenido|ir para o conteúdo|volver arriba
    voltar ao topo
    (?:print|e-?mail|save|download|bookmark|copy|listen to|translate) (?:this|the) (?:page|article|story)(?: as pdf)?
    (?:print|e-?mail|save|download|bookmark|copy|listen to|translate) (?:this|the) (?:post|link|text)(?: as pdf)?
    download(?: as)? pdf|print(?:er)?[- ]friendly(?: version)?|add as (?:a )?preferred source.{0,40}
    \d+ (?:comments?|replies|shares|likes|views|reactions|responses|comentarios|comentários)(?: so far)?
    (?:leave|post|add|write) a (?:comment|reply).{0,60}|comments?(?: \(\d+\)| are closed.?| off)
    (?:no|one|\d+) thoughts? on .{1,140}|be the first to comment.{0,40}|join the (?:conversation|discussion).{0,40}
    (?:deja|dejar) un comentario|deixe um comentário
    (?:reply|quote|report(?: this)?(?: post)?|permalink|flag|upvote|downvote|edit post|go to post)\W*
    (?:like this|like loading|loading)\W*
    (?:about |approx\.? |ca\.? )?\d{1,2}[- ]?min(?:ute)?s?\.?[- ](?:read|reading|de lectura|de leitura)(?: time)?
    (?:reading|read) time\W.{1,30}|tiempo de lectura.{1,30}|tempo de leitura.{1,30}|estimated reading time.{1,30}
    lectura de \d+ min.{0,10}
    (?:tags?|filed under|keywords?|categor(?:y|ies)|posted in|topics?|etiquetas|categorías?|categorias?)\s*:\s*.{1,160}
    (?:#[\w-]+[\s,]*){2,}
    (?:was this|did you find this|¿te ha sido útil|esta página foi útil).{1,60}\?(?: (?:yes|no|sí|sim|não)\W*)*
    (?:is anything|report a problem|found a mistake).{0,60}|rate this .{1,40}
    (?:please |can you )?(?:donate|make a donation|give)(?: (?:now|today|here|online|once|monthly))?\W{0,3}
    haz una donación|doe agora|dona ahora|doar
    (?:for )?immediate release:?|embargo(?:ed)? until.{1,60}|\W*(?:ends|end|fin|fim|###|# # #|30)\W*
    registered charity.{0,80}|charity (?:no|number|reg).{0,60}|company (?:no|number).{0,60}
    sent from my \w+.{0,30}|enviado (?:desde|do) (?:mi|meu) \w+.{0,20}|get outlook for .{1,20}|--
    (?:log|sign) ?in(?:\s*[|/·]?\s*(?:subscribe|register|sign up|join))?|my account|open menu|close(?: menu)?|menu
    search|toggle (?:navigation|menu)|×|☰|≡|next(?: post)?|previous(?: post)?|[←→].{0,80}|.{0,80}[←→]
    [«»]\s[^«»]{0,80}|[^«»]{0,80}\s[«»]|[«»]
    (?:previous|next|older|newer)(?: (?:post|article|story|entry|page))?\s*:\s*.{1,140}
    (?:entrada|artículo|post|artigo) (?:anterior|siguiente|seguinte)\s*:\s*.{1,140}
    (?:this|the) (?:article|post|story|page|comment) (?:is|was) (?:brought to you|sponsored|supported) by .{1,60}
    a version of this (?:article|story|essay) (?:appears?|appeared|ran) in print.{0,120}
    thanks for reading.{0,120}|follow|following|listen|reuse this content|allow .{0,30}content.{0,60}\?
    your email address will not be.{0,100}
    ·|leave a (?:reply|comment)|required fields are marked.{0,10}|(?:\d[\d.,]*[km]? )?followers
    all rights reserved\.?|todos los derechos reservados\.?|todos os direitos reservados\.?|powered by .{1,40}
    proudly powered by .{1,40}|theme by .{1,40}|website by .{1,40}
"""
_LIKELY = r"""
    (?:please )?(?:support|help) (?:us|our (?:work|journalism|reporting)|this (?:site|blog|page|newsletter))\b.{0,160}
    (?:please )?(?:support|help) (?:(?:local|independent|our|public) ){1,3}(?:news|journalism|reporting|media)\b.{0,160}
    (?:please )?(?:consider|become|make|buy)\b(?=.{0,80}\b(?:donat|member|supporter|patron)).{0,160}
    (?:please )?(?:consider|become|make|buy)\b(?=.{0,80}\b(?:subscri|coffee|contribution)).{0,160}
    (?:your|every|a) (?:small )?(?:donation|gift|contribution|support|subscription)s?\b.{0,160}
    if you (?:enjoyed|liked|value|like|enjoy)\b.{1,160}\b(?:donat|support|subscri|share|member|coffee).{0,80}
    donate (?:now|today|online|here|via|by|to (?:us|our|the)|[£$€\d]).{0,100}|apóyanos.{0,120}|apoie.{0,120}
    .{2,60} (?:is|are) (?:funded|supported|paid for) by (?:people|readers|members|listeners) like you\b.{0,160}
    (?:do you have|have) (?:an opinion|a view|something to say|a story|a tip)\b(?=.{0,120}\S@\S).{0,200}
    haz(?:te)? (?:socia|socio|una donación).{0,100}
"""
_HEADS = r"""
    (?:table of )?contents|in this (?:article|guide|post)|on this page|índice|sumário|explore more(?: on these topics)?
    related(?: (?:articles?|stor(?:y|ies)|posts?|content|links|topics|reading|coverage|news))?
    (?:you )?(?:may|might) also (?:like|enjoy|be interested in)|more (?:from|in|by|on)\b.{1,50}
    more (?:stories|articles|posts|news|interviews|reviews|recipes|events|like this)
    most (?:read|popular|viewed|shared)|trending(?: now)?|popular (?:now|posts|stories)
    tags|latest (?:news|stories|posts|articles)|recommended(?: for you| reading| stories)?|read next|up next
    editor['’]?s['’]? picks?|recent posts|in other news|what to read next|artículos relacionados|te puede interesar
    (?:también )?(?:te|le) puede interesar|lo más leído|notícias relacionadas|leia também|mais lidas|veja também
    artigos relacionados
"""


def _compiled(lines: str, end: str = "") -> re.Pattern[str]:
    alternatives = "|".join(line.strip() for line in lines.strip().splitlines())
    return re.compile(f"(?:{alternatives.replace('NETWORKS', _NETWORKS)}){end}", re.IGNORECASE)


PROMOTION = _compiled("(?:skip past|after|skip|end of) (?:the )?(?:newsletter|advertisement|promotion)(?: promotion)?")
"""Where an advertisement begins and ends."""
ADVERT = _compiled("advert(?:isement|ising)?s?|ads?|publicidad|publicidade|sponsored|promoted|anuncio|anúncio")
"""What is never a heading."""
NETWORK = _compiled("(?:NETWORKS|share|print|copy link|e-?mail|link|correo|imprimir|compartir|compartilhar)")
"""A button with which a page is shared."""
SURE = _compiled(_SURE)
"""What stands in no text."""
LIKELY = _compiled(_LIKELY)
"""Appeals for support, which a text may also make."""
HEADS = _compiled(_HEADS, r"\s*:?")
"""What stands above links to other texts."""
