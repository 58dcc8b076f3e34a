"""Words and spellings that belong to one variety of Portuguese or Spanish, with those of the other."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _table(text: str) -> dict[str, str]:
    """Return the words of a table by those of the other variety; an underscore stands for a space."""
    found = {}
    for row in text.replace("\n", " / ").split("/"):
        if pair := row.split():
            one, other = (word.replace("_", " ") for word in pair)
            found[one] = other
    return found


_PORTUGAL_AND_BRAZIL = _table("""
autocarro ônibus / autocarros ônibus / telemóvel celular / telemóveis celulares / ecrã tela / ecrãs telas
ficheiro arquivo / ficheiros arquivos / utilizador usuário / utilizadora usuária / utilizadores usuários
facto fato / factos fatos / contacto contato / contactos contatos / contactar contatar / receção recepção
deteção detecção / perceção percepção / conceção concepção / infeção infecção / infeções infecções
respetivo respectivo / respetiva respectiva / respetivos respectivos / respetivas respectivas
perspetiva perspectiva / perspetivas perspectivas / camião caminhão / camiões caminhões / desporto esporte
desportos esportes / desportivo esportivo / desportiva esportiva / desportivos esportivos / registo registro
registos registros / planear planejar / planeado planejado / planeada planejada / planeamento planejamento
chávena xícara / chávenas xícaras / boleia carona / betão concreto / húmido úmido / húmida úmida / húmidos úmidos
húmidas úmidas / humidade umidade / dezasseis dezesseis / dezassete dezessete / dezanove dezenove / connosco conosco
cêntimo centavo / cêntimos centavos / golo gol / golos gols / relvado gramado / relvados gramados / subtil sutil
subtis sutis / amnistia anistia / indemnização indenização / indemnizações indenizações / súbdito súdito
maquilhagem maquiagem / patinagem patinação / aterragem aterrissagem / bebé bebê / bebés bebês / puré purê
secção seção / secções seções / moscovo moscou / vietname vietnã / amesterdão amsterdã / copenhaga copenhague
sanita privada / autoclismo descarga / paragem parada / paragens paradas / portagem pedágio / portagens pedágios
biberão mamadeira / agrafador grampeador / guarda-redes goleiro / equipa equipe / equipas equipes
pequeno-almoço café_da_manhã / casa_de_banho banheiro / casas_de_banho banheiros / mil_milhões bilhões
médio_oriente oriente_médio / rato_do_computador mouse / lixívia água_sanitária / comboio_urbano trem_urbano
""")
_SAID_IN_PORTUGAL_TOO = _words("""
tela telas arquivo arquivos fato fatos concreto descarga privada parada paradas centavo centavos mouse
""")
"""Brazilian words of the table that say something else in Portugal, or are said there too."""
_BRAZIL_AND_PORTUGAL = _table("""
trem comboio / trens comboios / suco sumo / sucos sumos / pedestre peão / pedestres peões / açougue talho
açougues talhos / bonde elétrico / aluguel aluguer / aluguéis alugueres / xampu champô / planejam planeiam
planeja planeia / irã irão / bilhão mil_milhões / bilhões mil_milhões / trilhão bilião / trilhões biliões
câncer cancro / geladeira frigorífico / geladeiras frigoríficos / ônibus autocarro
""")

BRAZIL_FOR_PORTUGAL = _PORTUGAL_AND_BRAZIL
"""By a word of Portugal that readers in Brazil do not have, or write otherwise: the Brazilian one."""
PORTUGAL_FOR_BRAZIL = {
    brazil: portugal for portugal, brazil in _PORTUGAL_AND_BRAZIL.items() if brazil not in _SAID_IN_PORTUGAL_TOO
} | _BRAZIL_AND_PORTUGAL
"""By a word of Brazil that readers in Portugal do not have, or write otherwise: the Portuguese one."""

AMERICA_FOR_SPAIN = _table("""
ordenador computadora / ordenadores computadoras / zumo jugo / zumos jugos / patata papa / patatas papas
aparcar estacionar / aparcado estacionado / aparcada estacionada / aparcados estacionados / aparcadas estacionadas
aparca estaciona / aparquen estacionen / aparcamiento estacionamiento / aparcamientos estacionamientos
fregona trapeador / melocotón durazno / melocotones duraznos / guisante arveja / guisantes arvejas / vídeo video
vídeos videos / chófer chofer / bañador traje_de_baño / coger tomar / coge toma / cogen toman / coja tome
cojan tomen / cogido tomado / cogida tomada / judías_verdes ejotes
""")
"""By a word of Spain that most of America does not say, or not on a leaflet: one that is said in America."""
SPAIN_FOR_AMERICA = _table("""
computadora ordenador / computadoras ordenadores / durazno melocotón / duraznos melocotones / arveja guisante
arvejas guisantes / frutilla fresa / frutillas fresas / heladera nevera / heladeras neveras / plomero fontanero
plomeros fontaneros / mesero camarero / mesera camarera / meseros camareros / meseras camareras
computación informática / tomacorriente enchufe / tomacorrientes enchufes / palta aguacate / paltas aguacates
trapeador fregona / jugo_de_naranja zumo_de_naranja / jugo_de_frutas zumo_de_frutas
""")
"""By a word of America that Spain does not say: one that is said in Spain."""

VOSOTROS = _words("""
vosotros vosotras vuestro vuestra vuestros vuestras sois vais dais veis fuisteis uníos
venid haced poned tened decid salid escuchad mirad llamad traed comed bebed abrid cerrad escribid recordad esperad
ayudad llevad dejad entrad seguid pedid leed usad tomad buscad preguntad apoyad firmad participad compartid acudid
sentaos acercaos apuntaos quedaos preparaos organizaos informaos
""")
"""Pronouns of *vosotros*, and forms of verbs that are nothing else."""
VOSEO = _words("vos tenés podés querés sabés hacés venís vení hacé poné tené decí sos necesitás pensás")
"""Pronouns and forms of *vos* that are nothing else."""
TU_IN_PORTUGUESE = _words("tens podes queres fazes vais sabes precisas tiveres puderes quiseres fizeres")
"""Forms for *tu*, where most of Brazil says *você*."""
OPENED_OR_CLOSED = ("fême", "estômag", "sêmol", "sême")
"""Beginnings of words with ê or ô before m or n in Portugal, too."""
NO_INFINITIVES = _words("par mar bar ar lar altar lugar andar jantar luar azar pomar")
"""Nouns that end as infinitives do: está a par de tudo."""
SIXES = _words("dieciséis veintiséis treintaiséis")
"""Words that end as verbs for *vosotros* do."""
VOSEO_COUNTRIES = _words("AR UY PY CR NI GT SV HN BO")
