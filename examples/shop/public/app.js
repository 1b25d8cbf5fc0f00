import { keyed } from '/lit/directives/keyed.js';
import { render } from '/lit/lit-html.js';
import { createClient } from '/sdk/client.js';
import { filesIn, readForm } from './form.js';
import { reduce, START } from './session.js';
import { homeView, sessionView } from './views.js';

const KEPT = 'shop.session';
const main = document.querySelector('main');
let state = START;
let shown;
let session;
/** What is typed into a form stays while its step is the same; a new one gets a new form, and the focus. */
function dispatch(action) {
  state = reduce(state, action);
  const view = state.session ? sessionView : homeView;
  const { session_id, next = {} } = state.session ?? {};
  const key = `${session_id} ${next.step_id ?? next.kind}`;
  render(keyed(key, view(state, does)), main);
  main.ariaBusy = String(state.isBusy);
  document.querySelector('#notice').textContent = state.notice;
  if (key !== shown) main.querySelector('h1')?.focus();
  else if (action.type === 'done') document.getElementById(`f-${Object.keys(state.errors)[0]}`)?.focus();
  shown = key;
}
const learn = (facts) => dispatch({ type: 'learnt', facts });

/** Does something that may be refused, and shows a refusal at the fields that it is about. */
async function attempt(work) {
  dispatch({ type: 'sending' });
  await work().then(() => dispatch({ type: 'done', errors: [] }), refused);
}
function refused(error) {
  if (error.status === 404) localStorage.removeItem(KEPT);
  if (session) dispatch({ type: 'changed', session: session.state });
  dispatch({ type: 'done', errors: error.errors?.length ? error.errors : [error] });
}

/** Calls the shop’s own server. */
async function shop(path, method = 'GET', body = undefined) {
  const sent = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(path, { method, ...sent });
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 401) return new Promise(() => location.assign('/welcome.html'));
  if (!answer.ok) throw Object.assign(new Error('The shop can’t do that now. Try again.'), said);
  return said;
}
const loadUser = async () => learn({ user: await shop('/me') });

/** Follows a session to its end, also where nobody types: at the phone, at the bank, during a review. */
async function follow(opened) {
  session = opened;
  for await (const now of session.watch()) await take(now);
}

/** Keeps what another visit of this page needs to go on, and brings home what the session has obtained. */
async function take(now) {
  if (!session) return;
  localStorage.setItem(KEPT, JSON.stringify(session));
  dispatch({ type: 'changed', session: now });
  if (now.next.kind !== 'none') return;
  session = undefined;
  if (now.temp_token) await shop('/assets', 'POST', { session_id: now.session_id, temp_token: now.temp_token });
  localStorage.removeItem(KEPT);
  await loadUser();
}

/** The data first: files travel for a form that holds. What has arrived is kept, should the line break. */
async function send(form, { schema, uploads, kept = [] }) {
  const files = filesIn(form, uploads);
  const data = readForm(form, schema);
  if (schema) await take(await session.submit(data, { keep: kept.filter((name) => !(name in data)) }));
  for (const [field, own] of files) {
    const onProgress = ({ loaded, total }) => learn({ progress: { field, sent: loaded / total } });
    await take(await session.upload(field, own, { onProgress }));
  }
}

/** What the views can have done. */
const does = {
  submit: (event) => {
    event.preventDefault();
    void attempt(() => send(event.target, state.session.next));
  },
  cancel: () => attempt(async () => take(await session.cancel())),
  leave: () => learn({ session: undefined }),
  begin: (skill) => () =>
    attempt(async () => void follow(await vestibule.start(skill, { returnUrl: `${location.origin}/` })).catch(refused)),
  show: (id) => () => attempt(async () => learn({ open: await shop(`/assets/${id}`) })),
  end: (id) => () => attempt(() => shop(`/assets/${id}`, 'DELETE').then(loadUser)),
};

/** Goes on where this browser was: in the session that it has begun, or at home. */
document.addEventListener('visibilitychange', () => void loadUser());
history.replaceState({}, '', '/');
const vestibule = createClient(await shop('/config'));
await loadUser();
const kept = localStorage.getItem(KEPT);
if (kept) await attempt(async () => void follow(await vestibule.resume(JSON.parse(kept))).catch(refused));
