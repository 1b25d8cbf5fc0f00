import { isLoopback } from '../domain/loopback';
import { duration } from '../domain/skill/duration';
import { type Flavour, parseSkillName } from '../domain/skill/skill';

/** A refusal of an administrator's request. Its message says what is wrong and what to do. */
export class AdminError extends Error {
  override readonly name = 'AdminError';
}

const SLUG = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_SLUG = 40;
const MAX_URL = 2048;

/** Whether a tenant of one flavour may use a skill of another: sandbox tenants use sandbox skills only. */
export const isFlavourAllowed = (tenant: Flavour, skill: Flavour): boolean =>
  tenant === 'production' || skill === 'sandbox';

/** Checks a name. `what` begins the sentence: `The tenant’s name`. Throws `AdminError`. */
export function checkSlug(what: string, name: string): void {
  if (SLUG.test(name) && name.length <= MAX_SLUG) return;
  const rule = `must be lower-case letters, digits and single hyphens, at most ${MAX_SLUG}`;
  throw new AdminError(`${what} ${quote(name)} ${rule}: for example demo-shop.`);
}

/** Checks the name of a provider, as skills' names have it. Throws `AdminError`. */
export function checkProvider(provider: string): void {
  if (/^[a-z][a-z0-9]{0,30}$/.test(provider)) return;
  throw new AdminError(`${quote(provider)} is not a provider's name, lower-case letters and digits: for example xyz.`);
}

/** Checks that a tenant can have a skill. `known`: every skill that this installation has. Throws `AdminError`. */
export function checkSkill(skill: string, flavour: Flavour, known: readonly string[]): void {
  const parsed = parseSkillName(skill);
  if (!parsed) throw new AdminError(`${quote(skill)} is not a skill's name; one looks like xyz_aisp_sbx_#1.0.`);
  if (!isFlavourAllowed(flavour, parsed.flavour)) {
    throw new AdminError(
      `${skill} is a production skill; a sandbox tenant gets sandbox skills only (with _sbx in the name).`,
    );
  }
  if (!known.includes(skill)) {
    const allowed = known.filter((name) => isNameAllowed(flavour, name));
    throw new AdminError(`There is no skill ${skill}. There is: ${allowed.join(', ') || 'none'}.`);
  }
}

const isNameAllowed = (tenant: Flavour, name: string) =>
  isFlavourAllowed(tenant, parseSkillName(name)?.flavour ?? 'production');

/**
 * Checks a return URL: https, or http on this machine for a sandbox tenant. It gets query parameters, so it must have
 * no fragment. Throws `AdminError`.
 */
export function checkReturnUrl(text: string, flavour: Flavour): void {
  const url = webUrl('return URL', text, flavour);
  if (url.hash || text.includes('#'))
    throw new AdminError(`The return URL ${quote(text)} must not have a fragment (#…).`);
  if (url.username || url.password) throw new AdminError('A return URL must not hold a user name or a password.');
}

/** Checks an origin: scheme, host and port exactly as a browser sends them in `Origin`. Throws `AdminError`. */
export function checkOrigin(text: string, flavour: Flavour): void {
  const url = webUrl('origin', text, flavour);
  if (url.origin !== text)
    throw new AdminError(`The origin ${quote(text)} must be written as browsers send it: ${url.origin}`);
}

const DAY = 24 * 60 * 60_000;
const MAX_OVERLAP = 90 * DAY;

/** When an overlap of keys ends that begins now: an ISO 8601 duration. Throws `AdminError`. */
export function overlapEnd(overlap: string): Date {
  const ms = duration(overlap);
  if (ms === undefined || ms <= 0 || ms > MAX_OVERLAP)
    throw new AdminError(`The overlap ${quote(overlap)} must be a duration of at most 90 days: PT12H, or P7D.`);
  return new Date(Date.now() + ms);
}

function webUrl(what: string, text: string, flavour: Flavour): URL {
  const url = URL.canParse(text) && text.length <= MAX_URL ? new URL(text) : undefined;
  if (!url) throw new AdminError(`The ${what} ${quote(text)} is not a URL of at most ${MAX_URL} characters.`);
  if (url.hostname.includes('*'))
    throw new AdminError(`The ${what} ${quote(text)} must not have a wildcard: register each one.`);
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) {
    if (flavour === 'sandbox') return url;
    throw new AdminError(
      `The ${what} ${quote(text)} is on localhost, which is for sandbox tenants; a production tenant needs https.`,
    );
  }
  throw new AdminError(
    `The ${what} ${quote(text)} must be https${flavour === 'sandbox' ? ', or http on localhost' : ''}.`,
  );
}

const quote = (text: string) => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
