import { isIP } from 'node:net';
import type { Psu } from '../../domain/connector';
import { VestibuleError } from '../../domain/errors';

/**
 * The end user, where a tenant says that they are present: by address and browser, both. Else reads are the tenant's
 * own, which banks count. Throws `request_invalid` for what is no IP address.
 */
export function presentUser(address: string | undefined, userAgent: string | undefined): Psu | undefined {
  const [ip_address, user_agent] = [address?.trim(), userAgent?.trim()];
  if (ip_address && isIP(ip_address) === 0) {
    const message = 'X-PSU-IP-Address must be an IP address.';
    throw new VestibuleError('request_invalid', message, {
      errors: [{ pointer: 'header/X-PSU-IP-Address', code: 'ip_address', message }],
    });
  }
  return ip_address && user_agent ? { ip_address, user_agent } : undefined;
}
