/**
 * Numbers as callers break them up: with names for their groups, hesitation, excuses and homophones in them. The form is
 * that of `planted-numbers.ts`; written before the code was.
 */
export const BROKEN_UP = `
en | the first four are ⟦4 1 1 1⟧, then ⟦1111⟧, next four ⟦1 1 1 1⟧, and last ⟦1111⟧
en | First four: ⟦4012⟧. Second four: ⟦8888⟧. Third four: ⟦8888⟧. Last four: ⟦1881⟧.
en | the first eight are ⟦4532 0151⟧ and the last eight are ⟦1283 0366⟧
en | group one is ⟦4532⟧, group two is ⟦0151⟧, group three is ⟦1283⟧, group four is ⟦0366⟧
en | ⟦four five three two⟧ let me see ⟦zero one five one⟧ uh hold on ⟦one two eight three⟧ sorry ⟦zero three six six⟧
en | ⟦4532⟧ let me turn the card over ⟦0151⟧ okay so ⟦1283⟧ and finally ⟦0366⟧ that's my visa card
en | ⟦for won won won, won won won won, won won won won, won won won won⟧
en | ⟦four to four to, four two for two, four too four two, for two for to⟧
en | ⟦six oh won won, oh oh oh nine, nine oh won three, nine for to for⟧
en | ⟦for oh one to ate ate ate ate ate ate ate ate one ate ate one⟧
en | The first four digits are ⟦five four two five⟧ // the next four are ⟦two three three four⟧ // then ⟦three oh one oh⟧ // and the last four ⟦nine nine oh three⟧
en | starts with ⟦4532⟧ // hold on // ⟦0151⟧ // let me see // sorry ⟦1283⟧ // ⟦0366⟧ there you go
en | ⟦fifty-four twenty-five⟧ // ⟦twenty-three⟧ // ⟦thirty-four⟧ // ⟦thirty ten⟧ // ⟦ninety-nine oh⟧ // ⟦three⟧
en | okay ⟦4532⟧, got that? ⟦0151⟧, yep, ⟦1283⟧, and ⟦0366⟧
en | It ends with 0366, no wait, from the start, ⟦4532 0151 1283 0366⟧
es | los primeros cuatro son ⟦4532⟧, luego ⟦0151⟧, los siguientes cuatro ⟦1283⟧ y los últimos ⟦0366⟧
es | los cuatro primeros son ⟦cuatro cinco tres dos⟧, después ⟦cero uno cinco uno⟧, a ver, ⟦uno dos ocho tres⟧, y los cuatro últimos ⟦cero tres seis seis⟧
es | ⟦4532⟧ // sí // espere un momento // ⟦0151⟧ // vale, ⟦1283⟧ // y termina en ⟦0366⟧
es | ⟦cuatro cinco tres dos⟧ perdón un momento ⟦cero uno cinco uno⟧ déjeme ver ⟦uno dos ocho tres⟧ ya ⟦cero tres seis seis⟧
de | die ersten vier sind ⟦4532⟧, dann ⟦0151⟧, die nächsten vier ⟦1283⟧ und die letzten ⟦0366⟧
de | ⟦vier fünf drei zwei⟧ Moment mal ⟦null eins fünf eins⟧ so ⟦eins zwei acht drei⟧ Entschuldigung ⟦null drei sechs sechs⟧
de | Die ersten vier Ziffern: ⟦vier fünf drei zwei⟧ // die nächsten vier: ⟦null eins fünf eins⟧ // genau, ⟦eins zwei acht drei⟧ // und zum Schluss ⟦null drei sechs sechs⟧
de | erster Block ⟦4532⟧, zweiter Block ⟦0151⟧, dritter Block ⟦1283⟧, vierter Block ⟦0366⟧
fr | les quatre premiers sont ⟦4532⟧, ensuite ⟦0151⟧, les quatre suivants ⟦1283⟧ et les derniers ⟦0366⟧
fr | ⟦quatre cinq trois deux⟧ attendez ⟦zéro un cinq un⟧ voilà ⟦un deux huit trois⟧ pardon ⟦zéro trois six six⟧
fr | les premiers chiffres c'est ⟦4532⟧ // oui // ⟦0151⟧ // un instant // ⟦1283⟧ // et ça finit par ⟦0366⟧
pt | os quatro primeiros são ⟦4532⟧, depois ⟦0151⟧, os próximos quatro ⟦1283⟧ e os últimos ⟦0366⟧
pt | ⟦quatro cinco três dois⟧ só um momento ⟦zero um cinco um⟧ deixa eu ver ⟦um dois oito três⟧ desculpa ⟦zero três meia meia⟧
pt | começa com ⟦4532⟧ // isso // ⟦0151⟧ // espera aí // ⟦1283⟧ // e termina com ⟦0366⟧
`;

/** Nothing in these is withheld, and each is like something that is. */
export const NO_NUMBER_OF_A_CARD = `
One two three four five six seven eight nine ten eleven twelve thirteen.
I'll count: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15.
uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece
eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn
un deux trois quatre cinq six sept huit neuf dix onze douze treize
um dois três quatro cinco seis sete oito nove dez onze doze treze catorze
five, ten, fifteen, twenty, twenty-five, thirty, thirty-five, forty, forty-five
I paid 49.99, 129.95, 45.50 and 12.00, and then 30.21.
The bills were $4,500.00, $1,299.95 and $33.10.
Es waren 45,50 Euro, 412,99 Euro, 55,10 Euro und 1.299,00 Euro.
5,25 € 23,34 € 30,10 € 99,03 €
Order 4111111111111 is late.
My order is 4532015112830361.
Order number 5425 2334 3010 9909 please
The reference is four five three two zero one five one one two eight three zero three six one.
The case is 6011000990139429.
My number is 0049 4532 0151 1283.
Call me at 0034 612 345 678 901
It's 6304 9506 0000 0001.
What is a security code?
What's a security code, and do I need it for order 104?
Does order 1042 need a security code?
Is the CVV for my 200 dollar order different?
¿Qué es el código de seguridad del pedido 104?
Brauche ich die Prüfnummer für Bestellung 1042?
C'est quoi le cryptogramme, pour la commande 104 ?
O que é o código de segurança do pedido 104?
I waited for 2 hours, then for 15 minutes, then to 4, and for one more.
The last four orders were late, the first two were fine, and the next one is 1042.
We were open from 9 to 5, from 8 to 4, and from 10 to 2 on day 13.
`;

