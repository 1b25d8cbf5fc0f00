import type { Oddity, Row } from './rows';

const LONG = 180;

/** Structured only, in three forms by turns, with a text beside it. */
const STRUCTURED: ((text: string) => Row)[] = [
  (text) => ({ remittanceInformationStructured: text }),
  (text) => ({ remittanceInformationStructured: { reference: text, referenceType: 'SCOR' } }),
  (text) => ({ remittanceInformationStructuredArray: [{ reference: text }], additionalInformation: `Booked: ${text}` }),
];

export const oddTexts: Oddity = ({ traits }, { row }, index) => {
  const { remittanceInformationUnstructured: text, ...rest } = row;
  if (typeof text !== 'string') return row;
  switch (traits.remittance) {
    case 'structured':
      return { ...rest, ...STRUCTURED[index % STRUCTURED.length]?.(text) };
    case 'long':
      return {
        ...rest,
        remittanceInformationUnstructured: `${text} `
          .repeat(LONG)
          .slice(0, LONG - 1)
          .concat('.'),
      };
    case 'html':
      return { ...rest, remittanceInformationUnstructured: text.replaceAll(' ', '<br>') };
    default:
      return row;
  }
};
