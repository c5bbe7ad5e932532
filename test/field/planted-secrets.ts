/**
 * Secrets of every kind, by every way in: `kind | way | language | what happens`. The secret stands in ⟦ ⟧, and turns are
 * parted by " // ".
 *
 * - `said`: the caller says it, with partial prompts before.
 * - `pressed`: keyed of the caller's own accord.
 * - `asked`: the same, after the agent has asked the question in front of "?? ".
 * - `keyed`: keyed in as a secret, and put into a tool's arguments by its placeholder.
 * - `found`: a tool finds it, in a text, a field or an error; and reports it.
 * - `written`: the model writes it, into arguments, a reply and the account for the person.
 *
 * Written before the code was: the first-sight rate is counted on them. Check digits are right; the numbers are made up or
 * published examples.
 */
const SECRETS = `
card | said | en | My card is ⟦4242 4242 4242 4242⟧.
card | said | en | ⟦five five five five five five five five five five five five four four four four⟧
card | pressed | en | ⟦5555555555554444⟧
card | said | de | Es ist die ⟦vier zwei vier zwei vier zwei vier zwei vier zwei vier zwei vier zwei vier zwei⟧
card | said | fr | ⟦3782 822463 10005⟧, c'est une amex
card | said | en | ⟦4111 1111 1111 1112⟧, sorry, last digit is 1
card | said | en | my card number is ⟦4111 1111 1111 1112⟧ // sorry, the last digit is 1
card | said | en | ⟦4242 4242 4242 4243⟧, no wait, it ends in 2
card | said | en | ⟦5555 5555 5555 4445⟧, I mean ⟦4444⟧ at the end
card | said | en | ⟦4242 4242 4242 4244⟧ // no, sorry, ⟦4242 4242 4242 4242⟧
card | said | en | ⟦four one one one one one one one one one one one one one one two⟧ // oh sorry it's one at the end
card | said | es | ⟦4111 1111 1111 1112⟧, perdón, el último es 1
card | said | de | ⟦4242 4242 4242 4243⟧, Entschuldigung, die letzte Ziffer ist 2
card | said | fr | ⟦4242 4242 4242 4243⟧, pardon, le dernier chiffre c'est 2
card | said | pt | ⟦4111 1111 1111 1112⟧, desculpa, o último dígito é 1
expiry | said | en | my card is 4242 4242 4242 4242 ⟦09/27⟧
expiry | said | en | 4242 4242 4242 4242 and it expires ⟦09/27⟧
expiry | said | en | 4242 4242 4242 4242 // it's valid until ⟦09/27⟧
expiry | said | en | 4242 4242 4242 4242 // ⟦09/27⟧
expiry | said | en | 4242 4242 4242 4242 expires ⟦September 2027⟧
expiry | said | en | 4242 4242 4242 4242, exp ⟦oh nine twenty seven⟧
expiry | asked | en | What is the expiry date of the card? ?? ⟦09/27⟧
expiry | said | de | 4242 4242 4242 4242, gültig bis ⟦09/27⟧
cvv | said | en | 4242 4242 4242 4242, the code on the back is ⟦737⟧
cvv | said | en | 4242 4242 4242 4242 // and the CVV is ⟦737⟧
cvv | said | en | my cvc is ⟦seven three seven⟧
cvv | said | es | el CVV es ⟦737⟧
cvv | asked | en | What is the security code on the back of your card? ?? ⟦737⟧
cvv | asked | en | And the three digits on the back? ?? it's ⟦seven three seven⟧
pin | keyed | en | ⟦9876⟧
pin | keyed | en | ⟦80246135⟧
cvv | keyed | en | ⟦737⟧
card | keyed | en | ⟦4000056655665556⟧
ssn | keyed | en | ⟦078051120⟧
ssn | said | en | My social is ⟦078-05-1120⟧.
ssn | said | en | ⟦oh seven eight, oh five, one one two oh⟧
ssn | said | en | My social is ⟦078 05⟧ // ⟦1120⟧
ssn | said | en | my tax ID is ⟦912-70-1234⟧
nino | said | en | My national insurance number is ⟦AB 12 34 56 C⟧
nino | said | en | it's ⟦JG121316A⟧
nino | said | en | ⟦J G one two one three one six A⟧
nino | asked | en | What is your national insurance number? ?? ⟦J. G. 12 13 16 A⟧
utr | said | en | My UTR is ⟦19558 39661⟧
utr | said | en | my unique taxpayer reference is ⟦one nine five five eight three nine six six one⟧
steuer_id | said | de | Meine Steuer-ID ist ⟦86 095 742 719⟧
steuer_id | said | de | ⟦acht sechs null neun fünf sieben vier zwei sieben eins neun⟧
steuer_id | said | de | Die Steuernummer ist ⟦47036⟧ // ⟦892816⟧
rvnr | said | de | Sozialversicherungsnummer ⟦15 070649 C 103⟧
rvnr | said | de | ⟦eins fünf null sieben null sechs vier neun C eins null drei⟧
nir | said | fr | Mon numéro de sécu, c'est ⟦2 95 10 99 126 111 93⟧
nir | said | fr | ⟦185057800608491⟧
nir | said | fr | ⟦deux quatre-vingt-quinze dix quatre-vingt-dix-neuf⟧ cent vingt-six // ⟦cent onze quatre-vingt-treize⟧
spi | said | fr | mon numéro fiscal est le ⟦30 23 217 600 053⟧
spi | said | fr | ⟦3023217600053⟧
dni | said | es | Mi DNI es ⟦12345678Z⟧
dni | said | es | es el ⟦54.362.315-K⟧
dni | said | es | ⟦siete uno dos cero cuatro cuatro uno ocho Y⟧
dni | said | es | mi NIE es ⟦X2482300W⟧
dni | said | es | ⟦12 345 678⟧ // ⟦Z⟧ de Zaragoza
cpf | said | pt | Meu CPF é ⟦529.982.247-25⟧
cpf | said | pt | ⟦três nove zero cinco três três quatro quatro sete zero cinco⟧
nif | said | pt | O meu NIF é ⟦501 964 843⟧
nif | said | pt | contribuinte ⟦dois quatro cinco seis sete oito nove zero cinco⟧
email | said | en | My email is ⟦rosa.luna@example.com⟧.
email | said | en | it's ⟦rosa dot luna at example dot com⟧
email | said | en | ⟦r o s a⟧ at ⟦example⟧ dot com
email | said | en | you can write to ⟦rosa underscore luna 88 at gmail dot com⟧ please
email | said | es | mi correo es ⟦rosa punto luna arroba ejemplo punto com⟧
email | said | de | meine Mail ist ⟦rosa punkt luna at beispiel punkt de⟧
email | said | fr | c'est ⟦rosa point luna arobase exemple point fr⟧
email | said | pt | o meu e-mail é ⟦rosa ponto luna arroba exemplo ponto com ponto br⟧
email | asked | en | What is your e-mail address? ?? ⟦rosa luna⟧ // at ⟦gmail⟧ dot com
iban | said | de | Meine IBAN ist ⟦DE89 3704 0044 0532 0130 00⟧
iban | said | en | ⟦GB29 NWBK 6016 1331 9268 19⟧
iban | said | fr | ⟦FR14 2004 1010 0505 0001 3M02 606⟧
iban | said | es | ⟦E S 66, 2100 0418 4012 3456 7891⟧
iban | said | de | ⟦DE acht neun drei sieben null vier null null vier vier null fünf drei zwei null eins drei null null null⟧
iban | said | de | ⟦DE44 5001 0517⟧ // ⟦5407 3249 31⟧
address | said | en | I live at ⟦221B Baker Street⟧, London.
address | said | en | it's ⟦twelve Maple Avenue⟧, apartment 4
address | said | en | ship it to ⟦1600 Pennsylvania Ave NW⟧
address | said | es | vivo en la ⟦calle Mayor 12⟧, segundo piso
address | said | de | Ich wohne in der ⟦Hauptstraße 5⟧ in Köln
address | said | de | ⟦Am Alten Markt 12⟧, das ist meine Adresse
address | said | fr | j'habite au ⟦12 rue de la Paix⟧ à Paris
address | said | pt | moro na ⟦Rua Augusta 1200⟧
address | asked | en | What is your address? ?? ⟦14 The Paddocks⟧, Leeds
card | found | en | paid with ⟦4242 4242 4242 4242⟧ on Monday
ssn | found | en | SSN ⟦078 05 1120⟧
iban | found | de | IBAN ⟦DE89 3704 0044 0532 0130 00⟧
email | found | en | ⟦rosa.luna@example.com⟧
dni | found | es | DNI ⟦12345678Z⟧
address | found | en | lives at ⟦12 Baker Street⟧
steuer_id | found | de | Steuer-ID ⟦86095742719⟧
card | written | en | The caller's card is ⟦4242 4242 4242 4242⟧.
ssn | written | en | Social security number ⟦078-05-1120⟧ on file.
iban | written | de | Konto ⟦DE89370400440532013000⟧ abgleichen
email | written | en | Write to ⟦rosa.luna@example.com⟧.
address | written | en | Ship to ⟦12 Baker Street⟧.
cpf | written | pt | CPF ⟦529.982.247-25⟧ confirmado
`;

