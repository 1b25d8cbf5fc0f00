import { z } from 'zod';
import { bounded, withoutSecrets } from './result';
import { inWords } from './words';

/** A tool as its assistant sees it, and what it does. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  input: z.ZodObject;
  /** It changes something at the API: it is there only with `--write`, and for sandbox tenants. */
  writes?: true;
  /** Answers with text, or with a value that is shown as JSON. Rejects for what can't be done. */
  run(args: never): unknown;
}

/** Checks that a tool's arguments and its function agree. */
export const tool = <S extends z.ZodRawShape>(
  about: Omit<Tool, 'input' | 'run'>,
  shape: S,
  run: (args: z.output<z.ZodObject<S>>) => unknown,
): Tool => ({ ...about, input: z.strictObject(shape), run: run as Tool['run'] });

/** What `tools/call` answers. */
export interface ToolResult {
  content: { type: 'text'; text: string }[];
  isError?: true;
  [more: string]: unknown;
}

export const failed = (text: string): ToolResult => ({ content: [{ type: 'text', text }], isError: true });

/** Carries a tool out. Whatever goes wrong is an answer in words: an assistant reads it and goes on. */
export async function runTool({ name, input, run }: Tool, given: unknown): Promise<ToolResult> {
  const read = input.safeParse(given ?? {});
  if (!read.success) return failed(`${name} can't be called so:\n${faultsOf(read.error)}`);
  try {
    const found = await run(read.data as never);
    const text = typeof found === 'string' ? found : JSON.stringify(withoutSecrets(found), undefined, 1);
    return { content: [{ type: 'text', text: bounded(text) }] };
  } catch (error) {
    return failed(bounded(inWords(error)));
  }
}

const faultsOf = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 20)
    .map(({ path, message }) => `- ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`)
    .join('\n');
