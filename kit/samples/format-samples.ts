import { isObject } from '../../domain/json';
import type { Schema } from '../../domain/skill/skill';
import { formatOf } from '../formats/formats';

/** Texts of each format; the first is what a sample has where nothing else is asked for. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  date: ['2026-01-31', '1990-05-17', '2000-01-01', '2030-12-31'],
  'date-time': ['2026-01-31T12:00:00Z', '1990-05-17T08:30:00Z', '2030-12-31T23:59:59Z'],
  email: ['user@example.com', 'a@b.ro', 'ana.pop@example.org'],
  uri: ['https://example.com/', 'https://example.org/a', 'http://a.ro'],
  uuid: ['3f2a7c1e-5b0d-4c6a-9e8f-1a2b3c4d5e6f', '11111111-1111-4111-8111-111111111111'],
  iban: [
    'DE89370400440532013000',
    'RO49AAAA1B31007593840000',
    'MD24AG000225100013104168',
    'FR1420041010050500013M02606',
    'GB29NWBK60161331926819',
    'NL91ABNA0417164300',
    'BE68539007547034',
    'ES9121000418450200051332',
    'AT611904300234573201',
    'IT60X0542811101000000123456',
  ],
  bic: ['COBADEFFXXX', 'COBADEFF', 'BTRLRO22', 'AGRNMD2X'],
  currency: ['EUR', 'RON', 'USD', 'MDL', 'GBP', 'JPY', 'CHF', 'PLN'],
  country: ['RO', 'DE', 'MD', 'FR', 'IT', 'GB', 'ES', 'AT'],
  phone: ['+40712345678', '+37369123456', '+4915112345678', '+33612345678', '+447400123456'],
  'person-name': ['Ana Pop', 'Ion', 'Maria Ionescu', 'O', 'Ana-Maria Popescu Ionescu'],
};

/** Texts of a schema's format, the best one first; none where it has no format. */
export function formatSamples(schema: Schema): readonly string[] {
  if (schema.format === 'amount') return amounts(schema);
  const samples = typeof schema.format === 'string' ? SAMPLES[schema.format] : undefined;
  return samples ?? [formatOf(schema.format)?.sample ?? []].flat();
}

/** Amounts within the bounds of `x-amount`, so far as these are simple. */
function amounts({ 'x-amount': given }: Schema): string[] {
  const { minimum, exclusiveMinimum, maximum } = isObject(given) ? given : {};
  const more = (text: string): string[] => {
    const [whole = '0', fraction = ''] = text.split('.');
    return [
      String(BigInt(whole) + 1n),
      `${whole}.${(BigInt(fraction.padEnd(2, '0').slice(0, 2)) + 1n).toString().padStart(2, '0')}`,
    ];
  };
  return [
    '24.90',
    ...(typeof minimum === 'string' ? [minimum, ...more(minimum)] : []),
    ...(typeof exclusiveMinimum === 'string' ? more(exclusiveMinimum) : []),
    ...(typeof maximum === 'string' ? [maximum] : []),
    ...['1', '10', '24', '100', '0.01', '0.5', '1000', '1000000'],
  ];
}
