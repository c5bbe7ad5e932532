import { fold, oncePer } from "../../../worker/language/hearing/words.ts";
import { ALL_PACKS } from "../../../worker/language/packs.ts";

/**
 * Words as what they mean: a caller's "reembolso" and a tool's "refund" are one term. A row is a concept and the
 * beginnings of its words, folded, in English, Spanish, French, German and Portuguese; `+` joins two words, a full word
 * ends with `.`. Words of no row are cut to their stem.
 */
const ROWS: Readonly<Record<string, string>> = {
  greeting: "guten+tag bom+dia buenos+dias buen+dia good+day good+morning good+evening",
  order: "order purchas buy. buying pedid compra encarg command acheter bestell kauf. kaufen encomend",
  booking: "book reserv buchen. buchung gebucht réserv",
  appointment: "appointment visit. cita. citas rendez termin. termine consulta. consultation",
  parcel: "parcel package. packages shipment paquet colis paket sendung pacote encomienda envio.",
  deliver: "deliver ship. shipped shipping entreg livr liefer",
  number:
    "number numero nummer id. ids ref. reference referenc referênc code. codes codigo kennung serial sku. plate. kennzeichen matricula",
  name: "name. names nombre nom. nome.",
  phone: "phone telephone mobile cell. telefon telefone celular portable handy",
  email: "email mail+address correo courriel",
  address:
    "where+are+you how+get+there street strasse calle. rue. rua. located lane. avenue. donde+estan ou+etes+vous wo+sind+sie onde+ficam address direccion adresse endereco morada",
  zip: "zip. zips postcode postal plz postleitzahl cep.",
  date: "date. dates day. days fecha dia. dias datum jour. tag. tage data.",
  time: "time. times hora. heure uhr. uhrzeit horario what+time",
  duration: "how+long takes. dauert dura. tarda demora duree combien+de+temps wie+lange",
  hours:
    "hours open. opens opening opened close. closes closing closed abren abre. abier cierra cerrad horaires ouvert ouvrez ferm offnungs offen. geoffnet geschlossen schliess abert fecha+a",
  price:
    "price. prices pricing cost. costs fee. fees rate. rates charge. how+much precio cuesta cuanto prix coute combien free+of+charge tarif preis kostet kosten. wie+viel preco custa quanto",
  pay: "money. geld. dinero. argent. dinheiro. pay. pays paid paying payment pagar pago. payer paiement zahlen. zahle. bezahl paga.",
  balance: "balance owe. owing saldo kontostand solde devo. debo.",
  extend: "extend extension longer prolong verlang verlanger renew renouvel renov ampliar",
  rent: "rent. rental. rentals renting hire. hiring alquil louer location. miete. mieten mietwagen alug",
  seat: "seat. seats ticket tickets. entrada billet. billets sitzplatz eintrittskarte ingresso",
  outage:
    "outage power+cut power+is+out power+out no+power no+electricity blackout stromausfall apagon panne+courant",
  showing: "showing showings screening what's+on what+is+on playing programme vorstellung passent funcion",
  breakdown: "breakdown broke+down broken+down panne averia avaria pannenfall",
  child: "child children kid. kids son. daughter. nino. ninos nina. enfant kinder. kind+mein crianca",
  age: "age. ages old. years+old edad alter. idade",
  book: "books. a+book the+book this+book my+book any+book livre. livres libro libros buch. bucher livro",
  electricity: "electric strom. stroms electricite luz.",
  meter: "meter. meters zahler zahlerstand contador compteur",
  complaint: "complain beschwer reclam queja plainte",
  bike: "bike bicycle fahrrad fahrrader bicicl velo.",
  refund: "refund money+back reimburs reembols rembours erstatt ruckerstatt geld+zuruck dinero+devuel",
  return: "return. returns returned returning devol retour ruckgabe zuruckgeb umtausch",
  cancel: "cancel anul annul stornier absag",
  change:
    "change. changes changing reschedul postpone move. moving modif cambia umbuch verschieb verleg ander. andern deplac changer mudar alterar remarcar",
  status:
    "status where. where's. ready fertig listo. lista. pret. prete. pronto pronta estado donde etat ou+est ou+en zustand wo. situacao onde track. tracking rastre suiv verfolg sendungsverfolg",
  stock:
    "stock stocks availab in+stock inventory do+you+have have+you+got do+you+sell do+you+carry disponib verfugbar vorratig lager libre. frei. free. vacan",
  size: "size. sizes talla taille pointure grosse tamanho",
  color: "color colour farbe couleur cor.",
  quantity: "quantity amount cantidad quantite anzahl menge quantidade",
  guest:
    "guest guests people persons person adults adult huespe personas personne gast. gaste. personen hospede pessoa",
  night: "night. nights noche nuit. nuits nacht nachte noite",
  room: "room. rooms habitac chambre zimmer quarto",
  arrive: "arriv eta. llega. llegada arrivee ankunft ankommt chega",
  checkin: "check+in checkin",
  checkup: "check+up checkup vorsorge. revision. controle.",
  checkout: "check+out checkout",
  breakfast: "breakfast desayun petit+dejeuner fruhstuck cafe+da+manha pequeno+almoco",
  park: "park. parking estaciona aparca parkplatz parken. garage",
  item: "item. items article articulo artikel product. products producto produit produkt produto",
  reason: "reason motif. motivo grund. cause.",
  problem: "problem trouble issue problema",
  damage: "damage broken broke. danad roto. rota. casse. kaputt beschadig endommag danific quebrad",
  lost: "lost. lose. losing left+my missing perdi. perdu verloren perdid extravi",
  pain: "pain. hurts hurt. ache toothache dolor duele douleur mal+aux schmerz dor. dores",
  emergency: "emergenc urgenc notfall",
  tooth: "tooth teeth diente muela dents dent. zahn. zahne dente dentes",
  doctor: "doctor dentist dr. arzt arztin zahnarzt medico dentista medecin dentiste",
  message: "message. messages mensaje nachricht mensagem recado",
  hurry: "urgent urgen dring",
  warranty: "warrant guarante garant",
  invoice: "invoice bill. bills factura facture rechnung fatura receipt",
  account: "account cuenta compte. konto conta.",
  person: "human colleague",
  allow: "allow welcome permit erlaub permiti autoris willkommen",
  wifi: "wi+fi wifi wlan internet",
  weight: "weigh heav kilo kg. peso. poids gewicht schwer pesad lourd wiegt wiegen pesa.",
  single: "single individu einzel simple. solteiro simples.",
  double: "double. doble doppel duplo",
  type: "type. types kind. kinds tipo typ. art.",
  car: "car. cars auto. autos coche voiture carro wagen vehicle",
  pet: "pet. pets dog. dogs cat. cats mascota perro chien animaux hund. haustier cachorro",
  sign: "sign. signature signed firma. unterschr assin",
  insurance: "insur versicher segur assur",
  discount: "discount coupon voucher descuento remise rabatt desconto",
  black: "black. negro negra noir schwarz preto preta",
  white: "white. blanco blanca blanc. blanche weiss branco branca",
  brown: "brown. marron braun castanh",
  grey: "grey. gray. gris. grau. cinza",
  blue: "blue. azul bleu blau.",
  red: "red. rojo roja rouge. rot. vermelh",
  green: "green. verde vert. grun.",
};

