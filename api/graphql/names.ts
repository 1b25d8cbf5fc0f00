/** The OpenAPI document's components, and what GraphQL calls them. The others exist over REST only. */
export const TYPE_NAMES = {
  Skill: 'Skill',
  // A summary is a skill whose steps nobody has asked for.
  SkillSummary: 'Skill',
  SessionState: 'Session',
  Next: 'Next',
  UploadProgress: 'UploadProgress',
  Account: 'Account',
  Transaction: 'Transaction',
  Warning: 'Warning',
  Credentials: 'Credentials',
  Token: 'Token',
  TenantEvent: 'Event',
  WebhookEndpoint: 'WebhookEndpoint',
  WebhookStatus: 'WebhookStatus',
  WebhookDelivery: 'WebhookDelivery',
} as const;

/** A name as GraphQL writes it: `session_id` is `sessionId`. */
export const camelCase = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A name as REST writes it: `sessionId` is `session_id`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** The name of an object that the document describes in place: a session's `phases` are of type `SessionPhase`. */
export const nestedName = (owner: string, property: string, isList: boolean): string =>
  owner + capital(camelCase(isList ? property.replace(/s$/, '') : property));
