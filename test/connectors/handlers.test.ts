import { CATALOGS } from '../../connectors/catalogs';
import { createConnectors } from '../../connectors/providers';
import type { Connector } from '../../domain/connector';

describe.each(Object.entries(CATALOGS))('The connector of %s', (name, { operations }) => {
  const connectors = createConnectors({ [`${name.toUpperCase()}_SBX_BANK_URL`]: 'http://127.0.0.1:4010' });
  const { handlers } = connectors.connector(name, 'sandbox') as Connector;
  afterAll(() => connectors.close());

  test('carries out the operations of its catalog, and no others', () => {
    expect(Object.keys(handlers).sort()).toEqual(Object.keys(operations).sort());
  });

  test.each(Object.entries(operations))('carries out %s as the kind of operation that it is', (operation, { kind }) => {
    expect(typeof handlers[operation]).toBe(kind === 'call' ? 'function' : 'object');
  });
});
