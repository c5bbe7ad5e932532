/** Orders as the warehouse knows them, by number. Texts are ready to be said; times are relative and never go stale. */
export interface Order {
  readonly status:
    | "processing"
    | "shipped"
    | "out for delivery"
    | "delivered"
    | "delayed"
    | "back-ordered"
    | "cancelled"
    | "refunded";
  readonly items: readonly string[];
  readonly eta?: string;
  readonly carrier?: string;
  /** What else the caller would want to know. */
  readonly note?: string;
  /** Whom it goes to. Told to nobody who has not named the ZIP code. */
  readonly customer: { readonly name: string; readonly zip: string };
}

export const ORDERS: ReadonlyMap<string, Order> = new Map<string, Order>([
  [
    "1042",
    {
      status: "shipped",
      items: ["Owl Night Runner, size 9, black"],
      eta: "in two working days",
      carrier: "UPS",
      customer: { name: "Maya Lindqvist", zip: "97201" },
    },
  ],
  [
    "1077",
    {
      status: "delayed",
      items: ["Owl Barn Boot, size 10, brown"],
      eta: "in six to eight working days",
      carrier: "FedEx",
      note: "The parcel was damaged on the way and a new pair has been sent.",
      customer: { name: "Carlos Ibarra", zip: "60614" },
    },
  ],
  [
    "1103",
    {
      status: "processing",
      items: ["Owl City Perch, size 8, white", "Owl Burrow Slipper, size 8, grey"],
      eta: "in three to five working days",
      customer: { name: "Priya Raman", zip: "02139" },
    },
  ],
  [
    "1118",
    {
      status: "delivered",
      items: ["Owl Court Classic, size 9.5, white"],
      carrier: "UPS",
      customer: { name: "Tom Okafor", zip: "78704" },
    },
  ],
  [
    "1126",
    {
      status: "out for delivery",
      items: ["Owl Trail Runner, size 10, rust"],
      eta: "today",
      carrier: "FedEx",
      customer: { name: "Hannah Weiss", zip: "98103" },
    },
  ],
  [
    "1139",
    {
      status: "cancelled",
      items: ["Owl Feather Loafer, size 8, cognac"],
      note: "Nothing was charged.",
      customer: { name: "Lucas Moreau", zip: "30307" },
    },
  ],
  [
    "1154",
    {
      status: "refunded",
      items: ["Owl Summit Hiker, size 9, brown"],
      note: "159 dollars went back to the card; banks take up to five working days.",
      customer: { name: "Grace Kim", zip: "55408" },
    },
  ],
  [
    "1160",
    {
      status: "back-ordered",
      items: ["Owl Moonlight Pump, size 7, silver"],
      note: "The maker has named no date. The order can be cancelled by a person.",
      customer: { name: "Ana Ferreira", zip: "07030" },
    },
  ],
]);
