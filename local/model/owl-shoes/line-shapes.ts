export interface Stock {
  readonly product: string;
  readonly price: number | undefined;
  readonly size: number | undefined;
  readonly inStock: boolean | undefined;
  readonly sizes: readonly number[];
  readonly color: string | undefined;
  readonly colors: readonly string[];
}

export interface OrderState {
  readonly orderNumber: string;
  readonly status: string;
  readonly items: readonly string[];
  readonly eta: string | undefined;
  readonly carrier: string | undefined;
  readonly note: string | undefined;
}

/** What this model says in one language. Written to be heard. */
export interface Lines {
  readonly howCanIHelp: string;
  readonly hello: string;
  readonly askOrderNumber: string;
  readonly askProduct: string;
  readonly askSize: (product: string) => string;
  readonly askColor: (colors: readonly string[]) => string;
  readonly order: (order: OrderState) => string;
  readonly orderNotFound: (orderNumber: string) => string;
  readonly orderNotFoundAgain: string;
  readonly zipMatches: string;
  readonly zipDiffers: string;
  readonly stock: (stock: Stock) => string;
  readonly stockNotFound: (product: string, suggestions: readonly string[]) => string;
  readonly confirm: (readBack: string) => string;
  readonly notConfirmed: string;
  readonly placed: (order: {
    orderNumber: string;
    total: number | undefined;
    eta: string | undefined;
    smsSent: boolean;
  }) => string;
  readonly notPlaced: (problem: string, options: readonly string[]) => string;
  readonly toolFailed: string;
  readonly toolRunning: string;
  readonly keyIn: string;
  readonly languageChanged: string;
  readonly offerPerson: string;
  readonly handingOff: string;
  readonly callbackArranged: string;
  readonly thanks: string;
  readonly goodbye: string;
  readonly bot: string;
  readonly fine: string;
  readonly abilities: string;
  readonly policy: { readonly returns: string; readonly delivery: string; readonly payment: string };
  readonly outOfReach: string;
  readonly notUnderstood: string;
  readonly anythingElse: string;
}

/** "black, white or sand" */
export const list = (words: readonly (string | number)[], or: string): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${or} ${words.at(-1)}`;

/** The two sizes next to the one that is missing. */
export const nearest = (sizes: readonly number[], size: number): number[] =>
  [...sizes]
    .sort((a, b) => Math.abs(a - size) - Math.abs(b - size))
    .slice(0, 2)
    .sort((a, b) => a - b);

/** What a language has to bring, beside English. */
export type Words = Omit<Lines, "order" | "stock"> & {
  readonly statuses: Readonly<Record<string, string>>;
  readonly orderIs: (orderNumber: string, status: string) => string;
  readonly soldOut: (product: string) => string;
  readonly inSizes: (product: string, from: number, to: number, price: number | undefined) => string;
  readonly inSize: (product: string, size: number, price: number | undefined) => string;
  readonly notInSize: (product: string, size: number, others: readonly number[]) => string;
};

/** The languages besides English get by with shorter lines: free text of the tools stays as it is. */
export function lines({ statuses, orderIs, soldOut, inSizes, inSize, notInSize, ...rest }: Words): Lines {
  return {
    ...rest,
    order: ({ orderNumber, status }) => orderIs(orderNumber, statuses[status] ?? status),
    stock: ({ product, price, size, inStock, sizes }) => {
      const [first] = sizes;
      if (first === undefined) return soldOut(product);
      if (size === undefined) return inSizes(product, first, sizes.at(-1) ?? first, price);
      return inStock ? inSize(product, size, price) : notInSize(product, size, nearest(sizes, size));
    },
  };
}
