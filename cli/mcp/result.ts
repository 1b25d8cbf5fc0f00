/** Characters of a result: some 6,000 tokens. */
export const MOST = 24_000;

/** A result that an assistant's context has room for. */
export const bounded = (text: string): string =>
  text.length <= MOST ? text : `${text.slice(0, MOST)}\n… ${text.length - MOST} more characters are left out.`;

/** Members that let their holder act for a user or a tenant. They stay in this process. */
const SECRET =
  /^(nonce|nonce_expires_at|temp_token|access_token|ticket|secret|client_secret|client_app_key|servicer_key)$/;

/** A value of the API without what is secret in it. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  const open = Object.entries(value).filter(([name]) => !SECRET.test(name));
  return Object.fromEntries(open.map(([name, member]) => [name, withoutSecrets(member)]));
}
