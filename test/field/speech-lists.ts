/**
 * What a voice should say, line by line: `case [tag] text => words`. `⏎` is a line feed. The tag is left out where it
 * is the language's own of `TAGS`. `FIRST` was written before the code that makes it true, `SECOND` after it, both
 * without looking: the shapes are those of the cases and of public normalisers' examples, the sentences are ours.
 */

export const FIRST = {
  en: `
BC-23 Your appointment is on 3/4 at 2:30pm, call 555-0123 to reschedule. => Your appointment is on March fourth at two thirty PM, call five five five, zero one two three to reschedule.
BC-23 We deliver on 1/2. => We deliver on January second.
BC-23 The sale ends 1/3. => The sale ends January third.
BC-23 Cut 3/4 of an inch off. => Cut three quarters of an inch off.
BC-23 Everything is 1/2 price. => Everything is a half price.
BC-23 Add 3/4 cup of sugar. => Add three quarters cup of sugar.
BC-23 [en-GB] We can come on 3/4. => We can come on the third of April.
BC-23 The offer runs until 12/24. => The offer runs until December twenty-fourth.
BC-23 We are open from 6/1 to 8/31. => We are open from June first to August thirty-first.
BC-23 Come in on Tuesday, 3/4. => Come in on Tuesday, March fourth.
BC-23 Come in Friday 1/2. => Come in Friday January second.
BC-23 It is due by 1/4. => It is due by January fourth.
BC-23 Pay before 10/15, please. => Pay before October fifteenth, please.
BC-23 Your room is ready 1/2 at 3:00 PM. => Your room is ready January second at three PM.
BC-23 2/3 of our customers like it. => two thirds of our customers like it.
BC-23 We are open 24/7. => We are open twenty-four seven.
BC-23 Rely on 3/4 of the team. => Rely on three quarters of the team.
BC-44 Please call 911 right now. => Please call nine one one right now.
BC-44 You can text 988 any time. => You can text nine eight eight any time.
BC-44 Just dial 0 for the desk. => Just dial zero for the desk.
BC-44 Dial 311 for the city. => Dial three one one for the city.
BC-44 Press 1 or 2. => Press one or two.
BC-44 [en-NZ] Ring 111 if it burns. => Ring one one one if it burns.
BC-44 We had 911 orders today. => We had nine hundred eleven orders today.
BC-44 [en-GB] Ring 999 or 112. => Ring nine nine nine or one one two.
BC-44 Calling 411 is not free. => Calling four one one is not free.
BC-44 Text HELP to 24273. => Text HELP to two four two seven three.
BC-44 I will call 20 people. => I will call twenty people.
BC-45 [en-AU] Our number is 1300 555 019. => Our number is one three zero zero, five five five, zero one nine.
BC-45 [en-AU] Reach us on 13 11 26. => Reach us on one three, one one, two six.
BC-45 [en-AU] My mobile is 0412 345 678. => My mobile is zero four one two, three four five, six seven eight.
BC-45 [en-GB] Freephone 0800 123 4567. => Freephone zero eight zero zero, one two three, four five six seven.
BC-45 [en-GB] Call 020 7946 0018. => Call zero two zero, seven nine four six, zero zero one eight.
BC-45 [en-IN] It is 98765 43210. => It is nine eight seven six five, four three two one zero.
BC-45 [en-IN] Call 1800-11-4000. => Call one eight zero zero, one one, four zero zero zero.
BC-45 The office is +254 20 2726300. => The office is plus two five four, two zero, two seven two, six three zero zero.
BC-45 Call 1-800-555-SHOE. => Call one, eight zero zero, five five five, SHOE.
BC-45 Dial 1-800-444-4141. => Dial one, eight zero zero, four four four, four one four one.
BC-45 [en-IN] The price is ₹1,50,000. => The price is one hundred fifty thousand rupees.
BC-45 It starts at 3:30 this afternoon. => It starts at three thirty this afternoon.
BC-45 [en-GB] Ring 01632 960 001. => Ring zero one six three two, nine six zero, zero zero one.
BC-47 Your code is 1234. => Your code is one two three four.
BC-47 Pick 1,2,3,4. => Pick one, two, three, four.
BC-47 The total is $1,045.96. => The total is one thousand forty-five dollars and ninety-six cents.
BC-47 We have sizes 8,9,10 left. => We have sizes eight, nine, ten left.
BC-47 See pages 13-50. => See pages thirteen to fifty.
BC-47 Order 1042-7 is ready. => Order one zero four two, seven is ready.
BC-47 You are in room 101. => You are in room one zero one.
BC-47 Flight UA1234 is late. => Flight U A one two three four is late.
BC-47 It takes 5-7 business days. => It takes five to seven business days.
BC-47 We are open Mon-Fri 9-5. => We are open Monday to Friday nine to five.
BC-47 Choose A1/B2. => Choose A one slash B two.
BC-47 Update to v2.17.1. => Update to version two dot seventeen dot one.
BC-47 Invoice #42 is paid. => Invoice number forty-two is paid.
BC-47 It is 98°F outside. => It is ninety-eight degrees Fahrenheit outside.
BC-47 It was due 2026-11-11. => It was due November eleventh, twenty twenty-six.
BC-47 Call 2137112342. => Call two one three, seven one one, two three four two.
BC-47 It was Jul 5th, 2024. => It was July fifth, twenty twenty-four.
BC-47 Sizes are 6, 7,8 and 9. => Sizes are six, seven, eight and nine.
BC-47 We have 1,234 shoes. => We have one thousand two hundred thirty-four shoes.
BC-48 Write to USER@EXAMPLE.COM. => Write to USER at EXAMPLE dot COM.
BC-48 It is anna_b-92@mail.example.co.uk. => It is anna underscore b dash nine two at mail dot example dot co dot uk.
BC-48 It is 123@456.example. => It is one two three at four five six dot example.
BC-48 The card is 4111111111111111. => The card is four one one one, one one one one, one one one one, one one one one.
BC-48 That is 100 MB at 70 MPH. => That is one hundred megabytes at seventy miles per hour.
BC-48 NASA called. => NASA called.
BC-48 See https://example.com/a_b?x=1 now. => See example dot com slash a underscore b question mark x equals one now.
BC-48 It weighs 5 KG. => It weighs five kilograms.
BC-49 Hello **Frankie**! => Hello Frankie!
BC-49 Step (**1**) is done. => Step (one) is done.
BC-49 This is ***very important*** now. => This is very important now.
BC-49 Say ___x___ now. => Say x now.
BC-49 2 * 3 = 6. => two times three equals six.
BC-49 Use my_var_name here. => Use my var name here.
BC-49 Name: ________ and date. => Name: and date.
BC-49 # Title⏎⏎## Sub => Title. Sub
BC-51 At 7:30 I'll be there. => At seven thirty I'll be there.
BC-51 It is 8:00 your time. => It is eight o'clock your time.
BC-51 At 11:15 there's a bus. => At eleven fifteen there's a bus.
BC-51 By 4:00, please. => By four o'clock, please.
BC-51 At 3:30PM sharp. => At three thirty PM sharp.
BC-51 We open at 9 a.m. Then we call you. => We open at nine AM. Then we call you.
BC-51 It ends at 12:00 a.m. => It ends at twelve AM.
BC-51 Come at 9 a.m. Monday. => Come at nine AM Monday.
`,
  es: `
BC-43 [es-MX] Son $250.50 en total. => Son doscientos cincuenta pesos con cincuenta centavos en total.
BC-43 [es-CL] Cuesta $2.000. => Cuesta dos mil pesos.
BC-43 [es-AR] Son $1.500,00 con envío. => Son mil quinientos pesos con envío.
BC-43 [es-CO] Vale $45.000. => Vale cuarenta y cinco mil pesos.
BC-43 [es-US] Cuesta $20. => Cuesta veinte dólares.
BC-43 [es-UY] Paga $ 300. => Paga trescientos pesos.
BC-43 [es-DO] Son $1,200.00. => Son mil doscientos pesos.
BC-43 [es-EC] Son $5. => Son cinco dólares.
BC-43 [es-PA] Son $1.25. => Son un dólar con veinticinco centavos.
BC-43 [es-MX] Son US$20. => Son veinte dólares.
BC-43 [es-CU] Son $1. => Son un peso.
BC-43 [es-PR] Son $21. => Son veintiún dólares.
BC-43 [es-MX] Gana $2 millones. => Gana dos millones de pesos.
BC-43 [es-PE] Son S/ 20. => Son veinte soles.
BC-43 Son 3,14. => Son tres coma catorce.
BC-43 Fue el 1/02/2023. => Fue el uno de febrero de dos mil veintitrés.
BC-43 Abre a las 12:00. => Abre a las doce.
BC-23 Su cita es el 3/4 a las 14:30. => Su cita es el tres de abril a las catorce y treinta.
BC-23 Entregamos el 1/2. => Entregamos el uno de febrero.
BC-23 La oferta vale hasta el 1/3. => La oferta vale hasta el uno de marzo.
BC-23 Ponga 3/4 de taza. => Ponga tres cuartos de taza.
BC-23 Pese 1/2 kilo. => Pese medio kilo.
BC-23 Venga el martes 3/4. => Venga el martes tres de abril.
BC-23 Abrimos del 15/6 al 30/8. => Abrimos del quince de junio al treinta de agosto.
BC-23 El 3/4 de la clase no vino. => El tres cuartos de la clase no vino.
BC-44 Llame al 112 ahora. => Llame al uno uno dos ahora.
BC-44 [es-MX] Llama al 911. => Llama al nueve uno uno.
BC-44 Marque 0 para operador. => Marque cero para operador.
BC-44 Marque el 061. => Marque el cero seis uno.
BC-44 Pulse 1 o 2. => Pulse uno o dos.
BC-44 Hubo 112 pedidos. => Hubo ciento doce pedidos.
BC-44 Puede llamar al 010. => Puede llamar al cero uno cero.
BC-44 Envíe un SMS al 215. => Envíe un SMS al dos uno cinco.
BC-44 Cobramos al 112 por ciento. => Cobramos al ciento doce por ciento.
BC-45 Llame al 900 123 456. => Llame al nueve cero cero, uno dos tres, cuatro cinco seis.
BC-45 Es el +34 912 345 678. => Es el más tres cuatro, nueve uno dos, tres cuatro cinco, seis siete ocho.
BC-45 [es-MX] Es el 55 1234 5678. => Es el cinco cinco, uno dos tres cuatro, cinco seis siete ocho.
BC-45 [es-CO] Es el 300 123 4567. => Es el tres cero cero, uno dos tres, cuatro cinco seis siete.
BC-45 [es-AR] Es el 0810 555 1234. => Es el cero ocho uno cero, cinco cinco cinco, uno dos tres cuatro.
BC-45 [es-CL] Es el 600 123 4567. => Es el seis cero cero, uno dos tres, cuatro cinco seis siete.
BC-47 Tallas 38,39,40. => Tallas treinta y ocho, treinta y nueve, cuarenta.
BC-47 Opciones 1,2,3,4. => Opciones uno, dos, tres, cuatro.
BC-47 Páginas 13-50. => Páginas trece a cincuenta.
BC-47 El pedido 1042-7 está listo. => El pedido uno cero cuatro dos, siete está listo.
BC-47 Está en la habitación 101. => Está en la habitación uno cero uno.
BC-47 El vuelo IB1234 sale ya. => El vuelo I B uno dos tres cuatro sale ya.
BC-47 Tarda 5-7 días. => Tarda cinco a siete días.
BC-47 Abrimos 9-17. => Abrimos nueve a diecisiete.
BC-47 Use la v2.17.1. => Use la versión dos punto diecisiete punto uno.
BC-47 Elija A1/B2. => Elija A uno barra B dos.
BC-47 Son 1.234 pesos. => Son mil doscientos treinta y cuatro pesos.
BC-48 Escriba a ANA@EJEMPLO.ES. => Escriba a ANA arroba EJEMPLO punto ES.
BC-48 Es ana_b-92@correo.ejemplo.es. => Es ana guion bajo b guion nueve dos arroba correo punto ejemplo punto es.
BC-48 Pesa 5 KG. => Pesa cinco kilos.
BC-48 Va a 70 KM/H. => Va a setenta kilómetros por hora.
BC-48 La tarjeta 4111111111111111. => La tarjeta cuatro uno uno uno, uno uno uno uno, uno uno uno uno, uno uno uno uno.
BC-49 Hola **Ana**, pase. => Hola Ana, pase.
BC-49 2 * 3 = 6. => dos por tres igual a seis.
BC-49 Nombre: ________ y fecha. => Nombre: y fecha.
BC-49 ¿Es (**1**)? => ¿Es (uno)?
BC-51 A las 7:30 iré. => A las siete y treinta iré.
BC-51 Abre a las 9 a.m. Luego cierra. => Abre a las nueve de la mañana. Luego cierra.
BC-51 A las 4:00, por favor. => A las cuatro, por favor.
BC-44 Compre 1 paraguas. => Compre 1 paraguas.
BC-44 Hay 21 contratos. => Hay 21 contratos.
`,
  fr: `
BC-23 Votre rendez-vous est le 3/4 à 14h30. => Votre rendez-vous est le trois avril à quatorze heures trente.
BC-23 Livraison le 1/2. => Livraison le premier février.
BC-23 Valable jusqu'au 1/3. => Valable jusqu'au premier mars.
BC-23 Mettez 3/4 de litre. => Mettez trois quarts de litre.
BC-23 Il faut 1/2 tasse. => Il faut un demi tasse.
BC-23 Venez mardi 3/4. => Venez mardi trois avril.
BC-23 Ouvert du 15/6 au 30/8. => Ouvert du quinze juin au trente août.
BC-23 Les 2/3 des clients sont contents. => Les deux tiers des clients sont contents.
BC-23 À payer avant le 15/10. => À payer avant le quinze octobre.
BC-43 Ça fait 2,75 €. => Ça fait deux euros et soixante-quinze centimes.
BC-43 [fr-CA] C'est 20 $. => C'est vingt dollars.
BC-43 Le 1/02/2023 à 12:00. => Le premier février deux mille vingt-trois à douze heures.
BC-44 Appelez le 15. => Appelez le quinze.
BC-44 Appelez le 112 tout de suite. => Appelez le un un deux tout de suite.
BC-44 Composez le 3949. => Composez le trois neuf quatre neuf.
BC-44 Le 3949 est gratuit. => Le trois neuf quatre neuf est gratuit.
BC-44 Tapez 1 ou 2. => Tapez un ou deux.
BC-44 Nous avons 112 commandes. => Nous avons cent douze commandes.
BC-44 Vous pouvez appeler le 115. => Vous pouvez appeler le un un cinq.
BC-44 Envoyez STOP au 36111. => Envoyez STOP au trois six un un un.
BC-44 [fr-CA] Faites le 911. => Faites le neuf un un.
BC-45 Appelez le 0 800 123 456. => Appelez le zéro, huit zéro zéro, un deux trois, quatre cinq six.
BC-45 C'est le 01 42 68 53 00. => C'est le zéro un, quatre deux, six huit, cinq trois, zéro zéro.
BC-45 C'est le +33 1 42 68 53 00. => C'est le plus trois trois, un, quatre deux, six huit, cinq trois, zéro zéro.
BC-45 C'est le 0800 123 456. => C'est le zéro huit zéro zéro, un deux trois, quatre cinq six.
BC-45 [fr-CA] C'est le 514-555-0123. => C'est le cinq un quatre, cinq cinq cinq, zéro un deux trois.
BC-45 [fr-CH] C'est le 044 668 18 00. => C'est le zéro quatre quatre, six six huit, un huit, zéro zéro.
BC-45 [fr-BE] C'est le 02 555 12 12. => C'est le zéro deux, cinq cinq cinq, un deux, un deux.
BC-45 Il y a 10 000 places. => Il y a dix mille places.
BC-47 Pointures 38,39,40. => Pointures trente-huit, trente-neuf, quarante.
BC-47 Choix 1,2,3,4. => Choix un, deux, trois, quatre.
BC-47 Pages 13-50. => Pages treize à cinquante.
BC-47 La commande 1042-7 est prête. => La commande un zéro quatre deux, sept est prête.
BC-47 Vous êtes chambre 101. => Vous êtes chambre un zéro un.
BC-47 Le vol AF1234 part. => Le vol A F un deux trois quatre part.
BC-47 Comptez 5-7 jours. => Comptez cinq à sept jours.
BC-47 Ouvert 9-17. => Ouvert neuf à dix-sept.
BC-47 Passez à la v2.17.1. => Passez à la version deux point dix-sept point un.
BC-47 Prenez A1/B2. => Prenez A un slash B deux.
BC-47 Facture n°42. => Facture numéro quarante-deux.
BC-48 Écrivez à ANNE@EXEMPLE.FR. => Écrivez à ANNE arobase EXEMPLE point FR.
BC-48 C'est anne_b-92@mail.exemple.fr. => C'est anne tiret bas b tiret neuf deux arobase mail point exemple point fr.
BC-48 Ça pèse 5 KG. => Ça pèse cinq kilos.
BC-48 Il roule à 70 KM/H. => Il roule à soixante-dix kilomètres heure.
BC-48 La carte 4111111111111111. => La carte quatre un un un, un un un un, un un un un, un un un un.
BC-48 La SNCF est là. => La SNCF est là.
BC-49 Bonjour **Anne** ! => Bonjour Anne !
BC-49 2 * 3 = 6. => deux fois trois égale six.
BC-49 Nom : ________ et date. => Nom: et date.
BC-49 C'est (**1**). => C'est (un).
BC-49 # Titre⏎⏎## Suite => Titre. Suite
BC-51 À 7:30 j'arrive. => À sept heures trente j'arrive.
BC-51 À 16h00, merci. => À seize heures, merci.
BC-51 À 24:00. => À vingt-quatre heures.
BC-51 Il est 11h15 là-bas. => Il est onze heures quinze là-bas.
BC-52 Votre colis est "shipped", ETA 12/01/2026. => Votre colis est "shipped", ETA douze janvier deux mille vingt-six.
BC-44 Prenez 1 pourboire. => Prenez 1 pourboire.
BC-44 Il en reste 1 pour vous. => Il en reste un pour vous.
BC-47 Ouvert lun-ven 9-17. => Ouvert lundi à vendredi neuf à dix-sept.
BC-47 C'est le 5 janv. 2026. => C'est le cinq janvier deux mille vingt-six.
`,
  de: `
BC-23 Ihr Termin ist am 3.4. um 14:30 Uhr. => Ihr Termin ist am dritten April um vierzehn Uhr dreißig.
BC-23 Wir liefern am 1/2. => Wir liefern am ersten Februar.
BC-23 Das gilt bis 1/3. => Das gilt bis ersten März.
BC-23 Nehmen Sie 3/4 Liter. => Nehmen Sie drei Viertel Liter.
BC-23 Es ist 1/2 Preis. => Es ist ein halb Preis.
BC-23 Offen vom 15.6. bis 30.8. => Offen vom fünfzehnten Juni bis dreißigsten August.
BC-23 Kommen Sie am Dienstag, 3/4. => Kommen Sie am Dienstag, dritten April.
BC-23 Etwa 2/3 der Kunden sind froh. => Etwa zwei Drittel der Kunden sind froh.
BC-43 Das macht 2,75 €. => Das macht zwei Euro fünfundsiebzig.
BC-43 Es sind 3,14 Meter. => Es sind drei Komma eins vier Meter.
BC-43 [de-CH] Das macht CHF 1'250.50. => Das macht eintausendzweihundertfünfzig Franken fünfzig.
BC-44 Rufen Sie die 112 an. => Rufen Sie die eins eins zwei an.
BC-44 Wählen Sie die 110. => Wählen Sie die eins eins null.
BC-44 Rufen Sie bitte 112 an. => Rufen Sie bitte eins eins zwei an.
BC-44 Der Arzt hat die 116 117. => Der Arzt hat die eins eins sechs, eins eins sieben.
BC-44 Wir haben die 112 Bestellungen. => Wir haben die einhundertzwölf Bestellungen.
BC-44 Drücken Sie 1 oder 2. => Drücken Sie eins oder zwei.
BC-44 Wählen Sie 0 für die Zentrale. => Wählen Sie null für die Zentrale.
BC-44 [de-AT] Rufen Sie die 144. => Rufen Sie die eins vier vier.
BC-44 Senden Sie STOP an 72111. => Senden Sie STOP an sieben zwei eins eins eins.
BC-45 Rufen Sie 0800 330 1000. => Rufen Sie null acht null null, drei drei null, eins null null null.
BC-45 Unsere Nummer ist +49 30 901820. => Unsere Nummer ist plus vier neun, drei null, neun null eins acht zwei null.
BC-45 Die Nummer ist 030/901820. => Die Nummer ist null drei null, neun null eins acht zwei null.
BC-45 Mobil 0176 12345678. => Mobil null eins sieben sechs, eins zwei drei vier, fünf sechs sieben acht.
BC-45 [de-CH] Es ist 044 668 18 00. => Es ist null vier vier, sechs sechs acht, eins acht, null null.
BC-45 [de-AT] Es ist 0664 123 45 67. => Es ist null sechs sechs vier, eins zwei drei, vier fünf, sechs sieben.
BC-45 Es ist 030 90 18 20. => Es ist null drei null, neun null, eins acht, zwei null.
BC-47 Größen 38,39,40. => Größen achtunddreißig, neununddreißig, vierzig.
BC-47 Wahl 1,2,3,4. => Wahl eins, zwei, drei, vier.
BC-47 Seiten 13-50. => Seiten dreizehn bis fünfzig.
BC-47 Bestellung 1042-7 ist fertig. => Bestellung eins null vier zwei, sieben ist fertig.
BC-47 Sie haben Zimmer 101. => Sie haben Zimmer eins null eins.
BC-47 Flug LH1234 ist da. => Flug L H eins zwei drei vier ist da.
BC-47 Es dauert 5-7 Tage. => Es dauert fünf bis sieben Tage.
BC-47 Mo-Fr 9-17 Uhr. => Montag bis Freitag neun bis siebzehn Uhr.
BC-47 Nutzen Sie v2.17.1. => Nutzen Sie Version zwei Punkt siebzehn Punkt eins.
BC-47 Nehmen Sie A1/B2. => Nehmen Sie A eins Schrägstrich B zwei.
BC-47 Rechnung #42 ist bezahlt. => Rechnung Nummer zweiundvierzig ist bezahlt.
BC-47 Es sind 1.234 Schuhe. => Es sind eintausendzweihundertvierunddreißig Schuhe.
BC-47 Am 3. Jan. 2026. => Am dritten Januar zweitausendsechsundzwanzig.
BC-48 Schreiben Sie an ANNA@BEISPIEL.DE. => Schreiben Sie an ANNA at BEISPIEL Punkt DE.
BC-48 Es ist anna_b-92@mail.beispiel.de. => Es ist anna Unterstrich b Bindestrich neun zwei at mail Punkt beispiel Punkt de.
BC-48 Es wiegt 5 KG. => Es wiegt fünf Kilogramm.
BC-48 Er fährt 70 KM/H. => Er fährt siebzig Kilometer pro Stunde.
BC-48 Karte 4111111111111111. => Karte vier eins eins eins, eins eins eins eins, eins eins eins eins, eins eins eins eins.
BC-48 Der ADAC ist da. => Der ADAC ist da.
BC-49 Hallo **Anna**! => Hallo Anna!
BC-49 2 * 3 = 6. => zwei mal drei gleich sechs.
BC-49 Name: ________ und Datum. => Name: und Datum.
BC-49 Punkt (**1**) gilt. => Punkt (eins) gilt.
BC-49 # Titel⏎⏎## Teil => Titel. Teil
BC-51 Um 7:30 bin ich da. => Um sieben Uhr dreißig bin ich da.
BC-51 Um 16:00, bitte. => Um sechzehn Uhr, bitte.
BC-51 Bis 24:00. => Bis vierundzwanzig Uhr.
BC-51 Um 8:00 Uhr. Dann geht es los. => Um acht Uhr. Dann geht es los.
BC-52 Ihre Bestellung ist "shipped", ETA 12/01/2026. => Ihre Bestellung ist "shipped", ETA zwölften Januar zweitausendsechsundzwanzig.
BC-52 Sie kommt 2026-01-12. => Sie kommt zwölften Januar zweitausendsechsundzwanzig.
BC-44 Sie haben 1 bisher offenen Fall. => Sie haben 1 bisher offenen Fall.
BC-44 Nur 1 bis zwei. => Nur eins bis zwei.
BC-45 Es sind 12.345.678 Euro. => Es sind zwölf Millionen dreihundertfünfundvierzigtausendsechshundertachtundsiebzig Euro.
`,
  pt: `
BC-43 São R$ 250,50 no total. => São duzentos e cinquenta reais e cinquenta centavos no total.
BC-43 Custa R$2.000. => Custa dois mil reais.
BC-43 Custa $20. => Custa vinte dólares.
BC-43 [pt-PT] São 2,75 €. => São dois euros e setenta e cinco cêntimos.
BC-43 São 3,14. => São três vírgula catorze.
BC-23 Sua consulta é dia 3/4 às 14:30. => Sua consulta é dia três de abril às catorze e trinta.
BC-23 Entregamos em 1/2. => Entregamos em primeiro de fevereiro.
BC-23 Vale até 1/3. => Vale até primeiro de março.
BC-23 Ponha 3/4 de xícara. => Ponha três quartos de xícara.
BC-23 Venha na terça, 3/4. => Venha na terça, três de abril.
BC-23 Aberto de 15/6 a 30/8. => Aberto de quinze de junho a trinta de agosto.
BC-23 Pague antes de 15/10. => Pague antes de quinze de outubro.
BC-23 Use 1/2 quilo. => Use meio quilo.
BC-23 Cerca de 2/3 dos clientes gostam. => Cerca de dois terços dos clientes gostam.
BC-44 Ligue 190 agora. => Ligue um nove zero agora.
BC-44 Ligue para o 192. => Ligue para o um nove dois.
BC-44 Disque 0 para a central. => Disque zero para a central.
BC-44 Digite 1 ou 2. => Digite um ou dois.
BC-44 Tivemos 190 pedidos. => Tivemos cento e noventa pedidos.
BC-44 [pt-PT] Ligue 112. => Ligue um um dois.
BC-44 Envie SAIR para 27182. => Envie SAIR para dois sete um oito dois.
BC-44 Pode ligar para 188. => Pode ligar para um oito oito.
BC-44 Vou ligar para 20 clientes. => Vou ligar para vinte clientes.
BC-45 Ligue (11) 99876-5432. => Ligue um um, nove nove oito sete seis, cinco quatro três dois.
BC-45 Ligue 0800 722 6001. => Ligue zero oito zero zero, sete dois dois, seis zero zero um.
BC-45 É o +55 11 3333-4444. => É o mais cinco cinco, um um, três três três três, quatro quatro quatro quatro.
BC-45 É o 4004-1234. => É o quatro zero zero quatro, um dois três quatro.
BC-45 [pt-PT] É o 912 345 678. => É o nove um dois, três quatro cinco, seis sete oito.
BC-45 [pt-PT] É o 21 123 45 67. => É o dois um, um dois três, quatro cinco, seis sete.
BC-45 É o 11 99876 5432. => É o um um, nove nove oito sete seis, cinco quatro três dois.
BC-45 [pt-PT] É o 808 20 20 20. => É o oito zero oito, dois zero, dois zero, dois zero.
BC-47 Tamanhos 38,39,40. => Tamanhos trinta e oito, trinta e nove, quarenta.
BC-47 Opções 1,2,3,4. => Opções um, dois, três, quatro.
BC-47 Páginas 13-50. => Páginas treze a cinquenta.
BC-47 O pedido 1042-7 está pronto. => O pedido um zero quatro dois, sete está pronto.
BC-47 Está no quarto 101. => Está no quarto um zero um.
BC-47 O voo LA1234 saiu. => O voo L A um dois três quatro saiu.
BC-47 Leva 5-7 dias. => Leva cinco a sete dias.
BC-47 Aberto seg-sex 9-17. => Aberto segunda a sexta nove a dezessete.
BC-47 Use a v2.17.1. => Use a versão dois ponto dezessete ponto um.
BC-47 Escolha A1/B2. => Escolha A um barra B dois.
BC-47 Fatura #42 paga. => Fatura número 42 paga.
BC-47 Foi em 5 jan. 2026. => Foi em cinco de janeiro de dois mil e vinte e seis.
BC-48 Escreva para ANA@EXEMPLO.COM. => Escreva para ANA arroba EXEMPLO ponto COM.
BC-48 É ana_b-92@mail.exemplo.com.br. => É ana sublinhado b hífen nove dois arroba mail ponto exemplo ponto com ponto br.
BC-48 Pesa 5 KG. => Pesa cinco quilos.
BC-48 Vai a 70 KM/H. => Vai a setenta quilômetros por hora.
BC-48 O cartão 4111111111111111. => O cartão quatro um um um, um um um um, um um um um, um um um um.
BC-48 A ANATEL ligou. => A ANATEL ligou.
BC-49 Olá **Ana**! => Olá Ana!
BC-49 2 * 3 = 6. => dois vezes três igual a seis.
BC-49 Nome: ________ e data. => Nome: e data.
BC-49 É (**1**). => É (um).
BC-49 # Título⏎⏎## Parte => Título. Parte
BC-51 Às 7:30 eu chego. => Às sete e trinta eu chego.
BC-51 Às 16h00, por favor. => Às dezesseis horas, por favor.
BC-51 Abre às 9 a.m. Depois fecha. => Abre às nove da manhã. Depois fecha.
BC-52 Seu pedido está "shipped", ETA 12/01/2026. => Seu pedido está "shipped", ETA doze de janeiro de dois mil e vinte e seis.
BC-44 Compre 1 paraquedas. => Compre 1 paraquedas.
BC-44 Tem 1 para você. => Tem um para você.
`,
} as const;

export interface Line {
  readonly number: string;
  readonly tag: string | undefined;
  readonly text: string;
  readonly words: string;
}

const LINE = /^(BC-\d+|new) (?:\[([\w-]+)\] )?(.+) => (.+)$/;

export const linesOf = (list: string): readonly Line[] =>
  list
    .trim()
    .split("\n")
    .map((written) => {
      const [, number = "", tag, text = "", words = ""] = LINE.exec(written) ?? [];
      if (number === "") throw new Error(`no line of the list: ${written}`);
      return { number, tag, text: text.replaceAll("⏎", "\n"), words };
    });
