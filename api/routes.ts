import type { RequestHandler } from 'express';
import type { Services } from './deps';
import { getAccount, getAccounts, getTransactions } from './endpoints/accounts';
import { receiveReport, returnFromBank } from './endpoints/callbacks';
import { describeSkill, listSkills } from './endpoints/catalog';
import { readCredentials, revokeCredentials } from './endpoints/credentials';
import { streamEvents } from './endpoints/events';
import { cancel, readState } from './endpoints/session';
import { createSession } from './endpoints/sessions';
import { submitStep } from './endpoints/submission';
import { exchangeToken } from './endpoints/token';
import { uploadFiles } from './endpoints/uploads';
import { endpoint } from './http/endpoint';
import * as other from './openapi/other-paths';
import type { Operation } from './openapi/schema-helpers';
import * as session from './openapi/session-paths';

/** One method of one path: its part of the document, and what carries it out. */
export interface Route {
  method: 'get' | 'post' | 'delete';
  /** As in the document: `/sessions/{session_id}`. */
  path: string;
  operation: Operation;
  handle(services: Services): RequestHandler;
  /** Media types; JSON where absent. */
  produces?: readonly string[];
  consumes?: 'application/json' | 'multipart/form-data';
}

const JSON_BODY = 'application/json' as const;
const PAGE = ['text/html', 'application/json'] as const;

/** The API's table of contents. */
export const ROUTES: readonly Route[] = [
  { method: 'get', path: '/catalog', operation: other.listSkills, handle: endpoint(listSkills) },
  { method: 'get', path: '/catalog/{skill}', operation: other.describeSkill, handle: endpoint(describeSkill) },

  {
    method: 'post',
    path: '/sessions',
    operation: session.createSession,
    handle: endpoint(createSession),
    consumes: JSON_BODY,
  },
  { method: 'get', path: '/sessions/{session_id}', operation: session.readSession, handle: endpoint(readState) },
  { method: 'delete', path: '/sessions/{session_id}', operation: session.cancelSession, handle: endpoint(cancel) },
  {
    method: 'get',
    path: '/sessions/{session_id}/events',
    operation: session.streamEvents,
    handle: endpoint(streamEvents),
    produces: ['text/event-stream'],
  },
  {
    method: 'post',
    path: '/sessions/{session_id}/steps',
    operation: session.submitStep,
    handle: endpoint(submitStep),
    consumes: JSON_BODY,
  },
  {
    method: 'post',
    path: '/sessions/{session_id}/steps/{step_id}/upload',
    operation: session.uploadFiles,
    handle: endpoint(uploadFiles),
    consumes: 'multipart/form-data',
  },

  {
    method: 'get',
    path: '/callbacks/{state}/ok',
    operation: other.returnOk,
    handle: endpoint(returnFromBank('ok')),
    produces: PAGE,
  },
  {
    method: 'get',
    path: '/callbacks/{state}/nok',
    operation: other.returnNok,
    handle: endpoint(returnFromBank('nok')),
    produces: PAGE,
  },
  {
    method: 'post',
    path: '/callbacks/{handle}',
    operation: other.receiveReport,
    handle: endpoint(receiveReport),
    consumes: JSON_BODY,
  },

  {
    method: 'post',
    path: '/token',
    operation: other.exchangeToken,
    handle: endpoint(exchangeToken),
    consumes: JSON_BODY,
  },
  { method: 'get', path: '/accounts', operation: other.getAccounts, handle: endpoint(getAccounts) },
  { method: 'get', path: '/accounts/{account_id}', operation: other.getAccount, handle: endpoint(getAccount) },
  { method: 'get', path: '/transactions', operation: other.getTransactions, handle: endpoint(getTransactions) },
  {
    method: 'get',
    path: '/credentials/{credentials_id}',
    operation: other.readCredentials,
    handle: endpoint(readCredentials),
  },
  {
    method: 'delete',
    path: '/credentials/{credentials_id}',
    operation: other.revokeCredentials,
    handle: endpoint(revokeCredentials),
  },
];
