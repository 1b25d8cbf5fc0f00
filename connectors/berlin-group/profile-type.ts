/** How a bank may authenticate its user. */
export type Approach = 'REDIRECT' | 'DECOUPLED' | 'EMBEDDED';
export type ConsentKind = 'global' | 'bank_offered' | 'detailed' | 'available_accounts';
/** Our names of payment products; a profile says what the bank calls them. */
export type Product = 'standard' | 'instant' | 'domestic';
export type Accept = 'application/json' | 'application/xml' | 'text/plain';

/**
 * How one bank speaks Berlin Group NextGenPSD2. `profiles/profile.schema.json` describes each field; a profile is
 * complete, for what its file left out came from `generic.json`. Times in ms, periods in days.
 */
export interface BankProfile {
  /** The file's name without `.json`. */
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly paths: Readonly<Record<Resource, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly headers: {
    readonly extra: Readonly<Record<string, string>>;
    readonly psu_ip_address: 'always' | 'if_present' | 'never';
    readonly psu_user_agent: 'if_present' | 'never';
    readonly date: boolean;
    readonly token: string;
  };
  readonly psu: {
    readonly id: 'required' | 'optional' | 'never';
    readonly pattern: string;
    readonly hint?: string;
    readonly type?: string;
    readonly iban_first: boolean;
  };
  readonly sca: {
    readonly approaches: readonly Approach[];
    readonly redirect_preferred: boolean | null;
    readonly explicit_preferred: boolean | null;
    readonly redirect_headers_on_delete: boolean;
    readonly poll: { readonly initial_ms: number; readonly maximum_ms: number };
    readonly lag_ms: number;
    readonly in_progress: readonly string[];
  };
  readonly consent: {
    readonly kinds: readonly ConsentKind[];
    readonly resource: boolean;
    readonly list_first: boolean;
    readonly available_accounts_means_all: boolean;
    readonly valid_days: number;
    readonly max_days: number;
    readonly fallback_days: number;
    readonly recurring: 'any' | 'always' | 'never';
    readonly frequency: number;
    readonly frequency_as_text: boolean;
    readonly combined_service: boolean;
    readonly replaces_former: boolean;
  };
  readonly history: { readonly days: number; readonly long_days: number; readonly long_minutes: number };
  readonly transactions: {
    readonly booking_statuses: readonly ('both' | 'booked' | 'pending' | 'information')[];
    readonly accept: readonly Accept[];
    readonly with_balance: boolean;
    readonly delta_list: boolean;
    readonly amounts: 'auto' | 'signed' | 'unsigned';
    readonly same_request_id_over_pages: boolean;
    readonly extra_query: Readonly<Record<string, string>>;
  };
  readonly balances: {
    readonly source: 'own' | 'with_accounts' | 'none';
    readonly at_once: number;
    readonly preferred: readonly string[];
  };
  readonly limits: {
    readonly unattended_reads_a_day: number;
    readonly remittance_length: number;
    readonly name_length: number;
  };
  readonly timeouts: { readonly read_ms: number; readonly change_ms: number };
  readonly pis: {
    readonly service: 'payments';
    readonly products: Readonly<Record<Product, string | null>>;
    readonly currencies: readonly string[];
    readonly debtor_account: 'required' | 'optional' | 'never';
    readonly verify_payee: boolean;
    readonly cancellation: boolean;
    readonly accepted: readonly string[];
    readonly settled: Readonly<Record<Product, readonly string[]>>;
  };
  readonly oauth: OAuthProfile;
  readonly sign: {
    readonly algorithm: 'none' | 'rsa-sha256' | 'rsa-sha512';
    readonly headers?: readonly string[];
    readonly certificate_frame?: boolean;
    readonly lower_case_serial?: boolean;
    readonly token_requests?: boolean;
  };
  readonly tolerate: {
    readonly placeholder_ids: readonly string[];
    readonly html_breaks: boolean;
    readonly zone?: string;
  };
  /** A repeated request gets its first answer and changes nothing anew, so a payment may be sent again. */
  readonly replays_request_id: boolean;
}

/** What has a path of its own at a bank. */
export type Resource = 'consents' | 'accounts' | 'balances' | 'transactions' | 'payments' | 'payee';

/** Where OAuth comes in: not at all, as the authorisation of one consent or payment, or before any of them. */
export interface OAuthProfile {
  readonly kind: 'none' | 'sca' | 'pre_step';
  readonly configuration?: string;
  readonly authorize?: string;
  readonly token?: string;
  readonly scope?: { readonly ais?: string; readonly pis?: string };
  readonly pkce?: boolean;
  readonly client_secret?: 'none' | 'body' | 'basic';
  readonly refresh?: boolean;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly parameter_names?: { readonly response_type?: string; readonly client_id?: string };
  readonly token_for_consent?: boolean;
  readonly app_scope?: string;
  readonly authorize_from?: { readonly path: string; readonly member: string };
}
