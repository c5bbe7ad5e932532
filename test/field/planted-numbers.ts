/**
 * Card numbers as callers say and key them. The secret stands in ⟦ ⟧, turns are parted by " // ", keys are written
 * `#keys:…`. Written before the code was: the first-sight leak rate is counted on them. The numbers are the card
 * schemes' published test numbers.
 */
export const PLANTED = `
en | My card is ⟦4111 1111 1111 1111⟧.
en | it's ⟦4111-1111-1111-1111⟧
en | ⟦4111111111111111⟧
en | the number is ⟦5555 5555 5555 4444⟧ thank you
en | ⟦4111, 1111, 1111, 1111⟧
en | ⟦4111. 1111. 1111. 1111.⟧
en | ⟦4111  1111  1111  1111⟧
en | ⟦4111 1111 1111 1111⟧
en | ⟦4111–1111–1111–1111⟧
en | ⟦4111/1111/1111/1111⟧
en | ⟦4111 - 1111 - 1111 - 1111⟧
en | my card ⟦+4111111111111111⟧
en | it is ⟦4111 1111 1111 1111 123⟧
en | ⟦4111 1111 1111 1111 12/26⟧ thank you
en | ⟦3782 822463 10005 1234⟧
en | 2 ⟦4111 1111 1111 1111⟧
en | it is ⟦4242 4242 4242 4242, 08/29, 737⟧
en | ⟦4242424242424242 expiry 08/29 cvv 737⟧
en | ⟦4242 4242 4242 4242⟧ and the security code is ⟦737⟧
en | ⟦4111111111111111123⟧
en | ⟦4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1⟧
en | ⟦4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2⟧
en | ⟦four one one one one one one one one one one one one one one one⟧
en | My card number is ⟦four one one one, one one one one, one one one one, one one one one⟧.
en | ⟦four triple one, double one double one, triple one one, double one double one⟧ please
en | ⟦four two four two four two four two four two four two four two four two⟧
en | ⟦forty-two forty-two forty-two forty-two forty-two forty-two forty-two forty-two⟧
en | ⟦forty two forty two, forty two forty two, forty two forty two, forty two forty two⟧
en | ⟦forty-one eleven, eleven eleven, eleven eleven, eleven eleven⟧
en | ⟦five five five five, five five five five, five five five five, double four double four⟧
en | it's ⟦double five double five double five double five double five double five double four double four⟧
en | ⟦five one oh five one oh five one oh five one oh five one double oh⟧
en | ⟦four zero one two, double eight double eight, double eight double eight, one double eight one⟧
en | ⟦thirty-seven eighty-two, eighty-two twenty-four sixty-three, ten zero zero five⟧
en | ⟦three seven eight two eight two two four six three one oh oh oh five⟧
en | ⟦six oh one one, one one one one, one one one one, one one one seven⟧
en | uh ⟦4111 uh 1111 um 1111 and 1111⟧
en | ⟦4111 then 1111 then 1111 then 1111⟧
en | ⟦four two four two uh four two four two um four two four two and four two four two⟧
en | ⟦4111 1111⟧ // ⟦1111 1111⟧
en | It's ⟦4111⟧ // ⟦1111⟧ // ⟦1111⟧ // ⟦1111⟧
en | My card is ⟦four one one one one one one one⟧ // and then ⟦one one one one one one one one⟧
en | ⟦4242 4242 42⟧ // ⟦42 4242⟧ that's it
en | the first half is ⟦5105 1051⟧ // the second is ⟦0510 5100⟧
en | #keys:⟦4111111111111111⟧
en | #keys:⟦4111⟧ // #keys:⟦1111⟧ // #keys:⟦1111⟧ // #keys:⟦1111⟧
en | #keys:⟦378282246310005⟧
en | #keys:⟦41111111111111111226⟧
en | ⟦4111 1111⟧ // #keys:⟦11111111⟧
en | I want to pay with ⟦3714 496353 98431⟧ ok?
en | diners ⟦3056 9309 0259 04⟧
en | jcb ⟦3530 1113 3330 0000⟧
en | ⟦2223 0031 2200 3222⟧ is my mastercard
en | ⟦４１１１ １１１１ １１１１ １１１１⟧
en | ⟦٤١١١ ١١١١ ١١١١ ١١١١⟧
en | ⟦۴۱۱۱۱۱۱۱۱۱۱۱۱۱۱۱⟧
en | my security code is ⟦737⟧
en | the CVV is ⟦seven three seven⟧
en | ⟦4111(1111)1111(1111)⟧
en | ⟦4111_1111_1111_1111⟧
en | card:⟦4012888888881881⟧,exp ⟦1227⟧
en | order 1042 was paid with ⟦4000 0566 5566 5556⟧
en | ⟦four thousand one hundred eleven, eleven eleven, eleven eleven, eleven eleven⟧
en | four four ones, no sorry. ⟦4111 1111 1111 1111⟧
es | Mi tarjeta es ⟦4111 1111 1111 1111⟧
es | ⟦cuatro uno uno uno uno uno uno uno uno uno uno uno uno uno uno uno⟧
es | es la ⟦cuatro dos cuatro dos, cuatro dos cuatro dos, cuatro dos cuatro dos, cuatro dos cuatro dos⟧
es | ⟦cuarenta y dos cuarenta y dos cuarenta y dos cuarenta y dos cuarenta y dos cuarenta y dos cuarenta y dos cuarenta y dos⟧
es | ⟦cuarenta y uno once, once once, once once, once once⟧
es | ⟦cinco cinco cinco cinco, doble cinco doble cinco, doble cinco doble cinco, doble cuatro doble cuatro⟧
es | ⟦cinco uno cero cinco uno cero cinco uno cero cinco uno cero cinco uno cero cero⟧
es | ⟦cuatro triple uno, uno triple uno, uno triple uno, uno triple uno⟧
es | ⟦cuatro uno uno uno⟧ // ⟦uno uno uno uno uno uno uno uno uno uno uno uno⟧
es | ⟦4111 este 1111 eh 1111 y 1111⟧
es | ⟦cuatro mil ciento once, mil ciento once, mil ciento once, mil ciento once⟧
es | el código de seguridad es ⟦737⟧
es | ⟦treinta y siete ochenta y dos, ochenta y dos veinticuatro sesenta y tres, diez cero cero cinco⟧
es | ⟦4242 4242 4242 4242 caduca 08/29 código 737⟧
de | Meine Karte ist ⟦4111 1111 1111 1111⟧
de | ⟦vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins⟧
de | ⟦vier zwo vier zwo, vier zwo vier zwo, vier zwo vier zwo, vier zwo vier zwo⟧
de | ⟦zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig⟧
de | ⟦einundvierzig elf, elf elf, elf elf, elf elf⟧
de | ⟦fünf fünf fünf fünf, fünf fünf fünf fünf, fünf fünf fünf fünf, vier vier vier vier⟧
de | ⟦fünf eins null fünf eins null fünf eins null fünf eins null fünf eins null null⟧
de | die ⟦vier dreimal die eins, zweimal eins zweimal eins, viermal die eins, viermal die eins⟧
de | ⟦4111 äh 1111 ähm 1111 und 1111⟧
de | ⟦5105 1051⟧ // dann ⟦0510 5100⟧
de | die Prüfnummer ist ⟦737⟧
de | ⟦4242 4242 4242 4242, gültig bis 08/29, Prüfziffer 737⟧
de | ⟦sechs null eins eins eins eins eins eins eins eins eins eins eins eins eins sieben⟧
de | ⟦siebenunddreißig zweiundachtzig, zweiundachtzig vierundzwanzig dreiundsechzig, zehn null null fünf⟧
fr | Ma carte, c'est le ⟦4111 1111 1111 1111⟧
fr | ⟦quatre un un un un un un un un un un un un un un un⟧
fr | ⟦quarante-deux quarante-deux quarante-deux quarante-deux quarante-deux quarante-deux quarante-deux quarante-deux⟧
fr | ⟦quarante et un onze, onze onze, onze onze, onze onze⟧
fr | ⟦cinquante-cinq cinquante-cinq, cinquante-cinq cinquante-cinq, cinquante-cinq cinquante-cinq, quarante-quatre quarante-quatre⟧
fr | ⟦quarante douze, quatre-vingt-huit quatre-vingt-huit, quatre-vingt-huit quatre-vingt-huit, dix-huit quatre-vingt-un⟧
fr | ⟦trente-sept quatre-vingt-deux, quatre-vingt-deux vingt-quatre soixante-trois, dix zéro zéro cinq⟧
fr | ⟦4111 euh 1111 et 1111 puis 1111⟧
fr | ⟦quatre deux quatre deux quatre deux quatre deux⟧ // ensuite ⟦quatre deux quatre deux quatre deux quatre deux⟧
fr | le cryptogramme c'est ⟦737⟧
fr | ⟦4242 4242 4242 4242 expire 08/29⟧
fr | ⟦quatre mille cent onze, mille cent onze, mille cent onze, mille cent onze⟧
fr | ⟦cinq un zéro cinq un zéro cinq un zéro cinq un zéro cinq un zéro zéro⟧
pt | O meu cartão é ⟦4111 1111 1111 1111⟧
pt | ⟦quatro um um um um um um um um um um um um um um um⟧
pt | ⟦quatro dois quatro dois, quatro dois quatro dois, quatro dois quatro dois, quatro dois quatro dois⟧
pt | ⟦quarenta e dois quarenta e dois quarenta e dois quarenta e dois quarenta e dois quarenta e dois quarenta e dois quarenta e dois⟧
pt | ⟦quarenta e um onze, onze onze, onze onze, onze onze⟧
pt | ⟦meia zero um um, um um um um, um um um um, um um um sete⟧
pt | ⟦cinco um zero cinco um zero cinco um zero cinco um zero cinco um zero zero⟧
pt | ⟦4111 é 1111 hum 1111 e 1111⟧
pt | ⟦cinco cinco cinco cinco cinco cinco cinco cinco⟧ // depois ⟦cinco cinco cinco cinco quatro quatro quatro quatro⟧
pt | o código de segurança é ⟦737⟧
pt | ⟦4242 4242 4242 4242 validade 08/29⟧
`;

