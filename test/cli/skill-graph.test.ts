import { readFileSync } from 'node:fs';
import { ANY_STEP, drawingOf } from '../../cli/skill/graph/drawing';
import { layOut, type Placed } from '../../cli/skill/graph/layout';
import { asMermaid } from '../../cli/skill/graph/mermaid';
import { asSvg } from '../../cli/skill/graph/svg';
import { scenarioForms } from '../../cli/skill/scenario-forms';
import { CATALOGS } from '../../connectors/catalogs';
import type { SkillDefinition } from '../../domain/skill/definition';
import { createChecker } from '../../kit/checker';
import { createProver } from '../../kit/scenarios/prove';
import type { ProvedSkill } from '../../kit/scenarios/scenario';
import { inProject } from '../docs/support/page';
import { bundledDocuments } from '../support/bundled-documents';

const check = createChecker(inProject('skills'), CATALOGS);
const readSkill = (file: string) => check(readFileSync(inProject(file), 'utf8'), file).skill as ProvedSkill;
const PAYMENT = 'skills/xyz_pisp/1.2.json';
const DEPOSIT = 'skills/xyz/3.1.json';
const covered = (file: string) =>
  createProver(inProject('skills'), CATALOGS, scenarioForms)(readSkill(file), inProject(file)).coverage.covered;

const overlaps = (a: Placed, b: Placed): boolean =>
  Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;

describe('A drawing', () => {
  test.each(bundledDocuments())('has every step, branch and outcome of %s', (file) => {
    const { definition } = readSkill(file);
    const { boxes, arrows } = drawingOf(definition);
    expect(boxes.map(({ name }) => name)).toEqual([...Object.keys(definition.steps), ANY_STEP]);
    const outcomes = Object.values(definition.steps).flatMap((step) =>
      Object.keys('on' in step ? (step.on ?? {}) : {}),
    );
    const words = arrows.filter(({ sort }) => sort !== 'next').flatMap(({ lines }) => lines);
    expect(words.sort()).toEqual([...outcomes, ...Object.keys(definition.on ?? {})].sort());
  });

  test.each(bundledDocuments())('lays no box or word of %s over another', (file) => {
    const { boxes, arrows } = layOut(drawingOf(readSkill(file).definition, new Set()));
    const places = [...boxes.map(({ place }) => place), ...arrows.flatMap(({ words }) => words ?? [])];
    const over = places.flatMap((one, index) => places.slice(index + 1).filter((other) => overlaps(one, other)));
    expect(over).toEqual([]);
  });

  test('says the condition of a branch, the undo of a call, its commit and its bounds', () => {
    const { boxes, arrows } = drawingOf(readSkill(DEPOSIT).definition);
    const linesOf = (name: string) => boxes.find((box) => box.name === name)?.lines;
    expect(linesOf('hold')).toEqual(['deposit.hold', 'undo: deposit.release']);
    expect(linesOf('open')).toEqual(['deposit.open', 'commits']);
    expect(linesOf('review')).toEqual(['kyc.decision', 'within P5D']);
    expect(arrows.find(({ from, to }) => from === 'review' && to === 'documents')?.lines).toEqual([
      'decision is retake',
    ]);
  });

  test('says what a step waits for: its user beside an event, a time from data, reminders, a call until it succeeds', () => {
    const steps = {
      wait: {
        await: 'kyc.decision',
        ask: { type: 'object' },
        within: 'P5D',
        until: { $: '/steps/quote/valid_until' },
        notify: [{ after: 'P2D', event: 'review_slow' }],
        on: { answered: 'told' },
        next: [
          { when: { '/answers/wait/ages': { contains: { at: '/age', minimum: 70 } } }, to: 'told' },
          { to: 'told' },
        ],
      },
      told: { call: 'kyc.submit', settle: true, with: { holder: { $: '/steps/x/name', or: 'nobody' } }, next: 'done' },
      done: { end: 'succeeded' },
    };
    const text = asMermaid(drawingOf({ skill: 's', title: 't', start: 'wait', steps } as unknown as SkillDefinition));
    for (const word of [
      'its user may answer',
      'within P5D',
      'until /steps/quote/valid_until',
      'after P2D: review_slow',
      'answered',
      'until it succeeds',
      'has one whose age ≥ 70',
    ])
      expect(text).toContain(word);
  });

  test('tells what no scenario comes by in words and by its line, without colour', () => {
    const svg = asSvg(drawingOf(readSkill(PAYMENT).definition, covered(PAYMENT)));
    expect(svg.match(/class="arrow bound uncovered"/g)).toHaveLength(3);
    expect(svg).toContain('>× exhausted</text>');
    expect(svg).toContain('thick: covered');
    expect(asSvg(drawingOf(readSkill(PAYMENT).definition))).not.toContain('uncovered"');
  });

  test('as SVG is well-formed, and brings nothing from elsewhere', () => {
    const { definition } = readSkill(DEPOSIT);
    const svg = asSvg(drawingOf({ ...definition, title: 'Terms <"&> more' }));
    expect(svg).toContain('Terms &lt;&quot;&amp;&gt; more');
    expect(svg).not.toMatch(/<script|href|@import|url\((?!#)/);
    const opened = [...svg.matchAll(/<(\w+)[^>]*[^/]>/g)].map(([, name]) => name).length;
    const closed = [...svg.matchAll(/<\/(\w+)>/g)].length;
    expect(opened).toBe(closed);
  });

  test.each(bundledDocuments())('as Mermaid has a shape for each box and a link for each arrow of %s', (file) => {
    const drawing = drawingOf(readSkill(file).definition, new Set());
    const lines = asMermaid(drawing).trimEnd().split('\n');
    const boxes = lines.filter((line) =>
      /^ {2}s\d+(\("|\["|\{\{"|\[\/"|\(\["|>")[^"]+("\)|"\]|"\}\}|"\/\]|"\]\))$/.test(line),
    );
    const links = lines.filter((line) => /^ {2}s\d+ (-->|-\.->|-\.-o)(\|"[^"|]+"\|)? s\d+$/.test(line));
    expect(boxes).toHaveLength(drawing.boxes.length);
    expect(links).toHaveLength(drawing.arrows.length);
    expect(lines.length - boxes.length - links.length).toBeLessThanOrEqual(12);
  });
});
