import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { render } from '../../cli/admin/render';
import { readAdminSettings } from '../../cli/admin/settings';

describe('the admin program', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'vestibule-admin-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));
  const runs = () => {
    writeFileSync(path.join(home, 'secret'), 'the-secret\n');
    writeFileSync(
      path.join(home, 'admin.json'),
      JSON.stringify({ mongodb_uri: 'mongodb://here', secret_file: path.join(home, 'secret') }),
    );
  };

  test('takes database and secret from the environment', () => {
    expect(readAdminSettings({ MONGODB_URI: 'mongodb://x', VESTIBULE_SECRET: 's' }, home)).toEqual({
      mongodb_uri: 'mongodb://x',
      secret: 's',
      skills_dir: '',
    });
  });

  test('takes from a running npm start what the environment lacks', () => {
    runs();
    expect(readAdminSettings({}, home)).toMatchObject({ mongodb_uri: 'mongodb://here', secret: 'the-secret' });
    expect(readAdminSettings({ MONGODB_URI: 'mongodb://x' }, home)).toMatchObject({
      mongodb_uri: 'mongodb://x',
      secret: 'the-secret',
    });
  });

  test('says what to do where there is neither', () => {
    expect(() => readAdminSettings({}, home)).toThrow(
      /^MONGODB_URI and VESTIBULE_SECRET not set, and nothing runs on .* run npm start/,
    );
    expect(() => readAdminSettings({ MONGODB_URI: 'mongodb://x' }, home)).toThrow(/^VESTIBULE_SECRET not set/);
  });

  test('does not trip over a file that is half there', () => {
    writeFileSync(path.join(home, 'admin.json'), '{"mongodb_uri":');
    expect(() => readAdminSettings({}, home)).toThrow(/nothing runs on/);
  });
});

describe('what the admin program prints for people', () => {
  test('is a line a value, and a list below itself', () => {
    const at = new Date(0);
    expect(render({ name: 'demo-shop', skills: ['a', 'b'], origins: [], created_at: at })).toBe(
      [
        'name:       demo-shop',
        'skills:     a',
        '            b',
        'origins:    none',
        'created_at: 1970-01-01T00:00:00.000Z',
      ].join('\n'),
    );
  });

  test('parts records by an empty line, and says when there are none', () => {
    expect(render([{ name: 'a' }, { name: 'b' }])).toBe('name: a\n\nname: b');
    expect(render(['x', 'y'])).toBe('x\ny');
    expect(render([])).toBe('none');
  });
});
