import fc from 'fast-check';
import { nearestNode } from '../../domain/json-text/json-node';
import { parseJsonText } from '../../domain/json-text/json-parser';
import { textPositions } from '../../domain/json-text/text-position';

const found = (text: string) => {
  const position = textPositions(text);
  return parseJsonText(text).faults.map(({ code, pointer, offset }) => {
    const { line, column } = position(offset);
    return `${line}:${column} ${pointer || '/'} ${code}`;
  });
};
const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

describe('A JSON text', () => {
  test('says the same as it does to JSON.parse, whatever it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.constantFrom(undefined, 2, '\t'), (text, indent) => {
        const written = JSON.stringify(JSON.parse(text), undefined, indent);
        const { value, faults } = parseJsonText(written);
        fc.pre(!/__proto__/.test(written) && JSON.stringify(value) !== undefined);
        // Halves of surrogate pairs are read, and are faults.
        if (faults.every(({ code }) => code === 'json_unicode')) expect(value).toEqual(JSON.parse(written));
        else expect(faults).toEqual([]);
      }),
    );
  });

  test('is accepted where JSON.parse accepts it, and refused where it does not', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"b"',
      '1',
      '-0',
      '01',
      '1e5',
      'true',
      'nul',
      ' ',
      '\n',
      "'c'",
    ];
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (some) => {
        const { faults } = parseJsonText(some);
        let isJson = true;
        try {
          JSON.parse(some);
        } catch {
          isJson = false;
        }
        expect(faults.some(({ code }) => ['json_malformed', 'json_empty'].includes(code))).toBe(!isJson);
      }),
      { numRuns: 3_000 },
    );
  });

  test('has a place for each name and each value', () => {
    const text = '{\n  "a/b": [10,\n    {"c": "é😀", "d": null}]\n}';
    const { root } = parseJsonText(text);
    const position = textPositions(text);
    const places = ['', '/a~1b', '/a~1b/0', '/a~1b/1/c', '/a~1b/1/d'].map((pointer) => {
      const { node } = nearestNode(root as NonNullable<typeof root>, pointer);
      const at = ({ line, column }: { line: number; column: number }) => `${line}:${column}`;
      return [pointer, node.key === undefined ? '' : at(position(node.key)), at(position(node.start))];
    });
    expect(places).toEqual([
      ['', '', '1:1'],
      ['/a~1b', '2:3', '2:10'],
      ['/a~1b/0', '', '2:11'],
      ['/a~1b/1/c', '3:6', '3:11'],
      ['/a~1b/1/d', '3:18', '3:23'],
    ]);
  });

  test.each([
    ['\n', 2],
    ['\r\n', 2],
    ['\r', 2],
    ['\u2028', 1],
  ])('ends its lines as editors do: %j', (end, line) => {
    expect(textPositions(`a${end}b`)(`a${end}`.length).line).toBe(line);
  });

  test.each<[string, string, string[]]>([
    ['is empty', ' \n ', ['1:1 / json_empty']],
    ['has a comma too many', '{"a": 1,}', ['1:8 /a json_malformed']],
    ['has a comma too few', '{"a": 1\n"b": 2}', ['1:8 /a json_malformed']],
    ['has comments', '{// one\n"a": 1 /* two */}', ['1:2 / json_malformed', '2:8 /a json_malformed']],
    ['has single quotes', "{'a': 'b'}", ['1:2 /a json_malformed', '1:7 /a json_malformed']],
    ['has a bare name', '{a: 1}', ['1:2 /a json_malformed']],
    ['has a word of another language', '[True, None]', ['1:2 /0 json_malformed', '1:8 /1 json_malformed']],
    [
      'has a number of another language',
      '[.5, 1_000, 0x1F]',
      ['1:2', '1:6', '1:13'].map((at, i) => `${at} /${i} json_malformed`),
    ],
    ['has an escape that there is none of', String.raw`["\d"]`, ['1:3 /0 json_malformed']],
    ['has a text over two lines', '["a\nb"]', ['1:2 /0 json_malformed']],
    ['has a typographic quote', '[“a”]', ['1:2 /0 json_malformed']],
    ['is not closed', '{"a": [1, 2', ['1:12 /a/1 json_malformed']],
    ['goes on after its end', '{} {}', ['1:4 / json_malformed']],
    ['closes with another bracket', '{"a": [1}', ['1:9 /a/0 json_malformed']],
    ['has a name twice', '{"a": {"b": 1, "b": 2}}', ['1:16 /a/b json_duplicate']],
    ['begins with a byte order mark', '\uFEFF{}', ['1:1 / json_byte_order_mark']],
    ['is nested too deep', deep(34), [`1:34 ${'/0'.repeat(32)} json_too_deep`]],
    ['is nested very deep', deep(30_000), [`1:34 ${'/0'.repeat(32)} json_too_deep`]],
    ['has a number beyond a double', '[1e400]', ['1:2 /0 json_number']],
    ['has half of a surrogate pair', String.raw`["\ud800"]`, ['1:2 /0 json_unicode']],
    ['has a __proto__', '{"__proto__": 1}', ['1:2 /__proto__ json_reserved_name']],
  ])('that %s is told so, with line and column', (_what, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('that is not closed is told what is missing, and where that began', () => {
    expect(parseJsonText('{\n "a": [').faults[0]?.message).toMatch("']' is missing: the list that begins in line 2");
  });

  test('never has a place outside of itself, whatever it is', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((one) => one.slice(0, -1)),
    );
    fc.assert(
      fc.property(text, (some) => {
        for (const { offset, message } of parseJsonText(some).faults) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(offset).toBeLessThanOrEqual(some.length);
          expect(message).toMatch(/[.?]$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
