export interface PlacedOrder {
  readonly orderNumber: string;
  /** Such as `2 x Owl Night Runner, 9, black`. */
  readonly line: string;
  /** Such as `238.00 USD`. */
  readonly total: string;
}

type Write = (order: PlacedOrder) => string;

const english: Write = ({ orderNumber, line, total }) =>
  `Owl Shoes: thank you for order ${orderNumber}. ${line}. Total ${total}. It arrives in 3 to 5 working days.`;

const others: Readonly<Record<string, Write>> = {
  es: ({ orderNumber, line, total }) =>
    `Owl Shoes: gracias por su pedido ${orderNumber}. ${line}. Total ${total}. Llega en 3 a 5 días laborables.`,
  fr: ({ orderNumber, line, total }) =>
    `Owl Shoes : merci pour votre commande ${orderNumber}. ${line}. Total ${total}. Livraison sous 3 à 5 jours ouvrés.`,
  de: ({ orderNumber, line, total }) =>
    `Owl Shoes: danke für Ihre Bestellung ${orderNumber}. ${line}. Summe ${total}. Lieferung in 3 bis 5 Werktagen.`,
  pt: ({ orderNumber, line, total }) =>
    `Owl Shoes: obrigado pelo pedido ${orderNumber}. ${line}. Total ${total}. Entrega em 3 a 5 dias úteis.`,
};

/** The text message that confirms an order, in the language of the call (a BCP 47 tag), else in English. Within one SMS, where the language's letters allow. */
export const orderMessage = (language: string, order: PlacedOrder): string =>
  (others[language.slice(0, 2).toLowerCase()] ?? english)(order);
