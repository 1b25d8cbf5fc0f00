import Sqlite from 'libsql';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (user_id TEXT PRIMARY KEY, cookie TEXT UNIQUE, name TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS assets (
    credentials_id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users, access_token TEXT NOT NULL,
    skill TEXT NOT NULL, status TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS transactions (
    transaction_id TEXT PRIMARY KEY, credentials_id TEXT NOT NULL REFERENCES assets, booking_date TEXT, row TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY);
  CREATE TABLE IF NOT EXISTS webhooks (url TEXT PRIMARY KEY, secret TEXT NOT NULL);`;

/** What the shop keeps. Access tokens lie in it as they are; a real tenant encrypts them. */
export function openDatabase(file) {
  const db = new Sqlite(file);
  db.exec(SCHEMA);
  return {
    all: (sql, ...values) => db.prepare(sql).all(...values),
    /** @returns {any} */
    one: (sql, ...values) => db.prepare(sql).get(...values),
    setStatus: (id, status) => db.prepare('UPDATE assets SET status = ? WHERE credentials_id = ?').run(status, id),
    /** Returns whether the row is new; one that is there already stays as it is. */
    add: (table, ...row) =>
      db.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${row.map(() => '?')})`).run(...row).changes === 1,
  };
}