/** Sentences with numbers that a model needs: nothing in them is withheld. */
export const HONEST = `
My order number is 1042.
Order 4417 please.
It's order 10424417, from Monday.
My number is 415 555 0142.
You can reach me at +1 415 555 0142.
+49 151 12345678
+4915112345678
My phone is four one five, five five five, zero one four two.
Call me at 020 7946 0958.
The zip code is 94105.
I ordered on 2026-11-22 at 10:30.
I need 2 of them, size 42, in black.
The total was 129 dollars and 95 cents.
Order 4111 1111 1111 1112.
Orders 4417, 5512 and 6021.
Tracking number 1Z999AA10123456784.
The tracking number is 9400 1000 0000 0000 0000 00.
It's 12345678901234567890123.
My IMEI is 356938035643809.
The serial number is 20231204556677.
At 1700000000000 it failed.
My account number is 00123456.
I was born on the 4th of November 1985.
The flight is LH 4211 on 12/11.
room 1204, 3rd floor
I live at 1600 Amphitheatre Parkway, building 43, 94043.
between 10 and 12 or 14 and 16
It weighs 12.5 kilos and costs 1,299.00.
One two three testing.
twenty one pilots at nine thirty
I have two cats, three dogs and one horse.
Oh, one more thing: four of the five boxes were open.
It's double oh seven.
zero eight hundred, five five five, one two three four
My extension is 4111.
The code on the box says 737.
Boeing 737
I want 5555 pieces of 4444.
Pi is 3.14159265358979
My confirmation code is 8 4 4 2 1 9.
Meine Bestellnummer ist eins null vier zwei.
Meine Telefonnummer ist null eins fünf eins, zwölf vierunddreißig sechsundfünfzig achtundsiebzig.
Ich hätte gern zwei Paar in Größe dreiundvierzig.
Die Rechnung vom 14.11.2026 über 1.299,00 Euro, Nummer 2026-004417.
Rufen Sie mich unter 0151 12345678 an.
Postleitzahl 10115, Hausnummer 12.
Um halb drei, also 14 Uhr 30.
Mi pedido es el mil cuarenta y dos.
Mi teléfono es el seis doce, treinta y cuatro, cincuenta y seis, setenta y ocho.
Son las once y cuarto, once minutos más.
Quiero dos pares, talla cuarenta y dos, y uno de la cuarenta y tres.
El código postal es 28013.
Una vez, dos veces, tres veces.
Mon numéro est le zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit.
Commande mille quarante-deux, s'il vous plaît.
J'en veux deux, un noir et un blanc, pour cent vingt euros.
Le 06 12 34 56 78, entre 9 h et 17 h.
Mon code postal, c'est 75011.
Meu pedido é o mil e quarenta e dois.
Meu telefone é onze, nove oito sete seis cinco, quatro três dois um.
Quero um par, meia dúzia, número quarenta e dois.
O CEP é 01310-100.
CPF 123.456.789-09
Mein IBAN ist DE89 3704 0044 0532 0130 00
Account 12-3456-7890123-00, please.
UPC 036000291452, EAN 4006381333931.
`;

