import type { Psu } from '../../domain/connector';

/**
 * The end user, where a tenant says that they are present: by IP address and browser, both. Else reads are the tenant's
 * own, which banks count.
 */
export function presentUser(address: string | undefined, userAgent: string | undefined): Psu | undefined {
  const [ip_address, user_agent] = [address?.trim(), userAgent?.trim()];
  return ip_address && user_agent ? { ip_address, user_agent } : undefined;
}
