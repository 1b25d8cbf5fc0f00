/** Host names of this machine, as `URL.hostname` spells them. */
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a URL's `hostname` is this machine. Plain http is allowed there, and nowhere else. */
export const isLoopback = (hostname: string): boolean => LOOPBACK_HOSTS.has(hostname);
