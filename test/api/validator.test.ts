import express from 'express';
import request from 'supertest';
import { sendJson } from '../../api/http/endpoint';
import { answerProblem } from '../../api/http/problem';
import { checkAnswers, createOperationValidators } from '../../api/http/validator';
import { openapiDocument } from '../../api/openapi/document';
import { openTestApp } from './support/test-app';

const validatorOf = createOperationValidators(openapiDocument(), true);
const { deps } = openTestApp();

/** An app whose one path is checked as `GET /credentials/{id}` is, and answers `body`. */
const answering = (status: number, body: unknown) => {
  const app = express();
  app.get('/:credentials_id', checkAnswers(validatorOf('/credentials/{credentials_id}', 'get')), (_req, res) =>
    sendJson(res, status, body),
  );
  app.use(answerProblem({ ...deps.log, error: () => undefined } as unknown as typeof deps.log));
  return request(app).get('/x');
};

describe('The document checks', () => {
  test('the answers that are sent: one that is not documented becomes a fault of ours', async () => {
    expect((await answering(200, { nothing: 'of it' })).status).toBe(500);
    expect((await answering(207, {})).status).toBe(500);
  });

  test('query parameters by their place, numbers as numbers, the unknown and the empty too', async () => {
    const { api } = openTestApp();
    const ask = async (query: string) => {
      const { body } = await api.get(`/catalog?${query}`).expect(400);
      return Object.fromEntries(
        body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]),
      );
    };
    expect(await ask('client_id=x&limit=0')).toEqual({ 'query/limit': 'minimum' });
    expect(await ask('client_id=x&limit=1.5')).toEqual({ 'query/limit': 'type' });
    expect(await ask('client_id=x&limit=1&limit=2')).toEqual({ 'query/limit': 'type' });
    expect(await ask('client_id=x&flavour=other')).toEqual({ 'query/flavour': 'enum' });
    expect(await ask('cursor=&lim=3')).toEqual({
      'query/client_id': 'required',
      'query/cursor': 'empty',
      'query/lim': 'unknown',
    });
  });

  test('headers and paths', async () => {
    const { api } = openTestApp();
    const long = await api.get(`/sessions/${'x'.repeat(65)}`).expect(400);
    expect(long.body.errors).toEqual([
      { pointer: 'path/session_id', code: 'max_length', message: 'This must have at most 64 characters.' },
    ]);
    const key = await api.post('/token').set('Idempotency-Key', 'k'.repeat(256)).send({ temp_token: 'x' }).expect(400);
    expect(key.body.errors).toMatchObject([{ pointer: 'header/Idempotency-Key', code: 'max_length' }]);
  });

  test('a body that is missing, is none, or names what nobody knows', async () => {
    const { api } = openTestApp();
    expect((await api.post('/token').expect(400)).body.errors).toMatchObject([{ pointer: '', code: 'required' }]);
    expect((await api.post('/token').send([]).expect(400)).body.errors).toMatchObject([{ pointer: '', code: 'type' }]);
    const { errors } = (await api.post('/token').send({ temp_token: 5, extra: 1 }).expect(400)).body;
    expect(errors).toMatchObject([
      { pointer: '/temp_token', code: 'type' },
      { pointer: '/extra', code: 'unknown' },
    ]);
  });
});