/** The same, written after the code was and without a look at it. */
const SECRETS_AFTER = `
card | said | en | So it's a Mastercard, ⟦5105 1051 0510 5101⟧, hang on, the very last one is a zero
card | said | de | Nehmen Sie die ⟦4012 8888 8888 1882⟧, Quatsch, am Ende 1
card | said | pt | pode anotar: ⟦quatro zero um dois oito oito oito oito oito oito oito oito um oito oito um⟧
card | found | en | refunded to ⟦5105105105105100⟧ yesterday
expiry | said | fr | ma carte c'est 4012 8888 8888 1881 // elle expire en ⟦11/28⟧
expiry | said | es | 5105 1051 0510 5100 // vence el ⟦11/28⟧
expiry | asked | de | Bis wann ist Ihre Karte gültig? ?? bis ⟦11/28⟧
cvv | said | de | die Prüfziffer hinten ist ⟦481⟧
cvv | asked | pt | Qual é o código de segurança do cartão? ?? é ⟦quatro oito um⟧
pin | keyed | en | ⟦402917⟧
ssn | said | en | sure, the last part, well all of it is ⟦219-09-9999⟧
ssn | asked | en | Could you tell me your social security number? ?? ⟦two one nine oh nine nine nine nine nine⟧
nino | said | en | yeah national insurance, ⟦P C nine eight seven six five four D⟧
utr | asked | en | And your tax reference number? ?? ⟦11234 56789⟧
steuer_id | said | de | meine Identifikationsnummer lautet ⟦65 929 970 489⟧
rvnr | said | de | Die Rentenversicherungsnummer ist ⟦65 180539 W 001⟧
nir | said | fr | le numéro c'est ⟦1 78 06 92 044 021 62⟧
spi | found | fr | numéro fiscal ⟦0701987765493⟧
dni | said | es | apunte el NIF, ⟦71204418 Y⟧
dni | said | es | tengo NIE, ⟦Y 3104218 Z⟧
cpf | said | pt | anota aí ⟦746 824 890 70⟧
nif | said | pt | o número de contribuinte é ⟦213 456 788⟧
email | said | en | just send it to ⟦j.miller+shoes@mail.example.org⟧ thanks
email | said | en | ⟦jay miller at outlook dot com⟧
email | said | de | das ist ⟦k punkt weber at web punkt de⟧
email | said | fr | écrivez à ⟦marie tiret dupont arobase orange point fr⟧
iban | said | es | la cuenta es ⟦ES91 2100 0418 4502 0005 1332⟧
iban | written | en | Refund to ⟦NL91ABNA0417164300⟧ agreed.
address | said | en | send it to ⟦48 Willow Lane⟧ please
address | said | de | die Lieferung geht in die ⟦Lindenallee 17⟧
`;