/** The same, written after the code was, without a look at it. */
export const PLANTED_AFTER = `
en | Sure, it's a Visa, ⟦4012 8888 8888 1881⟧, expiring in ⟦11/28⟧
en | okay ready? ⟦four oh one two, eight eight eight eight, eight eight eight eight, and then one eight eight one⟧
en | ⟦4532015112830366⟧ is the one on file
en | Could you charge ⟦4532-0151-1283-0366⟧ instead of the other one?
en | mastercard ⟦five four two five two three three four three zero one zero nine nine oh three⟧
en | it's ⟦fifty-four twenty-five, twenty-three thirty-four, thirty ten, ninety-nine oh three⟧
en | ⟦three four three four three four three four three four three four three four⟧
en | Amex. ⟦37 14 49 63 53 98 431⟧
en | ⟦4 5 3 2 - 0 1 5 1 - 1 2 8 3 - 0 3 6 6⟧
en | the number's ⟦4532 0151⟧ // ⟦1283 0366⟧, and the cvc's ⟦911⟧
en | ⟦4532⟧ // ⟦0151⟧ // okay ⟦1283⟧ // ⟦0366⟧
en | well ⟦4532, 0151, um, 1283, 0366⟧
en | ⟦6011 0009 9013 9424⟧ discover
en | ⟦six zero double one, triple zero nine, nine zero one three, nine four two four⟧
en | #keys:⟦6011000990139424⟧
en | #keys:⟦453201⟧ // #keys:⟦5112830366⟧
en | #keys:⟦4532015112830366911⟧
en | I'll read it: ⟦4532 0151 1283 0366⟧. Expiry ⟦0928⟧. CVV ⟦911⟧.
en | four times five five three two // no wait // ⟦4532 0151 1283 0366⟧
en | ⟦four five thirty-two zero one fifty-one twelve eighty-three zero three sixty-six⟧
en | ⟦4532:0151:1283:0366⟧
en | ⟦4532…0151…1283…0366⟧
en | The three digits on the back are ⟦911⟧
en | ⟦nine one one⟧ is the security code
es | apunte: ⟦4532 0151 1283 0366⟧
es | ⟦cuatro cinco tres dos, cero uno cinco uno, uno dos ocho tres, cero tres seis seis⟧
es | ⟦cuarenta y cinco treinta y dos, cero uno cincuenta y uno, doce ochenta y tres, cero tres sesenta y seis⟧
es | ⟦cinco mil cuatrocientos veinticinco, dos mil trescientos treinta y cuatro, tres mil diez, nueve mil novecientos tres⟧
es | ⟦seis cero uno uno, triple cero nueve, nueve cero uno tres, nueve cuatro dos cuatro⟧
es | ⟦cuatro cinco tres dos cero uno cinco uno⟧ // y sigue ⟦uno dos ocho tres cero tres seis seis⟧
es | Es Amex: ⟦tres siete uno cuatro, cuatro nueve seis tres cinco tres, nueve ocho cuatro tres uno⟧
es | el CVV es ⟦nueve uno uno⟧
es | ⟦4532 0151 1283 0366⟧, vence en ⟦09/28⟧
es | ⟦4532 0151⟧ // ⟦1283 0366⟧
es | ⟦cincuenta y cuatro veinticinco veintitrés treinta y cuatro treinta diez noventa y nueve cero tres⟧
de | also ⟦4532 0151 1283 0366⟧
de | ⟦vier fünf drei zwei, null eins fünf eins, eins zwei acht drei, null drei sechs sechs⟧
de | ⟦fünfundvierzig zweiunddreißig, null eins einundfünfzig, zwölf dreiundachtzig, null drei sechsundsechzig⟧
de | ⟦vierundfünfzig fünfundzwanzig, dreiundzwanzig vierunddreißig, dreißig zehn, neunundneunzig null drei⟧
de | ⟦sechs null doppel eins, dreimal null neun, neun null eins drei, neun vier zwei vier⟧
de | ⟦vier fünf drei zwei null eins fünf eins⟧ // und weiter ⟦eins zwei acht drei null drei sechs sechs⟧
de | ⟦fünftausendvierhundertfünfundzwanzig, zweitausenddreihundertvierunddreißig, dreitausendzehn, neuntausendneunhundertdrei⟧
de | Sicherheitscode ⟦neun eins eins⟧
de | ⟦4532 0151 1283 0366⟧, läuft ab ⟦09/28⟧
de | die Kreditkarte ⟦4532.0151.1283.0366⟧ bitte
fr | notez: ⟦4532 0151 1283 0366⟧
fr | ⟦quatre cinq trois deux, zéro un cinq un, un deux huit trois, zéro trois six six⟧
fr | ⟦quarante-cinq trente-deux, zéro un cinquante et un, douze quatre-vingt-trois, zéro trois soixante-six⟧
fr | ⟦cinquante-quatre vingt-cinq, vingt-trois trente-quatre, trente dix, quatre-vingt-dix-neuf zéro trois⟧
fr | ⟦cinq mille quatre cent vingt-cinq, deux mille trois cent trente-quatre, trois mille dix, neuf mille neuf cent trois⟧
fr | ⟦six zéro un un, trois fois zéro neuf, neuf zéro un trois, neuf quatre deux quatre⟧
fr | ⟦quatre cinq trois deux zéro un cinq un⟧ // après ⟦un deux huit trois zéro trois six six⟧
fr | le code au dos, ⟦neuf cent onze⟧
fr | ⟦4532 0151 1283 0366⟧ valable jusqu'en ⟦09/28⟧
fr | ⟦4532 0151⟧ // et ⟦1283 0366⟧
pt | anote aí: ⟦4532 0151 1283 0366⟧
pt | ⟦quatro cinco três dois, zero um cinco um, um dois oito três, zero três meia meia⟧
pt | ⟦quarenta e cinco trinta e dois, zero um cinquenta e um, doze oitenta e três, zero três sessenta e seis⟧
pt | ⟦cinquenta e quatro vinte e cinco, vinte e três trinta e quatro, trinta dez, noventa e nove zero três⟧
pt | ⟦meia zero um um, três vezes zero nove, nove zero um três, nove quatro dois quatro⟧
pt | ⟦quatro cinco três dois zero um cinco um⟧ // e depois ⟦um dois oito três zero três seis seis⟧
pt | ⟦cinco mil quatrocentos e vinte e cinco, dois mil trezentos e trinta e quatro, três mil e dez, nove mil novecentos e três⟧
pt | os três números no verso são ⟦911⟧
pt | ⟦4532 0151 1283 0366⟧ validade ⟦09/28⟧ código ⟦911⟧
pt | ⟦4532 0151⟧ // ⟦1283 0366⟧
`;

