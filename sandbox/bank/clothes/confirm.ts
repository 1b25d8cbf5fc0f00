import { dress } from './clothes';

export const confirm = dress({
  name: 'confirm',
  story:
    'After the redirect an authorisation is unconfirmed until the TPP has PUT the confirmationCode of the return ' +
    'address (link `confirmation`). Authorisations are started by the TPP.',
  approaches: ['REDIRECT'],
  traits: { start: 'explicit', confirmation_parameter: 'confirmationCode', cancellation_needs_uri: true },
});