/** The same, written after the code was, without a look at it: half of them honest. */
export const BROKEN_UP_AFTER = `
en | It begins ⟦4012⟧, uh huh, then it goes ⟦8888⟧, and ⟦8888⟧ again, and it finishes ⟦1881⟧
en | so the top row is ⟦six oh one one⟧ and then ⟦oh oh oh nine⟧ and then um ⟦nine oh one three⟧ and the last bit is ⟦nine four two four⟧
en | ⟦4000⟧ // wait I dropped it // sorry about that // ⟦0566⟧ // ⟦5566⟧ // ⟦5556⟧
en | ⟦five one oh five⟧, are you ready, ⟦one oh five one⟧, ⟦oh five one oh⟧, ⟦five one oh oh⟧
en | won two no that's wrong, ⟦for zero zero zero⟧, ⟦zero five six six⟧, ⟦five five six six⟧, ⟦five five five six⟧
en | the first six are ⟦378282⟧, then ⟦24631⟧ and the last four ⟦0005⟧
es | empieza por ⟦4012⟧, le sigue ⟦8888⟧, otra vez ⟦8888⟧ y al final ⟦1881⟧
es | el primer grupo ⟦cinco uno cero cinco⟧ // sí, el segundo ⟦uno cero cinco uno⟧ // tercero ⟦cero cinco uno cero⟧ // y el último ⟦cinco uno cero cero⟧
es | ⟦6011⟧ espere que no veo bien ⟦0009⟧ eh ⟦9013⟧ y ⟦9424⟧
de | sie fängt an mit ⟦4012⟧, danach kommt ⟦8888⟧, nochmal ⟦8888⟧, und hinten ⟦1881⟧
de | ⟦fünf eins null fünf⟧ // Augenblick // ⟦eins null fünf eins⟧ // ja, ⟦null fünf eins null⟧ // und ⟦fünf eins null null⟧
de | Gruppe eins ⟦6011⟧, Gruppe zwei ⟦0009⟧, Gruppe drei ⟦9013⟧, Gruppe vier ⟦9424⟧
fr | ça commence par ⟦4012⟧, puis ⟦8888⟧, encore ⟦8888⟧, et à la fin ⟦1881⟧
fr | les quatre premiers chiffres, ⟦cinq un zéro cinq⟧ // d'accord, les suivants ⟦un zéro cinq un⟧ // ⟦zéro cinq un zéro⟧ // et les quatre derniers ⟦cinq un zéro zéro⟧
fr | ⟦6011⟧ attendez, je ne vois pas bien, ⟦0009⟧, ⟦9013⟧, euh, ⟦9424⟧
pt | começa por ⟦4012⟧, em seguida ⟦8888⟧, de novo ⟦8888⟧, e no fim ⟦1881⟧
pt | o primeiro bloco ⟦cinco um zero cinco⟧ // tá, o segundo ⟦um zero cinco um⟧ // o terceiro ⟦zero cinco um zero⟧ // e o quarto ⟦cinco um zero zero⟧
pt | ⟦6011⟧ peraí que eu não enxergo ⟦0009⟧ hum ⟦9013⟧ e ⟦9424⟧
en | I read it out: ⟦5105⟧, okay? ⟦1051⟧, okay? ⟦0510⟧, okay? ⟦5100⟧
en | ⟦4012 8888⟧ // let me get my glasses // ⟦8888 1881⟧
`;

export const NO_NUMBER_OF_A_CARD_AFTER = `
Seven, eight, nine, ten, eleven, twelve, thirteen, fourteen, fifteen.
On the bill it says 4.50, 12.99, 33.20, 108.00 and 5.75.
It is tracking number 4012888888881882.
My loyalty number is 6011 0009 9013 9425.
The order is five one oh five, one oh five one, oh five one oh, five one oh one.
Why do you want the security code of my card for a 150 dollar refund?
Is there a CVV on gift card number 204?
I have been waiting for 4 weeks, to be told to wait for 2 more.
Call 001 415 555 0142 or 001 415 555 0199.
Cuento: diez, veinte, treinta, cuarenta, cincuenta, sesenta, setenta.
Pagué 45,99 y 12,50 y luego 310,00 euros.
¿Para qué sirve el CVV? Mi pedido es el 451.
Ich zähle bis fünfzehn: neun, zehn, elf, zwölf, dreizehn, vierzehn, fünfzehn.
Die Beträge waren 512,30 und 41,18 und 9,99 Euro.
Wofür ist der Sicherheitscode? Es geht um Auftrag 733.
Je compte: huit, neuf, dix, onze, douze, treize, quatorze, quinze.
J'ai payé 45,10 puis 22,31 puis 105,99 euros.
À quoi sert le cryptogramme ? Ma commande est la 912.
Paguei 45,90, depois 33,20 e depois 129,00 reais.
Para que serve o CVV? É sobre o pedido 318.
`;
