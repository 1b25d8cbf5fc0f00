import { compileForm } from '../../kit/forms/form';
import type { Stage } from '../../kit/scenarios/acting';
import type { FormsOf } from '../../kit/scenarios/prove';
import { schemaOf } from '../../service/forms';

/** The forms of a skill's scenarios: read by the very check that the API reads submissions with. */
export const scenarioForms: FormsOf = ({ definition }) => {
  const known = new Map<string, ReturnType<Stage['formOf']>>();
  return ({ form, step, choices }) => {
    const key = JSON.stringify([form, form === 'data' ? step : choices]);
    const found = known.get(key) ?? compileForm(schemaOf({ form, step, ...(choices ? { choices } : {}) }, definition));
    known.set(key, found);
    return found;
  };
};
