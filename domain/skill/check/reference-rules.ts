import { isObject, type Json } from '../../json';
import { escapeToken } from '../../pointer';
import { innerTemplates, templateOf } from '../template';
import { type Fault, fault } from './fault';
import { eachStep, type Rule } from './rule';
import { templatesOf } from './step-pointers';

/** Beside `$` there is at most an `or`: an object with another key would be handed on as it stands. */
export const wholeReferences: Rule = eachStep(({ name, step }) =>
  templatesOf(name, step).flatMap(({ templates, at: place }) => strayKeys(templates, place)),
);

function strayKeys(template: Json, place: string): Fault[] {
  if (isObject(template) && Object.hasOwn(template, '$') && templateOf(template).kind === 'literal')
    return [fault('template_bad', place, whyStray(template))];
  return innerTemplates(template).flatMap(({ path, inner }) =>
    strayKeys(inner, [place, ...path.map(escapeToken)].join('/')),
  );
}

function whyStray(template: { [key: string]: Json }): string {
  if (typeof template.$ !== 'string') return '\'$\' is a JSON Pointer as text, such as {"$": "/steps/quote/rate"}.';
  const stray = Object.keys(template).filter((key) => key !== '$' && key !== 'or');
  const named = stray.map((key) => `'${key}'`).join(', ');
  return `${named} can't stand beside '$'. What to take where there is no value is said by 'or'.`;
}