/** And once more, after what the list before showed was mended. */
const SECRETS_LAST = `
card | said | en | I'd pay by visa, that's ⟦4000 0566 5566 5557⟧, oh no, the final digit's a 6
card | said | fr | alors ⟦5105 1051 0510 5109⟧ // ah non, ça finit par 0
expiry | said | pt | o cartão é 4012 8888 8888 1881 // a validade é ⟦03/29⟧
cvv | said | fr | et le cryptogramme derrière c'est ⟦294⟧
ssn | said | en | here you go: ⟦five three six, nine oh, four three nine nine⟧
nino | said | en | ⟦TK 44 10 92 B⟧ is my NI number
steuer_id | found | de | ID ⟦25768131411⟧
dni | said | es | mi documento, el ⟦00123456 S⟧
cpf | said | pt | ⟦oito meia dois, oito oito três, meia meia sete, cinco sete⟧
email | said | es | escríbame a ⟦ana guion bajo lopez arroba hotmail punto es⟧
email | said | en | ⟦sam at green house dot co dot uk⟧
iban | said | en | the account is ⟦IE29 AIBK 9311 5212 3456 78⟧
address | said | en | ⟦7 Saint James Terrace⟧, that's in Leeds
address | said | fr | livrez au ⟦8 bis avenue Victor Hugo⟧
address | said | es | la dirección es ⟦avenida de América 45⟧
`;

export const ALL_SECRETS = [SECRETS, SECRETS_AFTER, SECRETS_LAST] as const;
