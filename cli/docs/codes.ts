import { findingsIn } from './code-examples';
import { codePages } from './code-pages';
import { table } from './markdown';

/** `docs/skills/codes/README.md`: every code of the check, with the first sentence of its page. */
export const codesPage = (): string =>
  [
    '# Codes of the check',
    '',
    '<!-- Made by `npm run docs` from the pages beside it. Change those, not this. -->',
    '',
    'Each code has a page with a wrong and a right example; a code keeps its meaning for good.',
    '',
    'A fault keeps a skill from being used, a warning does not. Each example is a JSON Merge Patch (RFC 7396: `null`',
    'removes) of [one small skill](../base.json), and is run by the tests.',
    '',
    table(
      ['code', 'level', 'what it says'],
      codePages().map(({ code, sentence, wrong }) => [`[${code}](${code}.md)`, levelOf(code, wrong), sentence]),
    ),
    '',
  ].join('\n');

const levelOf = (code: string, wrong: Parameters<typeof findingsIn>[0]): string =>
  findingsIn(wrong).find((finding) => finding.code === code)?.level ?? 'fault';
