/** The OAuth redirect of a bank. */
export interface OAuthTraits {
  token_ms: number;
  /** A refresh token is good once. */
  new_refresh_token: boolean;
  /** Where tokens stand: in Authorization after `Bearer`, elsewhere alone. */
  token_header: string;
  /** Consents and payments are created with a token by client credentials. */
  app_token: boolean;
  /**
   * The user signs in before anything else, and every request has their token: `first`. Or it is the consent: `only`.
   */
  sign_in?: 'first' | 'only';
  /** Where users sign in is asked for, with a token by client credentials. */
  address_asked?: true;
}

/** How the user is authenticated, and how that is told. */
export interface ScaTraits {
  /** Who starts an authorisation: the bank by itself, the TPP, or as the TPP prefers (embedded: always the TPP). */
  start: 'implicit' | 'explicit' | 'preferred';
  /** Follows TPP-Redirect-Preferred, instead of the user's own approach or the bank's first. */
  heeds_redirect_preferred: boolean;
  /** OAuth redirect: `scaOAuth` instead of `scaRedirect`, and data only with a Bearer token. */
  oauth?: OAuthTraits;
  /** Of this user’s tokens, whatever the bank’s others last. */
  token_ms?: number;
  /** A redirect address of more characters: 500. */
  longest_redirect_uri: number;
  /** The password comes before the one-time password, whoever the user is. */
  asks_password: boolean;
  /** A user name that nobody has is refused with the password only. */
  unknown_user_told_late: boolean;
  /** No method of authentication is there for this user. */
  no_methods: boolean;
  /** Takes the password only encrypted, which no TPP here can. */
  encrypted_password: boolean;
  /** A wrong one-time password: 401 with links, bare 401, 400 FORMAT_ERROR; or the very first wrong one is the last. */
  wrong_otp: 'links' | 'bare' | 'format_error' | 'final';
  /** Once over, the authorisation can't be read any more. */
  sca_gone?: 403 | 404;
  /** Every other read of scaStatus is refused. */
  polls_refused?: { status: 403 | 429; retry_after?: number };
  /** A user who declines leaves scaStatus as it was, `started`. */
  declining: 'failed' | 'unsaid';
  /** After the redirect `unconfirmed`, until the code in this query parameter of the return address is PUT. */
  confirmation_parameter?: string;
  /** A second signatory decides after the first: on the phone, or by itself. */
  second_signatory?: { decides: 'on_phone' } | { decides: 'by_itself'; after_ms: number; approves: boolean };
  /** Consent and payment status after SCA are told as before, for so many reads or ms. */
  lag?: { reads: number } | { ms: number };
}

export const PLAIN_SCA: ScaTraits = {
  start: 'preferred',
  heeds_redirect_preferred: false,
  longest_redirect_uri: 2048,
  asks_password: false,
  unknown_user_told_late: false,
  no_methods: false,
  encrypted_password: false,
  wrong_otp: 'links',
  declining: 'failed',
};
