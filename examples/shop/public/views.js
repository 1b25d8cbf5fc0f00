import { html } from '/lit/lit-html.js';
import { fieldsFor, inWords } from './form.js';
import { BRANCHES, branchOf } from './session.js';

/** What the session wants of its user now, whichever way it goes. */
export function sessionView(state, { submit, cancel, leave }) {
  const { session, isBusy } = state;
  const { next, reason, skill, status } = session;
  const { title, words } = branchOf(skill);
  const isOver = next.kind === 'none';
  const isForm = next.kind === 'form' || next.kind === 'upload';
  const isWaiting = next.kind === 'wait' || next.kind === 'decoupled';
  const facts = Object.entries(next.show ?? {}).filter(([name]) => !name.startsWith('otp_'));
  return html`<section>
    <p class="hint">${title}</p>
    <h1 tabindex="-1">${isOver ? inWords(status.toLowerCase()) : (next.title ?? title)}</h1>
    <p class=${isWaiting ? 'waiting' : ''}>${next.message ?? reason?.message ?? (isWaiting ? 'One moment …' : '')}</p>
    <dl>${facts.map(([name, value]) => factView(name, value, words))}</dl>
    <form id="step" novalidate ?hidden=${!isForm} @submit=${submit}>${fieldsFor(next, { ...state, words })}</form>
    <div class="actions">
      <button form="step" ?hidden=${!isForm} ?disabled=${isBusy}>Continue</button>
      <a class="button" ?hidden=${next.kind !== 'redirect'} href=${next.url ?? ''}>Go to your bank</a>
      <button class="quiet" ?hidden=${isOver} ?disabled=${isBusy} @click=${cancel}>Cancel</button>
      <button ?hidden=${!isOver} @click=${leave}>Back to the shop</button>
    </div>
  </section>`;
}

const factView = (name, value, words) => html`<dt>${words[name] ?? inWords(name)}</dt>
  <dd>${name === 'image' ? html`<img alt="Code of your bank" src="data:image/png;base64,${value}" />` : value}</dd>`;

const moneyView = (title, { amount, currency }) => html`<li>
    <span>${title}</span><span class="amount">${amount} ${currency}</span>
  </li>`;

export const homeView = (state, does) => html`<section>
    <h1 tabindex="-1">Hello ${state.user.name}</h1>
    <ul>${BRANCHES.map((branch) => offerView(branch, state, does))}</ul>
    <p class="error" role="alert">${state.errors['']}</p>
  </section>
  ${state.user.assets.map((asset) => assetView(asset, state, does))}`;

const offerView = ({ skill, title, text }, { isBusy }, { begin }) => html`<li>
    <span>${text}</span><button ?disabled=${isBusy} @click=${begin(skill)}>${title}</button>
  </li>`;

function assetView({ credentials_id, skill, status }, { open, isBusy }, { show, end }) {
  const { owned, hasData } = branchOf(skill);
  const { accounts = [], transactions = [] } = open?.credentials_id === credentials_id ? open : {};
  return html`<section>
    <h2>${owned} <span class="status" data-status=${status}>${status}</span></h2>
    <ul>${accounts.map(({ name, iban, balances }) => moneyView(`${name} ${iban}`, balances[0] ?? {}))}</ul>
    <ul>${transactions.map((row) => moneyView(`${row.booking_date} ${row.counterparty?.name ?? row.remittance}`, row))}</ul>
    <div class="actions" ?hidden=${!hasData || status !== 'active'}>
      <button ?disabled=${isBusy} @click=${show(credentials_id)}>Show accounts</button>
      <button class="quiet" ?disabled=${isBusy} @click=${end(credentials_id)}>Disconnect</button>
    </div>
  </section>`;
}
