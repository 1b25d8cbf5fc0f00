import { html } from '/lit/lit-html.js';

/** `id_scan` → `Id scan`. */
export const inWords = (name) => name[0].toUpperCase() + name.slice(1).replaceAll('_', ' ');

const choicesOf = (field) =>
  field.oneOf?.map((one) => [one.const, one.title ?? one.const]) ??
  field.enum?.map((value) => [value, field['x-labels']?.[value] ?? value]);
const TYPES = { date: 'date', email: 'email', password: 'password', boolean: 'checkbox' };

/** A control with its label, its hint and its error. */
const row = (name, { title = inWords(name), description = '' }, isRequired, error = '', control) => html`<div>
    <label for="f-${name}">${title} ${isRequired ? '' : html`<span class="optional">(optional)</span>`}</label>
    ${control({ id: `f-${name}`, about: `h-${name} e-${name}`, invalid: error ? 'true' : 'false' })}
    <p class="hint" id="h-${name}">${description}</p>
    <p class="error" id="e-${name}">${error}</p>
  </div>`;

const fieldRow = (name, field, isRequired, error, before, isKept) =>
  row(name, field, isRequired, error, ({ id, about, invalid }) => {
    const type = TYPES[name] ?? TYPES[field.format] ?? TYPES[field.type] ?? 'text';
    const options = choicesOf(field)?.map(
      ([value, label]) => html`<option value=${value} ?selected=${value === before}>${label}</option>`,
    );
    if (!options)
      return html`<input id=${id} name=${name} type=${type} value=${before ?? ''} aria-describedby=${about}
        autocomplete=${name === 'otp' ? 'one-time-code' : 'off'} placeholder=${isKept ? 'As before' : ''}
        aria-invalid=${invalid} />`;
    return html`<select id=${id} name=${name} aria-describedby=${about} aria-invalid=${invalid}>
      <option value="">Choose …</option>${options}
    </select>`;
  });

function fileRow({ field, media_types, max_bytes, min, max, received }, title, error, progress) {
  const kinds = media_types.map((type) => type.split('/')[1].toUpperCase()).join(', ');
  const description = `${kinds}, at most ${Math.floor(max_bytes / 1_048_576)} MB; ${received} received`;
  const sent = progress?.field === field ? progress.sent : undefined;
  const control = ({ id, about, invalid }) => html`<input type="file" id=${id} name=${field} ?multiple=${max > 1}
      accept=${media_types.join()} aria-describedby=${about} aria-invalid=${invalid} />
    <progress ?hidden=${sent === undefined} value=${sent ?? 0} aria-label="Sent so far"></progress>`;
  return row(field, { title, description }, received < min, error, control);
}

/** The fields of what a session asks next, by its JSON Schema, then its files. */
export function fieldsFor(/** @type {any} */ next, { words, errors, progress }) {
  const { schema: { properties = {}, required = [] } = {}, uploads = [], prefill = {}, kept = [] } = next;
  const fieldOf = ([name, field]) =>
    fieldRow(name, field, required.includes(name), errors[name], prefill[name], kept.includes(name));
  return html`${Object.entries(properties).map(fieldOf)}
    ${uploads.map((one) => fileRow(one, words[one.field], errors[one.field], progress))}
    <p class="error" role="alert">${errors['']}</p>`;
}

/** What was typed, as the schema wants it; what doesn’t fit is left for the API to judge. */
export function readForm({ elements }, { properties = {} } = {}) {
  const readOne = (name, { type }) => {
    const { value, checked } = elements[name];
    if (type === 'boolean') return checked;
    if (type === 'array') return value.split(/[\s,;]+/);
    return ['integer', 'number'].includes(type) && Number.isFinite(Number(value)) ? Number(value) : value;
  };
  const given = Object.entries(properties).filter(([name]) => elements[name].value.trim() !== '');
  return Object.fromEntries(given.map(([name, field]) => [name, readOne(name, field)]));
}

/** The files that were chosen, by field. */
export const filesIn = ({ elements }, uploads = []) =>
  uploads.map(({ field }) => [field, [...elements[field].files]]).filter(([, files]) => files.length > 0);
