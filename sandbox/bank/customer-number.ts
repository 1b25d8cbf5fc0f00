import { digitsOf } from './digits';

/** Another name of a user, for banks that take numbers only: 8 digits, the first of them 3. */
export const customerNumber = ({ psu_id }: { psu_id: string }): string => `3${digitsOf(`customer ${psu_id}`).slice(3)}`;
