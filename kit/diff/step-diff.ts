import { isObject, type Json, type JsonObject } from '../../domain/json';
import { escapeToken } from '../../domain/pointer';
import { type ChangeArea, type ChangeLevel, inside, type Places, type SkillChange } from './change';
import { same } from './pairs';
import { schemaChanges } from './schema-diff';

/** What the change of a step's member means, unless a function of its own says more. */
interface MemberRule {
  level: ChangeLevel;
  area: ChangeArea;
  code: string;
  what: string;
}
const RULES: Readonly<Record<string, MemberRule>> = {
  title: { level: 'text', area: 'text', code: 'text_changed', what: 'its title' },
  description: { level: 'text', area: 'text', code: 'text_changed', what: 'its description' },
  within: { level: 'compatible', area: 'limit', code: 'limit_changed', what: 'its time limit' },
  visits: { level: 'compatible', area: 'limit', code: 'limit_changed', what: 'how often it can be entered' },
  prefill: {
    level: 'compatible',
    area: 'form',
    code: 'prefill_changed',
    what: 'whether it begins with earlier values',
  },
  until: { level: 'compatible', area: 'limit', code: 'limit_changed', what: 'the time from data until which it waits' },
  keep: { level: 'compatible', area: 'form', code: 'keep_changed', what: 'whether it keeps the files of before' },
  settle: {
    level: 'compatible',
    area: 'effect',
    code: 'settle_changed',
    what: 'whether it is tried until it succeeds',
  },
  next: { level: 'compatible', area: 'course', code: 'course_changed', what: 'what comes next' },
  on: { level: 'compatible', area: 'course', code: 'course_changed', what: 'where its outcomes lead' },
  call: { level: 'compatible', area: 'effect', code: 'operation_changed', what: 'its operation' },
  sca: { level: 'compatible', area: 'effect', code: 'operation_changed', what: 'what the user authorises' },
  await: { level: 'compatible', area: 'effect', code: 'operation_changed', what: 'the event that it awaits' },
  with: { level: 'compatible', area: 'effect', code: 'arguments_changed', what: 'what its operation is given' },
  compensate: { level: 'compatible', area: 'effect', code: 'undo_changed', what: 'how it is undone' },
  commit: {
    level: 'breaking',
    area: 'effect',
    code: 'commit_moved',
    what: 'whether anything can be cancelled or undone after it',
  },
  end: { level: 'breaking', area: 'consumer', code: 'ending_changed', what: 'how the session ends here' },
};
const OTHER: MemberRule = { level: 'compatible', area: 'course', code: 'step_changed', what: '' };

/** The changes of one step that both versions have. `name` is how the sentences call it. */
export function stepChanges(a: JsonObject, b: JsonObject, at: Places, name: string): SkillChange[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((member) => {
    const [was, is] = [a[member], b[member]];
    if (same(was, is)) return [];
    const place = inside(at, escapeToken(member));
    if (member === 'ask' && isObject(was) && isObject(is)) return schemaChanges(was, is, place, `The form '${name}'`);
    if (member === 'ask') return [formChange(is !== undefined, present(place, was, is), name)];
    if (member === 'notify') return [reminderChange(was, is, present(place, was, is), name)];
    if (member === 'show') return memberChanges(was, is, place, SHOWN(name));
    if (member === 'output' || member === 'credentials') return memberChanges(was, is, place, GIVEN(member, name));
    if (member === 'reason') return reasonChanges(was, is, place, name);
    const { what, ...rule } = RULES[member] ?? { ...OTHER, what: `'${member}'` };
    return [{ ...rule, ...present(place, was, is), message: `The step '${name}': ${what} has changed.` }];
  });
}

const present = ({ from, to }: Places, was: Json | undefined, is: Json | undefined): Partial<Places> => ({
  ...(was === undefined ? {} : { from }),
  ...(is === undefined ? {} : { to }),
});

/** A form beside an awaited event, that is new or gone: a client that has its forms built in knows otherwise. */
const formChange = (isNew: boolean, at: Partial<Places>, name: string): SkillChange => ({
  level: 'breaking',
  area: 'form',
  code: isNew ? 'form_added' : 'form_removed',
  ...at,
  message: isNew
    ? `While '${name}' waits, its user may fill in a form: a client that has its forms built in lacks it.`
    : `While '${name}' waits, its user has no form any more.`,
});

/** Whoever listens for a reminder misses it where no step gives it any more. */
function reminderChange(was: Json | undefined, is: Json | undefined, at: Partial<Places>, name: string): SkillChange {
  const left = eventsOf(is);
  const gone = eventsOf(was).filter((event) => !left.includes(event));
  if (gone.length === 0) {
    const message = `The step '${name}': when it reminds has changed.`;
    return { level: 'compatible', area: 'limit', code: 'reminders_changed', ...at, message };
  }
  const message = `The step '${name}' gives no reminder '${gone.join("', '")}' any more.`;
  return { level: 'breaking', area: 'consumer', code: 'reminder_removed', ...at, message };
}
const eventsOf = (notify: Json | undefined): string[] =>
  (Array.isArray(notify) ? notify : []).flatMap((one) => (isObject(one) ? [String(one.event)] : []));

/** What is said of a member of `show`, `output` or `credentials` that is gone, new, or made of something else. */
interface Told {
  area: ChangeArea;
  code: string;
  /** The level of a member that is made of something else. */
  otherwise: ChangeLevel;
  where: string;
}
const SHOWN = (name: string): Told => ({
  area: 'form',
  code: 'shown',
  otherwise: 'compatible',
  where: `what the form '${name}' shows`,
});
const GIVEN = (member: string, name: string): Told => ({
  area: 'consumer',
  code: member,
  otherwise: 'breaking',
  where: `the ${member} of the end '${name}'`,
});

function memberChanges(was: Json | undefined, is: Json | undefined, at: Places, told: Told): SkillChange[] {
  const [a, b] = [isObject(was) ? was : {}, isObject(is) ? is : {}];
  const { area, code, otherwise, where } = told;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name): SkillChange[] => {
    if (same(a[name], b[name])) return [];
    const place = present(inside(at, escapeToken(name)), a[name], b[name]);
    if (b[name] === undefined)
      return [
        { level: 'breaking', area, code: `${code}_removed`, ...place, message: `'${name}' is gone from ${where}.` },
      ];
    if (a[name] === undefined)
      return [{ level: 'compatible', area, code: `${code}_added`, ...place, message: `'${name}' is new in ${where}.` }];
    const message = `'${name}' in ${where} is made of something else.`;
    return [{ level: otherwise, area, code: `${code}_changed`, ...place, message }];
  });
}

/** Consumers go by the code of a reason; its message is for users. */
function reasonChanges(was: Json | undefined, is: Json | undefined, at: Places, name: string): SkillChange[] {
  const [a, b] = [isObject(was) ? was : {}, isObject(is) ? is : {}];
  const place = present(at, was, is);
  if (!same(a.code, b.code)) {
    const message = `The reason of the end '${name}' has another code: ${String(a.code ?? 'none')}, now ${String(b.code ?? 'none')}.`;
    return [{ level: 'breaking', area: 'consumer', code: 'reason_changed', ...place, message }];
  }
  const message = `The reason of the end '${name}' is worded otherwise.`;
  return [{ level: 'text', area: 'text', code: 'text_changed', ...inside(at, 'message'), message }];
}
