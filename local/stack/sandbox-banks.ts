/** The sandbox's banks beside its plain one. Those that want signed requests are left out: they need a certificate. */
export const BANKS = [
  'pager',
  'lockbox',
  'nudge',
  'gateway',
  'tollgate',
  'danube',
  'turnstile',
  'relay',
  'roster',
  'ledgerxml',
  'swift',
  'prompt',
  'tortoise',
  'council',
  'confirm',
  'crossroads',
];

/** Settings that make the sandbox's banks one provider's: `bank: "pager"` in a form leads to the bank `pager`. */
export const sandboxBanks = (url: string): NodeJS.ProcessEnv => ({
  XYZ_SBX_BANKS: BANKS.map((name) => `${name}=${url}/banks/${name}`).join(','),
  XYZ_SBX_CLIENT_ID: 'vestibule-demo',
  XYZ_SBX_CLIENT_SECRET: 'vestibule-demo-secret',
});
