import { ConnectorError } from '../../domain/connector';
import type { Json } from '../../domain/json';
import type { Bank } from './client';

/** The banks of one provider: by name, and the one that is meant where nobody names one. */
export interface Banks {
  /** `name`: an operation's argument `bank`, or what credentials carry. Throws `ConnectorError` for an unknown one. */
  of(name: Json | undefined): Bank;
  all: readonly Bank[];
}

export function createBanks(all: readonly [Bank, ...Bank[]]): Banks {
  return {
    all,
    of(name) {
      if (name === undefined || name === null) return all[0];
      const found = all.findLast((bank) => bank.name === name);
      if (!found) throw new ConnectorError('bank.unknown', 'This bank is not configured here.');
      return found;
    },
  };
}
