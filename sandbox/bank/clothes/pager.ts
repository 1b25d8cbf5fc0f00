import { dress } from './clothes';

export const pager = dress({
  name: 'pager',
  story:
    'Pages oddly: 25 rows a page, links named firstPage, nextPage and lastPage that hold only `?page=2`, ' +
    'and gzip that nobody asked for. Booked entries of the last 90 days only.',
  approaches: ['REDIRECT', 'DECOUPLED'],
  traits: {
    paging: 'own_names',
    page_size: 25,
    encoding: 'gzip',
    nulls: true,
    booking_statuses: ['booked'],
    history: { days: 90, refused_as: 'PERIOD_INVALID' },
  },
});
