/**
 * Honest lines, `language | line`, that are like a secret of some kind: with every kind concealed, nothing of them is
 * withheld. Written before the code was.
 */
export const LOOK_ALIKES = `
en | My order number is 1042.
en | Order 4417 please, and order 10424417.
en | My number is 415 555 0142.
en | Call me at 020 7946 0958.
en | You can reach me at +1 415 555 0142.
en | The zip code is 94105.
en | My postcode is SW1A 1AA.
en | I ordered on 2026-11-22 at 10:30.
en | My flight is BA 117 on Friday.
en | It's size 42 in black.
en | Meet me at 5 dot.
en | The meeting is at example hall.
en | I looked at the website owlshoes dot com.
en | It says so on owlshoes.com.
en | I am at work at the moment.
en | We met at twelve on the dot.
en | Which street is your shop in?
en | Is the shop on Market Street?
en | The road was closed for 3 hours.
en | I waited 20 minutes on the street.
en | Two of the avenue lamps are broken.
en | I drive 12 miles down the road.
en | The 2 shoes I want are the Oxford ones.
en | The case number is AB 1234.
en | My booking is QX7TRP.
en | The serial is SN 12 34 56 B.
en | Part number AB12CD34.
en | My reference is GB 2026 114.
en | I paid 129.95 on 12/11.
en | The invoice of 09/27 is wrong.
en | My appointment is on 09/27.
en | I was born in September 2027, no, 1985.
en | The warranty expires in September 2027.
en | My subscription expires 09/27.
en | Is the CVV needed?
en | The code on the box says 737.
en | I have two cards.
en | It's tracking 1Z999AA10123456784.
en | The IMEI is 356938035643809.
en | Ticket 1955839662 please.
en | My extension is 4111.
en | I was charged 1,250 twice.
en | Number 12, then 34, then 56.
en | It is order 5019 6484.
en | Apartment 4 is mine.
en | I'll be at gate 12.
en | Can you spell R O S A for me?
en | Let's talk about order 88 at noon.
en | What is an IBAN?
en | Do you need my social security number?
es | Mi pedido es el 1042.
es | Mi teléfono es el 612 345 678.
es | El código postal es 28013.
es | Son 45,50 euros.
es | El pedido del 22 de noviembre de 2026.
es | ¿En qué calle está la tienda?
es | La calle estaba cortada 2 horas.
es | Vivo en la calle de al lado.
es | Son las diez y media en punto.
es | El punto 3 del contrato.
es | Quiero 2 pares de la talla 42.
es | La referencia es 12345678A.
es | El albarán 2026-004417.
es | El vuelo es IB 3166.
es | Llámeme al 912 345 678.
es | ¿Necesita mi DNI?
es | Es la habitación 204.
es | Pagué 129,95 el 12/11.
es | La garantía caduca en septiembre de 2027.
es | La avenida es muy larga.
es | Tengo dos tarjetas.
es | La plaza tiene 3 árboles.
es | Pedido 54362315.
es | El código de la caja es el 737.
es | Mi matrícula es 1234 BCD.
es | Mire en owlshoes punto com.
es | Llego a las 10 a la plaza.
es | Compré 3 camisetas en la web.
es | El seguimiento es ES 4471 2026.
es | Son cuatro zapatos, dos pares.
es | El capítulo 12 del libro.
es | Mañana a las nueve.
es | La factura es la A-2026-117.
es | Número de cliente 88120.
es | Me cobraron 1.250 euros.
es | Uno dos tres probando.
es | Hablé con Rosa a las 5.
es | Es un paseo de 20 minutos.
es | El camino tiene 12 kilómetros.
es | Era el pedido X 2482.
es | ¿Qué es el IBAN?
es | Nos vemos el 14.
es | La talla es 38 y medio.
es | Tengo 2 perros y 3 gatos.
es | Es la versión 12 punto 4.
es | Faltan 4 de las 5 cajas.
es | Cuesta doce con noventa.
es | Es el modelo Z 12.
es | El 10 de septiembre.
es | No me acuerdo del correo.
de | Meine Bestellnummer ist 1042.
de | Rufen Sie mich unter 0151 12345678 an.
de | Meine Nummer ist null eins fünf eins, zwölf vierunddreißig.
de | Postleitzahl 10115.
de | Größe 43 bitte.
de | Die Rechnung vom 14.11.2026 über 1.299,00 Euro.
de | Die Rechnungsnummer ist 2026-004417.
de | In welcher Straße ist der Laden?
de | Die Straße war 3 Stunden gesperrt.
de | Ich stand 20 Minuten auf der Straße.
de | Um Punkt 12 war ich da.
de | Punkt 3 im Vertrag.
de | Um halb drei, also 14 Uhr 30.
de | Die Garantie läuft im September 2027 ab.
de | Mein Abo ist gültig bis 09/27.
de | Brauchen Sie meine Steuer-ID?
de | Was ist eine IBAN?
de | Der Code auf dem Karton ist 737.
de | Ich habe zwei Karten.
de | Die Vorgangsnummer ist 86095742718.
de | Ich möchte 2 Paar.
de | Es waren 45,50 Euro.
de | Zimmer 204.
de | Der Flug ist LH 4211.
de | Die Sendungsnummer ist 00340434161094042557.
de | Ich wohne im dritten Stock.
de | Ich war am Markt um 12.
de | Der Weg dauert 20 Minuten.
de | Der Platz kostet 12 Euro.
de | Auf der Seite owlshoes punkt de.
de | Schauen Sie auf owlshoes.de.
de | Kennzeichen K AB 1234.
de | Eins zwei drei, Test.
de | Es geht um Auftrag 733.
de | Kundennummer 88120.
de | Ich rufe um 9 wieder an.
de | Die Seriennummer ist SN 12 0706 B.
de | Ich bin Jahrgang 1985.
de | Am 5. komme ich vorbei.
de | Am Freitag um 12.
de | Im Angebot für 39 Euro.
de | Das Modell heißt Allee 12.
de | Ich habe 3 E-Mails geschrieben.
de | Meine E-Mail kam nicht an.
de | Das Teil ist DE 12.
de | Von 10 bis 12 Uhr.
de | Die Hälfte von 88.
de | Vier von fünf Kartons.
de | Der Gutschein ist ABC123.
de | Noch 2 Tage.
fr | Ma commande est la 1042.
fr | Mon numéro est le 06 12 34 56 78.
fr | Le code postal est 75002.
fr | J'ai payé 45,10 euros.
fr | Dans quelle rue est le magasin ?
fr | La rue était fermée 3 heures.
fr | J'ai attendu 20 minutes dans la rue.
fr | À midi pile.
fr | Le point 3 du contrat.
fr | Taille 42, s'il vous plaît.
fr | La facture du 14/11/2026.
fr | La facture est la 2026-004417.
fr | La garantie expire en septembre 2027.
fr | Vous voulez mon numéro de sécu ?
fr | Qu'est-ce que l'IBAN ?
fr | Le code sur la boîte est 737.
fr | J'ai deux cartes.
fr | Le vol est AF 1234.
fr | Chambre 204.
fr | Le suivi est 6A12345678901.
fr | Je cherche sur owlshoes point fr.
fr | Regardez sur owlshoes.fr.
fr | Il est 10 heures 30.
fr | Un deux trois, test.
fr | Je veux 2 paires.
fr | La place coûte 12 euros.
fr | Le chemin fait 12 kilomètres.
fr | L'avenue est longue.
fr | Je vous rappelle à 9 heures.
fr | Numéro client 88120.
fr | Appelez le 01 42 68 53 00.
fr | C'est le dossier 2951099.
fr | Entre 10 et 12.
fr | Le lot 88, 89, 90 et 91.
fr | C'est le modèle Paix 12.
fr | Je suis né en 1985.
fr | Le 12 de la rue, c'est vous ?
fr | J'ai reçu 3 mails.
fr | Mon mail ne marche pas.
fr | La version 12 point 4.
fr | Quatre des cinq cartons.
fr | Le bon est ABC123.
fr | Plaque AB 123 CD.
fr | Il manque 2 chaussures.
fr | On arrive à 5.
fr | Le 14, c'est bon.
fr | Le colis pèse 12 kilos.
fr | Ça fait 1 299 euros.
fr | C'est 12,50 de trop.
fr | Je compte : huit, neuf, dix, onze.
pt | O meu pedido é o 1042.
pt | O meu telefone é 11 98765 4321.
pt | O CEP é 01310-100.
pt | Paguei 45,90 reais.
pt | Em que rua fica a loja?
pt | A rua estava fechada há 3 horas.
pt | Esperei 20 minutos na rua.
pt | Às dez em ponto.
pt | O ponto 3 do contrato.
pt | Tamanho 42, por favor.
pt | A fatura de 14/11/2026.
pt | A nota é 2026-004417.
pt | A garantia vence em setembro de 2027.
pt | Precisa do meu CPF?
pt | O que é o IBAN?
pt | O código na caixa é 737.
pt | Tenho dois cartões.
pt | O voo é LA 3042.
pt | Quarto 204.
pt | O rastreio é BR 4471 2026.
pt | Veja em owlshoes ponto com.
pt | Está em owlshoes.com.br.
pt | São 10 e meia.
pt | Um dois três, teste.
pt | Quero 2 pares.
pt | A praça tem 3 árvores.
pt | O caminho tem 12 quilômetros.
pt | A avenida é longa.
pt | Ligo às 9.
pt | Número de cliente 88120.
pt | Ligue para 912 345 678.
pt | É o processo 529982248.
pt | Entre 10 e 12.
pt | Lote 88, 89, 90 e 91.
pt | O modelo é Augusta 12.
pt | Nasci em 1985.
pt | Recebi 3 e-mails.
pt | O meu e-mail não funciona.
pt | A versão 12 ponto 4.
pt | Quatro das cinco caixas.
pt | O vale é ABC123.
pt | A placa é ABC 1D23.
pt | Faltam 2 sapatos.
pt | Chego às 5.
pt | Dia 14 está bom.
pt | Pesa 12 quilos.
pt | São 1.299 reais.
pt | Cobraram 12,50 a mais.
pt | Conto: oito, nove, dez, onze.
pt | O número da rua eu não sei.
`;

