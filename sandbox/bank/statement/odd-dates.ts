import type { Oddity } from './rows';

const german = (date: string): string => date.split('-').reverse().join('.');
const bare = (date: string): string => date.replaceAll('-', '');

/** Dates as `23.03.2024` and `20240323` by turns. */
export const oddDates: Oddity = ({ traits }, { row, entry }, index) => {
  if (traits.dates === 'iso') return row;
  const date = index % 2 === 0 ? german(entry.date) : bare(entry.date);
  return { ...row, ...('bookingDate' in row && { bookingDate: date }), valueDate: date };
};
