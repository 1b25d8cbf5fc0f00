import type { Oddity } from './rows';

/** Rows without any id, or with one that says nothing. */
export const oddIds: Oddity = ({ traits: { ids } }, { row }) => {
  if (ids === 'not_provided') return { ...row, transactionId: 'NOTPROVIDED' };
  if (ids !== 'none' && ids !== 'equal_rows') return row;
  const { transactionId: _id, entryReference: _reference, endToEndId: _end, _links: _, ...rest } = row;
  return rest;
};