/** The same, written after the code was and without a look at it. */
export const LOOK_ALIKES_AFTER = `
en | The order from the 3rd of May, number 88231, hasn't come.
en | Could I get two pairs of the Boston, one in 9 and one in 10?
en | The courier left it at number 14 next door.
en | My loyalty points are 12450.
en | I called at ten past four yesterday.
en | The discount code was SPRING25.
en | There are 3 roads leading to your shop.
en | I read on owlshoes dot com that returns are free.
en | You can call me on 020 7946 0018.
en | I'd like to send an email, what's the address?
de | Ich habe am 3. Mai bestellt, Nummer 88231.
de | Die Schuhe kosten 129 Euro, oder?
de | Ich bin unter 030 901820 erreichbar.
de | Der Laden in der Bahnhofstraße hat zu.
de | Es steht auf owlshoes punkt de.
de | Die Kundennummer ist 4 0 1 7 3.
de | Ich hätte gern einen Termin am 14. um 9.
es | El pedido 88231 del 3 de mayo no ha llegado.
es | Quiero cambiar la talla 39 por la 40.
es | Llevo esperando tres cuartos de hora.
es | La tienda de la calle Mayor está cerrada.
es | Mi móvil es el 698 112 233.
fr | La commande 88231 du 3 mai n'est pas arrivée.
fr | Je voudrais la pointure 39 au lieu de 40.
fr | Mon portable, c'est le 06 98 11 22 33.
fr | Le magasin de la rue de Rivoli est fermé.
pt | O pedido 88231 de 3 de maio não chegou.
pt | Quero trocar o 39 pelo 40.
pt | Meu celular é 21 99811 2233.
pt | A loja da Rua Augusta está fechada.
`;

/** And once more, after what the list before showed was mended. */
export const LOOK_ALIKES_LAST = `
en | I need the 8 by Thursday, not the 9.
en | I'm at the station, platform 12.
en | My membership runs until 03/29.
en | It was 36 dollars, then 90, then 43.
de | Ich warte seit 25 Tagen auf Paket 768131.
de | Im Regal 5 steht nichts mehr.
es | Soy la clienta 123456.
es | En la avenida hay 45 tiendas.
fr | J'habite à 8 minutes du magasin.
fr | Le paiement est passé en 3 fois.
pt | Moro a 8 minutos da loja.
pt | O pacote 862883 não veio.
en | The parcel is at my neighbour's, number 7.
de | Ihre Mail von gestern habe ich gelesen.
en | I look at your page every day, green house dot co dot uk.
`;