/** Planted by somebody who had not read the code; those that leaked, and some beside them that did not. */
export const PLANTED_BY_ANOTHER = `
en | ⟦5200 8282⟧ // yes // ⟦8282 8210⟧
en | ⟦5200⟧ // ⟦8282⟧ // mm-hmm // ⟦8282⟧ // ⟦8210⟧
en | four, then ⟦eleven zeros⟧, three two two zero
en | ⟦52OO 8282 8282 821O⟧
en | ⟦five two zero zero space eight two eight two space eight two eight two space eight two one zero⟧
en | ⟦five two o o eight two eight two eight two eight two eight two one o⟧
en | ⟦cinco dos cero cero ocho dos ocho dos ocho dos ocho dos ocho dos uno cero⟧
es | cuatro, ⟦once ceros⟧, tres dos dos cero
es | ⟦cinco mil doscientos, ocho mil doscientos ochenta y dos, ocho mil doscientos ochenta y dos, ocho mil doscientos diez⟧
de | ⟦zwoundfünfzig null null, zwoundachtzig zwoundachtzig, zwoundachtzig zwoundachtzig, zwoundachtzig zehn⟧
de | ⟦fuenf zwei doppelnull, acht zwo acht zwo, acht zwo acht zwo, acht zwo eins null⟧
fr | ⟦vingt-sept vingt, nonante-neuf vingt-cinq, nonante-trois trente et un, nonante-trois soixante-quatre⟧
pt | ⟦cinco dois zero zero⟧ // ⟦oito dois oito dois⟧ // isso // ⟦oito dois oito dois⟧ // ⟦oito dois um zero⟧
`;