/** Names of colours, for text that has no list of its own. */
export const COLORS: ReadonlySet<string> = new Set([
  "black",
  "white",
  "brown",
  "grey",
  "blue",
  "red",
  "green",
]);

const whole = new Map<string, string>();
const beginnings: (readonly [string, string])[] = [];
for (const [concept, forms] of Object.entries(ROWS))
  for (const form of forms.split(" ")) {
    const plain = fold(form.replaceAll("+", " "));
    if (form.endsWith(".") || form.includes("+")) whole.set(plain, concept);
    else beginnings.push([plain, concept]);
  }

// A Friday is one in each language.
for (const code of ["en", "es", "fr", "de", "pt"])
  for (let day = 1; day <= 7; day += 1) {
    const name = (language: string) =>
      fold(
        new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(
          Date.UTC(2026, 5, day),
        ),
      );
    const [word = ""] = name(code).split(" ");
    for (const form of [word, `${word}s`]) whole.set(form, name("en"));
  }

/** Words that carry nothing by themselves, in any of the languages. */
const EMPTY: ReadonlySet<string> = new Set(
  [
    ...ALL_PACKS.flatMap((p) => [
      ...p.unfinishedEndings,
      ...p.looseEndings,
      ...p.questionOpeners,
      ...p.softeners,
      ...p.hesitations,
      ...p.agreements,
      ...p.farewells,
    ])
      .map(fold)
      // "Reserve" is a yes to whoever offers it, and a matter of its own.
      .filter((w) => !w.includes(" ") && !beginnings.some(([begin]) => w.startsWith(begin))),
    ..."i me we us you it he she they them this these those there here just still also too only please tell know let lets get got give go going do does did don't not no yes has had having i'm i've i'd i'll it's what's where's that's there's can't won't isn't am been will would like want need make take put see look looking show find check help sure hi hello hey good one ones some any thing things something anything my mine your yours our their his her its if or and so then than as of at by to in on for with from about into up out off over again more much many very really now new week weeks month months today tonight tomorrow caller callers somebody someone anybody another cannot once twice call calls come so why who hola ola oi bonjour bonsoir salut hallo moin".split(
      " ",
    ),
    ..."mi su sus el la los las un una que de en es hay tiene tienen quiero quisiera puedo puede me le lo je vous il elle est sont ai avez avoir voudrais veux mon ma mes votre vos ich sie er es ist sind habe haben hat mein meine meinen ihre ihr mochte will bitte der die das den dem ein eine einen eu voce o a os as um uma meu minha seu sua tem quero queria gostaria".split(
      " ",
    ),
  ].filter((w) => !["time", "name", "number"].includes(w)),
);

