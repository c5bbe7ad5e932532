/** A number as a reader sees it: its last four digits. What is too short to be a number is hidden whole. */
export function maskedNumber(address: string): string {
  if (address === "") return "";
  const digits = address.replace(/\D/g, "");
  return digits.length > 6 ? `…${digits.slice(-4)}` : "…";
}

/** A call's row, or a live call, as a reader sees it. */
export const masked = <T extends { readonly from?: string; readonly to?: string }>(call: T): T => ({
  ...call,
  ...(call.from !== undefined && { from: maskedNumber(call.from) }),
  ...(call.to !== undefined && { to: maskedNumber(call.to) }),
});
