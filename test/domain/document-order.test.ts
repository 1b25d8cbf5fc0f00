import { inDocumentOrder } from '../../domain/document-order';

const document = { b: [{ x: 1 }, { y: 2 }], a: { 'm/n': 1, k: 2 } };
const sorted = (...pointers: string[]) => inDocumentOrder(pointers, document, (pointer) => pointer);

describe('Faults', () => {
  test('come in the order of the document, a place before what lies inside it', () => {
    expect(sorted('/a/k', '/a/m~1n', '/b/1/y', '/b/0', '/b', '/a', '')).toEqual([
      '',
      '/b',
      '/b/0',
      '/b/1/y',
      '/a',
      '/a/m~1n',
      '/a/k',
    ]);
  });

  test('of what an object lacks come after what it has', () => {
    expect(sorted('/missing', '/a/missing/too', '/a/k', '/b/0/x')).toEqual([
      '/b/0/x',
      '/a/k',
      '/a/missing/too',
      '/missing',
    ]);
  });

  test('of one place keep their order', () => {
    const faults = [
      { at: '/a', code: '1' },
      { at: '/b', code: '2' },
      { at: '/a', code: '3' },
    ];
    expect(inDocumentOrder(faults, document, ({ at }) => at).map(({ code }) => code)).toEqual(['2', '1', '3']);
  });
});
