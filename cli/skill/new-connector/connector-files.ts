import type { Names } from './names';

/** `connectors/<name>/catalog.ts`: what the partner does, as skills may name it. */
export const catalogFile = ({
  name,
  type,
}: Names): string => `import type { Operation } from '../../domain/skill/operation-catalog';
import { closed, identifier, interactive, persistent, pii, text } from '../toolkit/catalog-schemas';

/** What ${type} does: takes a request, and takes it back. */
export const ${name}Operations: Record<string, Operation> = {
  '${name}.submit': {
    title: 'Submit a request to ${type}',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ holder: pii(text(140)), product: text(40) }),
    output: closed({ request_id: identifier }),
    codes: { '${name}.refused': 'This request was not accepted.' },
    requests: ['submit'],
    undoneBy: ['${name}.withdraw'],
    ...interactive,
  },
  '${name}.withdraw': {
    title: 'Take the request back',
    kind: 'call',
    waitingFor: 'bank',
    input: closed({ request_id: identifier }, ['request_id']),
    output: closed({}),
    codes: {},
    requests: ['withdraw'],
    ...persistent,
  },
};
`;

/** `connectors/<name>/handlers.ts`: how it is carried out. */
export const handlersFile = ({
  name,
  type,
  setting,
}: Names): string => `import { type CallHandler, ConnectorError } from '../../domain/connector';
import { requestId } from '../../security/ids';
import { accepted, BankRefusal } from '../berlin-group/refusal';
import type { BankResponse, Http, HttpCall } from '../toolkit/http';
import { argument, needText } from '../toolkit/json-readers';
import { at } from '../toolkit/links';

/** \`${name}.*\`, at the address that \`${setting}_URL\` names. */
export function ${name}Handlers(base: URL | undefined, http: Http): Record<string, CallHandler> {
  const address = (...segments: string[]): URL => {
    if (!base) throw new ConnectorError('error', 'No address of ${type} is configured.');
    return at(base, 'v1', ...segments);
  };
  const send = async (call: HttpCall): Promise<BankResponse> => accepted(await http.send(call));

  /** Every attempt carries the same key, so it is done once. */
  const submit: CallHandler = async (args, { key, signal }) => {
    const headers = { 'idempotency-key': requestId(key, 'submit') };
    const body = { holder: argument(args, 'holder'), product: argument(args, 'product') };
    const sent = send({ method: 'POST', url: address('requests'), headers, body, signal });
    const answer = await sent.catch(orRefused);
    return { request_id: needText(answer.body, 'request_id') };
  };

  /** A request whose answer was lost is named by the key under which it was sent. */
  const withdraw: CallHandler = async ({ request_id }, { key, undoes, signal }) => {
    const target =
      typeof request_id === 'string'
        ? address('requests', request_id)
        : undoes && address('requests', 'by-key', requestId(undoes, 'submit'));
    if (!target) return {};
    const headers = { 'idempotency-key': requestId(key, 'withdraw') };
    await send({ method: 'DELETE', url: target, headers, signal }).catch(unlessUnknown);
    return {};
  };

  return { '${name}.submit': submit, '${name}.withdraw': withdraw };
}

/** A refusal that the catalog names is an outcome of the step; any other is a fault. */
function orRefused(error: unknown): never {
  if (!(error instanceof BankRefusal && error.says('REFUSED'))) throw error;
  throw new ConnectorError('${name}.refused', 'The request was not accepted.', { cause: error });
}

/** What is not there has been taken back, or was never begun. */
function unlessUnknown(error: unknown): void {
  if (!(error instanceof BankRefusal && error.isUnknown)) throw error;
}
`;

/** `connectors/<name>/README.md`: what is left to do. */
export const readmeFile = ({ name, type, setting }: Names, lines: readonly string[]): string => `# ${type}

The connector of ${type}, as \`vestibule skill new-connector ${name}\` began it. Its contract test runs it against the
stub in \`sandbox/${name}/\`.

| file | what is there |
| --- | --- |
| \`connectors/${name}/catalog.ts\` | the operations: schemas, codes, what undoes what, retries and time-outs |
| \`connectors/${name}/handlers.ts\` | how each is carried out, once, however often it is asked for |
| \`sandbox/${name}/app.ts\` | ${type} as a server: idempotent, with a journal of what was done |
| \`test/connectors/${name}.test.ts\` | done, refused, repeated, taken back, away |

## What is left to do
${lines.map((line, index) => `${index + 1}. ${line}`).join('\n')}

An operation that product teams have declared in a \`.catalog.json\` keeps its name here. Take it out of their file then.
The address comes from \`${setting}_URL\` and, in the sandbox, \`${setting}_SBX_URL\`.
`;
