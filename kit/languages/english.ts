/** The sentences of the check of forms. English is what the code says; other languages are keyed by it. */
export const VALIDATION = {
  required: 'This is required.',
  type: 'This must be {type}.',
  enum: 'This must be one of: {values}.',
  const: 'This must be {value}.',
  pattern: 'This is not written as it is expected here.',
  date: 'This must be a day of the calendar, written as 2026-01-31.',
  'date-time': 'This must be a date and a time, written as 2026-01-31T12:00:00Z.',
  email: 'This is not an e-mail address: please check it.',
  uri: 'This is not a web address: please check it.',
  uuid: 'This must be an id, written as 3f2a7c1e-5b0d-4c6a-9e8f-1a2b3c4d5e6f.',
  format: 'This must be a valid {format}.',
  minLength: 'This must have at least {limit} characters.',
  maxLength: 'This must have at most {limit} characters.',
  minimum: 'This must be at least {limit}.',
  maximum: 'This must be at most {limit}.',
  exclusiveMinimum: 'This must be more than {limit}.',
  exclusiveMaximum: 'This must be less than {limit}.',
  multipleOf: 'This must be a multiple of {limit}.',
  minItems: 'This needs at least {limit} entries.',
  maxItems: 'This takes at most {limit} entries.',
  uniqueItems: 'Each entry may be given only once.',
  minProperties: 'This needs at least {limit} of its members.',
  maxProperties: 'This takes at most {limit} of its members.',
  unknown: 'This property is not known here.',
  choice: 'This fits none of the allowed forms.',
  other: 'This is not valid.',
  control: 'This has a character that can’t be read here, such as a line break: please type it anew.',
  keepUnknown: 'There is no earlier value of this field that could be kept.',
  keepReplaced: 'This field is given anew, so its earlier value can’t be kept.',
  reserved: 'A property may not begin with $.',
} as const;

/** What a value can be, as a part of `VALIDATION.type`. */
export const TYPES = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
} as const;

/** Between the last two parts of a list of types. */
export const OR = 'or';

/** The titles of the forms that the platform itself shows, while a bank has its user authorise. */
export const CHALLENGE_TITLES = {
  otp: 'One-time password',
  password: 'Password',
  method: 'Method',
} as const;

/** What the API says about a wait that has become long. */
export const BANK_SLOW =
  'Your bank does not answer at the moment. Nothing is lost: this goes on by itself once it does, and you may come back later.';

/** Why a file is refused. */
export const UPLOADS = {
  empty: 'The file is empty.',
  media_type: 'The file’s content must be one of: {types}.',
  unreadable: 'The file is damaged or cut off and can’t be opened. Choose it again, or make a new one.',
  locked: 'The file needs a password to be opened. Save it without one and send it again.',
  no_pages: 'The document has no pages.',
  too_small: 'The picture is too small to show anything. Take or choose a larger one.',
  too_many_pixels: 'The picture has more pixels than can be handled. Save it smaller and send it again.',
  too_costly: 'The file takes too long or too much memory to open. Save it in a simpler form and send it again.',
  too_large: 'The file is too large: at most {limit} bytes can be taken here.',
  too_many: 'Files that can be taken here: {max}; there are: {received}. Remove one to send another in its place.',
} as const;

/** What users are told who had their bank ask them, or answered it wrongly, too often. `time`: of the day, UTC. */
export const TOO_MANY_ATTEMPTS = 'Too many attempts. Try again at {time} UTC.';

/** The page for a user who is back from the bank, where the tenant has none. */
export const RETURN_PAGE = {
  title: 'You may close this window',
  text: 'Go back to the app where you started; it already knows.',
} as const;