/** The same for sentences in which nothing is withheld, written after the code was. */
export const HONEST_AFTER = `
Could you check order number 8830214?
Order eight eight three zero two one four.
My callback number is 312-555-0187, extension 22.
It's +44 20 7946 0018.
+33 6 12 34 56 78 or +34 612 345 678
+5511987654321
00 49 30 1234567
Three one two, five five five, zero one eight seven.
I was charged 49.99 on 11/02/2026 and 49.99 again on 11/03/2026.
Invoice 2026-11-000481, customer 77120.
The reference is RX-5540-2281.
My booking is 5540 2281 77.
The case number is 02 4471 9930.
We were 12 people at table 7 from 18:30 to 23:15.
Shipment 00340434161094042557 has not moved.
The meter reads 48213.7 kilowatt hours.
The serial is SN 4471-9930-22.
Postcode SW1A 1AA, flat 12, number 221.
My birthday is the 14th of March 1987.
The password hint is three blind mice, four calling birds.
One for me, two for him, three for her and four for the rest of us.
I called four times: at one, at two, at three and at four.
Can I have eleven of the one hundred and twenty?
The model number is XPS 9520 and it has 32 gigabytes.
The ticket says gate 14, seat 32A, flight 4471.
It costs one thousand two hundred and ninety-nine.
We close at five on the twenty-fourth of December twenty twenty-six.
My security question is my cat's name.
The door code is 4471.
There's a code 911 on the display.
ISBN 978-3-16-148410-0
The VIN ends in 109186.
Meine Kundennummer lautet 77 12 04 31.
Rückruf bitte unter null drei null, eins zwei drei vier fünf sechs sieben.
Termin am dritten vierten um vierzehn Uhr dreißig.
Ich habe zwei Hosen in achtundvierzig und drei Hemden in einundvierzig.
Vertrag 2026/4471-9930, Rechnung 118.
Das sind viermal vierzig Euro und einmal zehn.
Zählerstand eins zwei vier sieben acht.
Mi número de cliente es setenta y siete doce cero cuatro.
Llámeme al nueve uno dos, tres cuatro cinco, seis siete ocho.
La factura es del quince de marzo de dos mil veintiséis.
Son mil doscientos noventa y nueve euros con cincuenta.
La cita es a las diez y media, no a las once.
Somos cuatro: dos adultos y dos niños de siete y nueve años.
Mon numéro de client est le soixante-dix-sept, douze, zéro quatre.
Rappelez-moi au zéro un, quarante-deux, soixante-huit, cinquante-trois, zéro zéro.
La facture de mille deux cent quatre-vingt-dix-neuf euros.
Le rendez-vous du vingt-quatre à quinze heures trente.
J'ai deux enfants de sept et neuf ans.
Il y a un code 404 sur l'écran.
Meu número de cliente é setenta e sete doze zero quatro.
Me ligue no onze, três quatro cinco seis, sete oito nove zero.
A fatura é de mil duzentos e noventa e nove reais.
A consulta é às dez e meia, não às onze.
Somos quatro: dois adultos e duas crianças.
Protocolo 2026 1130 4471 99.
The transfer was 1,250,000 pesos.
Between 2019, 2020, 2021 and 2022 I paid 300 a month.
Lot 88, 89, 90 and 91, please.
My locker is 12, then 34, then 56.
`;

