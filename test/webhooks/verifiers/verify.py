"""Verifies a webhook as a tenant's server in Python does: body, headers and secrets come as JSON on the input."""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

sample = json.load(sys.stdin)
for secret in sample["secrets"]:
    print(Webhook(secret).verify(sample["body"], sample["headers"])["id"])
for body, secret in ((sample["body"] + " ", sample["secrets"][0]), (sample["body"], sample["other_secret"])):
    try:
        Webhook(secret).verify(body, sample["headers"])
        sys.exit("a forged event was taken")
    except WebhookVerificationError:
        print("refused")
