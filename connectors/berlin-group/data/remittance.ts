import { isObject, type Json, type JsonObject } from '../../../domain/json';
import { lineOf } from './texts';

/** Every text of a value that may be a text, an object with a reference, or a list of either. */
function textsOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [lineOf(value) ?? []].flat();
  const { reference, remittanceInformationUnstructured, remittanceInformationStructured, content } = value;
  return [reference, remittanceInformationUnstructured, remittanceInformationStructured, content].flatMap(textsOf);
}

const FIELDS = [
  'remittanceInformationUnstructured',
  'remittanceInformationUnstructuredArray',
  'remittanceInformationStructured',
  'remittanceInformationStructuredArray',
  'additionalInformation',
];

/** What a payment was for, whole: each text that the bank gives, once. */
export function remittanceOf(row: JsonObject): string | undefined {
  const texts: string[] = [];
  for (const field of FIELDS) {
    const text = textsOf(row[field]).join(' ');
    if (text !== '' && !texts.some((other) => other.includes(text))) texts.push(text);
  }
  return texts.length === 0 ? undefined : texts.join(' ');
}
