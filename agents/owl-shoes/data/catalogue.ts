/** What Owl Shoes sells. Embedded, so that the example runs without a shop; yours asks an API (see `httpTool`). */
export interface Shoe {
  readonly name: string;
  /** Words a caller may use for it beside its name. */
  readonly kinds: readonly string[];
  /** US dollars for one pair. */
  readonly price: number;
  /** US sizes in the warehouse, by colour. */
  readonly stock: Readonly<Record<string, readonly number[]>>;
}

export const CURRENCY = "USD";

export const CATALOGUE: readonly Shoe[] = [
  {
    name: "Owl Night Runner",
    kinds: ["running", "jogging", "trainer"],
    price: 119,
    stock: { black: [7, 8, 8.5, 9, 10, 11], "midnight blue": [8, 9, 9.5, 12] },
  },
  {
    name: "Owl Trail Runner",
    kinds: ["running", "outdoor", "trainer"],
    price: 129,
    stock: { "moss green": [7, 8, 9, 10, 10.5], rust: [9, 10, 11] },
  },
  {
    name: "Owl Summit Hiker",
    kinds: ["hiking", "outdoor", "boot"],
    price: 159,
    stock: { brown: [8, 9, 9.5, 10, 11, 12], grey: [7, 8, 10] },
  },
  {
    name: "Owl Barn Boot",
    kinds: ["leather"],
    price: 169,
    stock: { brown: [8, 9, 10, 11], black: [9, 10, 12] },
  },
  {
    name: "Owl Snowy Boot",
    kinds: ["winter", "snow"],
    price: 189,
    stock: { white: [6, 7, 8], grey: [7, 8, 9, 10] },
  },
  {
    name: "Owl City Perch",
    kinds: ["sneaker", "trainer", "everyday"],
    price: 89,
    stock: { white: [6, 7, 8, 9, 10, 11], black: [7, 8, 9, 10, 11, 12], sand: [8, 9] },
  },
  {
    name: "Owl Court Classic",
    kinds: ["sneaker", "trainer", "tennis"],
    price: 79,
    stock: { white: [7, 8, 8.5, 9, 9.5, 10], navy: [9, 10, 11] },
  },
  {
    name: "Owl Feather Loafer",
    kinds: ["office"],
    price: 99,
    stock: { black: [7, 8, 9, 10], cognac: [8, 9, 11] },
  },
  {
    name: "Owl Tawny Oxford",
    kinds: ["office", "leather"],
    price: 149,
    stock: { tan: [8, 9, 10, 11], black: [] },
  },
  {
    name: "Owl Harbor Sandal",
    kinds: ["summer"],
    price: 59,
    stock: { tan: [6, 7, 8, 9], black: [8, 9, 10] },
  },
  {
    name: "Owl Burrow Slipper",
    kinds: ["house"],
    price: 49,
    stock: { oatmeal: [6, 7, 8, 9, 10], grey: [8, 9, 10] },
  },
  // Sold out everywhere: the agent has to say so.
  { name: "Owl Moonlight Pump", kinds: ["heel", "evening"], price: 139, stock: { silver: [], black: [] } },
];

/** Our sizes run from 5 to 14; on our last, a European size is the American one plus 33. */
export const usSize = (size: number): number => (size >= 35 ? size - 33 : size);
