import type { JsonObject } from '../../domain/json';
import type { Sentence } from '../languages/sentence';

/** What a declared format may look at besides the text itself. */
export interface FormatContext {
  /** The field's schema, with the options of its format. */
  schema: JsonObject;
  /** The object that the field is a member of, as it was submitted. */
  siblings: JsonObject;
  /** The day, `YYYY-MM-DD` in UTC: currencies come and go. */
  today: string;
}

/** A declared format of texts (`"format": "iban"`): how people write it, how it is kept, and what can be wrong. */
export interface TextFormat {
  /** The text as it is kept; what can't be mended for certain stays as it is. */
  normalise(text: string, context: FormatContext): string;
  /** What is wrong with a normalised text, as a sentence for people. */
  fault(text: string, context: FormatContext): Sentence | undefined;
  /** A text that fits, for samples. */
  sample: string;
}