const rows = (text: string): readonly string[] => text.split("\n").filter((row) => row.trim() !== "");

export interface Planted {
  readonly language: string;
  /** What is said or keyed, in order, without the marks. */
  readonly turns: readonly string[];
  readonly secrets: readonly string[];
}

/** The rows of a list as calls. */
export const planted = (list: string): readonly Planted[] =>
  rows(list).map((row) => {
    const [language = "", said = ""] = row.split(" | ");
    return {
      language,
      turns: said.split(" // ").map((turn) => turn.replace(/[⟦⟧]/g, "")),
      secrets: [...said.matchAll(/⟦([^⟧]*)⟧/g)].map(([, secret = ""]) => secret),
    };
  });

export const honest = rows;

/** Five words, or eight figures, of a secret in a row are a leak; of a short one all of it. */
export function leaks({ secrets }: Planted, told: string): boolean {
  const flat = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{Nd}]+/gu, " ")
      .trim();
  const figures = (text: string) => text.replace(/\P{Nd}+/gu, "");
  const shown = ` ${flat(told)} `;
  return secrets.some((secret) => {
    const words = flat(secret).split(" ");
    if (
      words.some(
        (w) =>
          /^\p{L}+$/u.test(w) && !/^(?:uh|um|and|then|este|eh|y|et|puis|euh|äh|ähm|und|é|hum|e)$/u.test(w),
      )
    ) {
      const size = Math.min(5, words.length);
      return words.some(
        (_, i) => i + size <= words.length && shown.includes(` ${words.slice(i, i + size).join(" ")} `),
      );
    }
    const digits = figures(secret);
    const size = Math.min(8, digits.length);
    return [...digits].some(
      (_, i) => i + size <= digits.length && figures(told).includes(digits.slice(i, i + size)),
    );
  });
}
