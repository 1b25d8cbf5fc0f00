/** The check of values by JSON Schema, as the API and the services use it. */
export { addFullFormats } from '../kit/forms/json-formats';
export { asCheck, type Check, compileCheck } from '../kit/forms/schema-check';
