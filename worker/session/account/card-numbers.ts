/** 13 to 19 digits that begin as a payment card does, alone or in groups; never a number in international form. */
const LIKE_A_CARD = /(?<![\d+])[2-6](?:[ .-]?\d){12,18}(?!\d)/g;

/**
 * Text without payment card numbers: all but the last four digits become dots. A long number is a card's when its
 * check digit says so, so that nine order numbers in ten stay as they are.
 *
 * Source: ISO/IEC 7812 (length, first digit, Luhn's check digit).
 */
export const maskCards = (text: string): string =>
  text.replace(LIKE_A_CARD, (number) => {
    const digits = number.replace(/\D/g, "");
    return checks(digits) ? `•••• ${digits.slice(-4)}` : number;
  });

function checks(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
