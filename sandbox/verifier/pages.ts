import { type Response, Router } from 'express';
import { Change } from '../change';
import { html, sendPage } from '../html';
import type { Check, Decision, VerifierLedger } from './books';
import type { Callbacks } from './callback';
import { messageFor } from './outcome';

const DECISIONS: Decision[] = ['approved', 'retake', 'declined'];
const LABELS = { approved: 'Approve', retake: 'Ask for new pictures', declined: 'Decline' };

const waitingRow = ({ id, holder, id_type, documents, created_at }: Check) => html`
<h2>${holder}</h2>
<p class="quiet">${id_type} · ${documents.map(({ field, bytes }) => `${field} ${bytes} bytes`).join(', ')} · since ${new Date(created_at).toISOString()}</p>
<form class="row" method="post" action="/checks/${id}">
${DECISIONS.map((decision) => html`<button name="decision" value="${decision}"${decision === 'approved' ? html`` : html` class="other"`}>${LABELS[decision]}</button>`)}
</form>`;

const stateOf = ({ decision, delivered, given_up, attempts }: Check): string =>
  !decision
    ? 'waits for a click'
    : delivered
      ? `${decision}, delivered`
      : `${decision}, ${given_up ? 'given up' : 'to be delivered'} (${attempts} attempts)`;

function show(ledger: VerifierLedger, res: Response): void {
  const checks = ledger.all('checks').reverse();
  const waiting = checks.filter(({ decision }) => !decision);
  const page = html`
<p>A test verifier of identity documents: it keeps their sizes and hashes, and answers over a signed callback.
The name of the holder says what it answers.</p>
<table><tr><th>The name contains</th><th>Answer</th></tr>
<tr><td><code>retake</code></td><td>new pictures are asked for once in an onboarding, then approved</td></tr>
<tr><td><code>declined</code></td><td>declined</td></tr>
<tr><td><code>review</code></td><td>waits for a click on this page</td></tr>
<tr><td><code>repeat</code></td><td>the callback is sent once more after it was received</td></tr>
<tr><td>anything else</td><td>approved after 1 s</td></tr></table>
<h2>Waiting</h2>
${waiting.length ? waiting.slice(0, 50).map(waitingRow) : html`<p>No check waits for a click.</p>`}
<h2>Last checks</h2>
<table>${checks.slice(0, 20).map((check) => html`<tr><td>${check.holder}<br><small>${check.id}</small></td><td>${stateOf(check)}</td></tr>`)}</table>
<h2>Without a browser</h2>
<pre>curl -H 'Accept: application/json' $VERIFIER/checks   # what waits
curl $VERIFIER/checks/$CHECK_ID -d decision=approved   # or retake, declined
curl $VERIFIER/_sandbox/effects   # what was really done</pre>`;
  sendPage(res, 200, 'Verifier', page);
}

/**
 * The page of the person who reviews. `POST /checks/{check_id}` with the form field `decision`; `GET /checks` lists
 * what waits.
 */
export function reviewPages(ledger: VerifierLedger, callbacks: Callbacks): Router {
  const router = Router();
  router.get('/', (_req, res) => show(ledger, res));
  router.get('/checks', (_req, res) => {
    const waiting = ledger.all('checks').filter(({ decision }) => !decision);
    res.json({
      data: waiting.map(({ id, holder, id_type, documents }) => ({ check_id: id, holder, id_type, documents })),
    });
  });
  router.post('/checks/:id', async (req, res) => {
    const books = new Change(ledger, null, Date.now());
    const check = books.get('checks', String(req.params.id));
    const decision = DECISIONS.find((one) => one === req.body?.decision);
    if (!check) return sendPage(res, 404, 'Verifier', html`<p>There is no such check.</p>`, 'narrow');
    if (!decision) return sendPage(res, 400, 'Verifier', html`<p>approved, retake or declined?</p>`, 'narrow');
    if (!check.decision) {
      const decided: Check = { ...check, decision, ...messageFor(decision), due_at: books.now };
      books.put('checks', check.id, decided);
      await books.commit();
      callbacks.schedule(decided);
    }
    res.redirect(303, '/');
  });
  return router;
}
