export interface Links {
  [type: string]: { href: string };
}

/** What an operation answers. `body` is absent with 204. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: object;
  /** Instead of a body of JSON. */
  file?: { type: string; text: string };
}

interface Details {
  /** The field or header at fault. */
  path?: string;
  links?: Links;
  headers?: Record<string, string>;
}

/**
 * An error answer in the form of NextGenPSD2: `tppMessages`. Returned, it keeps what the operation changed; thrown, it
 * drops it (unless `keeping`).
 */
export const refusal = (
  status: number,
  code: string,
  text: string,
  { path, links, headers }: Details = {},
): Answer => ({
  status,
  ...(headers && { headers }),
  body: { tppMessages: [{ category: 'ERROR', code, ...(path && { path }), text }], ...(links && { _links: links }) },
});

/** Thrown where an operation is refused before it changed anything. */
export class Refusal extends Error {
  readonly answer: Answer;
  /** What was found out on the way (a consent has run out) stays, though the operation is refused. */
  keepsChanges = false;

  constructor(status: number, code: string, text: string, details: Details = {}) {
    super(text);
    this.answer = refusal(status, code, text, details);
  }

  static of(answer: Answer): Refusal {
    return Object.assign(new Refusal(answer.status, '', ''), { answer });
  }

  keeping(): this {
    this.keepsChanges = true;
    return this;
  }
}