/** Light: enough that one word's forms meet. */
const stem = (word: string): string => {
  const cut = word
    .replace(/'s$/, "")
    .replace(/ies$/, "y")
    .replace(/(?:ings?|ed|es|s|en|er|e|os|as|o|a)$/, "");
  return cut.length < 3 ? word : cut === word ? cut : stem(cut);
};

const meaning = (word: string): string =>
  whole.get(word) ?? beginnings.find(([begin]) => word.startsWith(begin))?.[1] ?? stem(word);

const known = new Map<string, string>();
/** The term of one folded word. Callers say a few thousand words: each is looked up once. */
function termOf(word: string): string {
  const found = known.get(word) ?? meaning(word);
  if (known.size < 20_000) known.set(word, found);
  return found;
}

/** Names of programs as words: `orderNumber`, `check_in`. */
export const words = (name: string): string =>
  name
    .replace(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, " ")
    .replace(/[_-]+/g, " ")
    .toLowerCase()
    .trim();

/** The terms of a text in their order, without words that carry nothing. */
export function termsOf(text: string): string[] {
  const said = fold(text).split(" ").filter(Boolean);
  const terms: string[] = [];
  for (let i = 0; i < said.length; i += 1) {
    const three = whole.get(said.slice(i, i + 3).join(" "));
    const two = three ?? whole.get(said.slice(i, i + 2).join(" "));
    if (two !== undefined) {
      if (two !== "greeting") terms.push(two);
      i += three === undefined ? 1 : 2;
      continue;
    }
    const word = said[i] ?? "";
    if (whole.has(word) || !EMPTY.has(word)) terms.push(termOf(word));
  }
  return terms;
}

export { fold, oncePer };
