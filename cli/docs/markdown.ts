/** A Markdown table. Bars and line breaks inside cells are escaped. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;
export const codes = (texts: string[]): string => texts.map(code).join(', ');

/**
 * A page whose generated section, between `<!-- name -->` and `<!-- /name -->`, is replaced.
 *
 * @throws Error where the page has no such place, or more than one
 */
export function between(page: string, name: string, text: string): string {
  const parts = page.split(new RegExp(`(?<=<!-- ${name} -->\n)[\\s\\S]*?(?=<!-- /${name} -->)`));
  if (parts.length !== 2) throw new Error(`The page must have one place for '${name}'; it has ${parts.length - 1}`);
  return parts.join(`${text}\n`);
}
