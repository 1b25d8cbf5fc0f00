/** What each skill means to the shop: what it offers by it, its words, and what a good end is. */
export const BRANCHES = [
  {
    skill: 'xyz_aisp_sbx_#1.2',
    title: 'Connect a bank',
    owned: 'Bank',
    hasData: true,
    text: 'See your accounts and transactions here.',
    done: () => 'Your bank is connected.',
  },
  {
    skill: 'xyz_pisp_sbx_#1.2',
    title: 'Pay',
    owned: 'Payment',
    text: 'Pay an invoice from your own account.',
    done: ({ output }) => `You have paid. The bank’s status is ${output?.transaction_status}.`,
  },
  {
    skill: 'xyz_sbx_#3.1',
    title: 'Open a deposit',
    owned: 'Deposit',
    text: 'Put money aside. You need your identity document.',
    words: { id_scan: 'Scan of the document', selfie: 'A photo of yourself', rate: 'Rate, % a year' },
    done: ({ output }) => `Your deposit is open until ${output?.maturity_date}.`,
  },
];
const NO_BRANCH = { title: 'A session', owned: 'Something', words: {}, hasData: false, done: () => '' };
export const branchOf = (skill) => ({ ...NO_BRANCH, ...BRANCHES.find((branch) => branch.skill === skill) });
export const START = { isBusy: false, errors: {}, notice: '' };

/** What the page knows after something has happened. It decides nothing but that, and does nothing. */
export function reduce(state, action) {
  switch (action.type) {
    case 'learnt': // Who this is, one of their assets with what is in it, how far an upload is.
      return { ...state, ...action.facts };
    case 'sending':
      return { ...state, isBusy: true, errors: {}, notice: '' };
    case 'done': // Well, or with errors.
      return { ...state, isBusy: false, progress: undefined, errors: byField(action.errors, state.session?.next) };
    case 'changed': // A good end is told in the shop, any other one where the session was.
      if (action.session.status === 'COMPLETED')
        return { ...state, session: undefined, notice: branchOf(action.session.skill).done(action.session) };
      return { ...state, session: action.session };
  }
  return state;
}

/** Messages by the field that a pointer such as `/data/amount` names; those about no field of the form under ''. */
function byField(errors, /** @type {any} */ { schema, uploads = [] } = {}) {
  const names = [...Object.keys(schema?.properties ?? {}), ...uploads.map(({ field }) => field)];
  const fieldOf = ({ pointer = '' }) => pointer.split('/').find((part) => names.includes(part)) ?? '';
  const found = {};
  for (const one of errors) found[fieldOf(one)] = `${found[fieldOf(one)] ?? ''} ${one.message}`;
  return found;
}
