#!/usr/bin/env bash
# ISO 8601 durations: ninety days through Go's sosodev/duration come back as P2M4W1DT4H, another date or an error.
#
# Guess    90 days of time.Duration are written P90D again.
# Seen     github.com/sosodev/duration 1.4.0 takes a month as 730 hours and writes P2M4W1DT4H. From 31 January 2026
#          PyPI isodate 0.7.2 and npm luxon 3.7.2 make 29 April 04:00 of it; 90 days are 1 May. PyPI isoduration
#          20.11.0 refuses it, since a week may not stand beside others.
# Matters  A consent's life and a skill's deadlines are ISO 8601 durations of days. One hop through a service in Go
#          that keeps a time.Duration ends the consent two days early.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >main.go <<'EOF'
package main

import (
	"fmt"

	"github.com/sosodev/duration"
)

func main() {
	days, _ := duration.Parse("P90D")
	fmt.Println(duration.FromTimeDuration(days.ToTimeDuration()))
}
EOF
cat >read.py <<'EOF'
import datetime
import sys
import isodate
import isoduration

start = datetime.datetime(2026, 1, 31)
for text in ('P90D', sys.argv[1]):
    print('isodate', text, start + isodate.parse_duration(text))
    try:
        print('isoduration', text, start + isoduration.parse_duration(text))
    except isoduration.DurationParsingException as error:
        print('isoduration', text, type(error).__name__)
EOF
cat >read.mjs <<'EOF'
import { DateTime, Duration } from 'luxon';
const start = DateTime.utc(2026, 1, 31);
for (const text of ['P90D', process.argv[2]]) console.log('luxon', text, start.plus(Duration.fromISO(text)).toISO());
EOF

go mod init example >go.log 2>&1
go get github.com/sosodev/duration@v1.4.0 >>go.log 2>&1
pip install --quiet --no-deps --target py isodate==0.7.2 isoduration==20.11.0 arrow==1.4.0 \
  python-dateutil==2.9.0.post0 six==1.17.0 tzdata==2026.6 2>pip.log
npm install --silent --no-audit --no-fund --ignore-scripts luxon@3.7.2

written=$(go run .)
{ echo "sosodev $written"; PYTHONPATH=py python3 read.py "$written"; node read.mjs "$written"; } | tee seen
diff - seen <<'EOF'
sosodev P2M4W1DT4H
isodate P90D 2026-05-01 00:00:00
isoduration P90D 2026-05-01 00:00:00
isodate P2M4W1DT4H 2026-04-29 04:00:00
isoduration P2M4W1DT4H IncorrectDesignator
luxon P90D 2026-05-01T00:00:00.000Z
luxon P2M4W1DT4H 2026-04-29T04:00:00.000Z
EOF
