import { readdirSync, readFileSync } from 'node:fs';
import { BANKS } from '../../sandbox/bank/clothes/wardrobe';
import { customerNumber } from '../../sandbox/bank/customer-number';
import { PLAIN } from '../../sandbox/bank/traits/traits';
import { HABIT_USERS, TEST_USERS } from '../../sandbox/bank/users';
import { type Client, sandbox } from './client';

let bank: Client;
beforeAll(async () => {
  bank = await sandbox();
});
afterAll(() => bank.close());

const USERS = [...TEST_USERS, ...Object.values(HABIT_USERS).flat()];

test('the front page names each bank with its base address, and each user with a customer number', async () => {
  const page = await (await fetch(bank.bank_url)).text();
  for (const { name, base } of BANKS) {
    expect(page).toContain(`<code>${name}</code>`);
    expect(page).toContain(`<code>${bank.bank_url}${base}</code>`);
  }
  for (const user of USERS) {
    expect(page).toContain(`<code>${user.psu_id}</code></td><td>${customerNumber(user)}</td>`);
  }
});

test('no two users share a name or a customer number, and no two banks a name or an address', () => {
  const names = USERS.flatMap((user) => [user.psu_id, customerNumber(user)]);
  const banks = BANKS.flatMap(({ name, base }) => [name, base]);
  for (const list of [names, banks]) expect(new Set(list).size).toBe(list.length);
});

test('each trait is worn by a bank, or brought by a user', () => {
  const worn = BANKS.flatMap(({ traits }) =>
    Object.keys(traits).filter((name) => Reflect.get(traits, name) !== Reflect.get(PLAIN, name)),
  );
  const brought = USERS.flatMap(({ traits = {} }) => Object.keys(traits));
  const known = new Set([...worn, ...brought]);
  expect(Object.keys(PLAIN).filter((name) => !known.has(name))).toEqual([]);
});

test('each user with a habit stands in a test of the sandbox', () => {
  const tests = readdirSync(__dirname)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(`${__dirname}/${file}`, 'utf8'))
    .join('\n');
  const missing = Object.values(HABIT_USERS)
    .flat()
    .map(({ psu_id }) => psu_id)
    .filter((psu_id) => !tests.includes(psu_id) && !/^balances_\d/.test(psu_id));
  expect(missing).toEqual([]);
});
