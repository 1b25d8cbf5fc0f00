import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import express from 'express';
import { conversations, type Sizes } from './conversation';

/**
 * The least that a team would write by hand on the bare SDK, with its stock settings: an Express handler that starts a
 * workflow, or sends it a signal and asks what became of it. It believes whoever calls, checks nothing and remembers
 * nothing.
 */
async function main(): Promise<void> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const client = new Client({ connection: await Connection.connect(connectionOptions), namespace });
  const bare = conversations(client, JSON.parse(String(process.env.SIZES)) as Sizes);
  const app = express().disable('x-powered-by').disable('etag');
  app.post('/sessions', express.json(), async (_req, res) => void res.status(201).json({ id: await bare.begin() }));
  app.post(
    '/sessions/:id/steps',
    express.json(),
    async (req, res) => void res.json(await bare.at(req.params.id).step()),
  );
  app.post(
    '/sessions/:id/calls',
    express.json(),
    async (req, res) => void res.json(await bare.at(req.params.id).call()),
  );
  app.get('/sessions/:id', async (req, res) => void res.json(await bare.at(req.params.id).read()));
  app.listen(Number(process.env.PORT), '127.0.0.1');
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
