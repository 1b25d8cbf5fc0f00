import Sqlite from 'libsql';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (user_id PRIMARY KEY, cookie UNIQUE, name);
  CREATE TABLE IF NOT EXISTS assets (credentials_id PRIMARY KEY, user_id REFERENCES users, access_token, skill, status);
  CREATE TABLE IF NOT EXISTS transactions (
    credentials_id REFERENCES assets, transaction_id, booking_date, row, PRIMARY KEY (credentials_id, transaction_id));
  CREATE TABLE IF NOT EXISTS webhooks (url PRIMARY KEY, secret);`;

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
