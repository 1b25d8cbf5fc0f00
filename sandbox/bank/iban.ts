/** The remainder by 97 of an IBAN's digits, letters counted as 10 to 35 (ISO 13616, ISO 7064 mod 97-10). */
function remainder(rearranged: string): number {
  let rest = 0;
  for (const character of rearranged) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

/** An IBAN with its check digits: `iban('DE', '999123450000000001')`. */
export function iban(country: string, bban: string): string {
  const check = 98 - remainder(`${bban}${country}00`);
  return `${country}${String(check).padStart(2, '0')}${bban}`;
}

/** Whether the text has an IBAN's form and its checksum holds; the length per country is not checked. */
export function isIban(text: string): boolean {
  return /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(text) && remainder(text.slice(4) + text.slice(0, 4)) === 1;
}
