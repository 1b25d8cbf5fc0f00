#!/usr/bin/env bash
# Standard Webhooks in Python: sign() reads the clock face of a time and drops its zone, so nobody verifies the result.
#
# Guess    A datetime with a zone is signed as the instant that it is, as in JavaScript and Go.
# Seen     PyPI standardwebhooks 1.1.0 replaces the zone by UTC: 10:00+02:00 is signed as 10:00Z, two hours off.
#          Its own verify() then finds "No matching signature", with the right secret, body and webhook-timestamp.
#          A naive datetime.now() is taken for UTC too. PyPI svix 2.9.1 signs by the same code. npm standardwebhooks
#          1.1.1 signs the instant.
# Matters  A sender that stamps events with its bank's local time signs all of them wrongly, and only where the clock
#          isn't UTC: tests in a container pass. Give it datetime.now(timezone.utc).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >sign.py <<'END'
from datetime import datetime, timedelta, timezone
from standardwebhooks import Webhook, WebhookVerificationError
from svix.webhooks import Webhook as Svix

secret, body = 'whsec_b25seSBhbiBleGFtcGxlIGZvciB0ZXN0', '{"status":"COMPLETED"}'
noon = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
zones = {'UTC': timezone.utc, '+02:00': timezone(timedelta(hours=2))}
for name, library in (('standardwebhooks', Webhook), ('svix', Svix)):
    for zone, of in zones.items():
        print(name, zone, library(secret).sign('msg_1', noon.astimezone(of), body))

for zone, of in zones.items():
    now = datetime.now(of)
    headers = {
        'webhook-id': 'msg_1',
        'webhook-timestamp': str(int(now.timestamp())),
        'webhook-signature': Webhook(secret).sign('msg_1', now, body),
    }
    try:
        print('own verify', zone, Webhook(secret).verify(body, headers))
    except WebhookVerificationError as error:
        print('own verify', zone, error)
END
cat >sign.mjs <<'END'
import { Webhook } from 'standardwebhooks';
const webhook = new Webhook('whsec_b25seSBhbiBleGFtcGxlIGZvciB0ZXN0');
for (const time of ['2026-03-01T12:00:00Z', '2026-03-01T14:00:00+02:00']) {
  console.log('npm', time.slice(19), webhook.sign('msg_1', new Date(time), '{"status":"COMPLETED"}'));
}
END

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check standardwebhooks==1.1.0 svix==2.9.1
npm install --silent --no-audit --no-fund --ignore-scripts standardwebhooks@1.1.1

{ venv/bin/python sign.py; node sign.mjs; } | tee seen
diff - seen <<'END'
standardwebhooks UTC v1,7NOPsUdMBkgof6Lfej0nF6/5+Dl410rQP5SJINHGpU4=
standardwebhooks +02:00 v1,VZvMi7eS6xP3qcCoW90EeiWY5XJUOO0+QOQbXfwSSj8=
svix UTC v1,7NOPsUdMBkgof6Lfej0nF6/5+Dl410rQP5SJINHGpU4=
svix +02:00 v1,VZvMi7eS6xP3qcCoW90EeiWY5XJUOO0+QOQbXfwSSj8=
own verify UTC {'status': 'COMPLETED'}
own verify +02:00 No matching signature found
npm Z v1,7NOPsUdMBkgof6Lfej0nF6/5+Dl410rQP5SJINHGpU4=
npm +02:00 v1,7NOPsUdMBkgof6Lfej0nF6/5+Dl410rQP5SJINHGpU4=
END
