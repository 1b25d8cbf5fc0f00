/** A sentence for people: its English text, which is also its key in other languages, and what fills its `{blanks}`. */
export interface Sentence {
  text: string;
  values?: Readonly<Record<string, string | number>>;
}

/** Fills the `{blanks}` of a text. */
export const fillIn = (text: string, values: Sentence['values'] = {}): string =>
  text.replace(/\{(\w+)\}/g, (blank, name: string) => String(values[name] ?? blank));
