#!/usr/bin/env bash
# Ages: for somebody born on 29 February, four date libraries disagree by a year on 28 February.
#
# Guess    All count 17 years on 28 February 2026 and 18 on 1 March.
# Seen     Born on 2008-02-29. date-fns 4.4.0 and temporal-polyfill 1.0.8 count 17 years on 2026-02-28. luxon 3.7.2
#          and dayjs 1.11.23 count 18. On the days before and after, all four agree.
# Matters  A check "of age" passes in one service and fails in the next on the same day.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >age.mjs <<'END'
import { differenceInYears } from 'date-fns';
import dayjs from 'dayjs';
import { DateTime } from 'luxon';
import { Temporal } from 'temporal-polyfill';
const born = '2008-02-29';
const utc = (day) => DateTime.fromISO(day, { zone: 'utc' });
for (const day of ['2026-02-27', '2026-02-28', '2026-03-01']) {
  const ages = {
    'date-fns': differenceInYears(new Date(`${day}T00:00`), new Date(`${born}T00:00`)),
    temporal: Temporal.PlainDate.from(day).since(born, { largestUnit: 'year' }).years,
    luxon: Math.floor(utc(day).diff(utc(born), 'years').years),
    dayjs: dayjs(day).diff(dayjs(born), 'year'),
  };
  console.log(day, ...Object.entries(ages).map(([library, years]) => `${library} ${years}`));
}
END

npm install --silent --no-audit --no-fund --ignore-scripts \
  date-fns@4.4.0 luxon@3.7.2 dayjs@1.11.23 temporal-polyfill@1.0.8

TZ=UTC node age.mjs | tee seen
diff - seen <<'END'
2026-02-27 date-fns 17 temporal 17 luxon 17 dayjs 17
2026-02-28 date-fns 17 temporal 17 luxon 18 dayjs 18
2026-03-01 date-fns 18 temporal 18 luxon 18 dayjs 18
END
