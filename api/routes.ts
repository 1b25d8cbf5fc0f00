import type { RequestHandler } from 'express';
import type { ApiServices, Deps } from './deps';
import { getAccount, getAccounts, getTransactions } from './endpoints/accounts';
import { receiveReport, returnFromBank } from './endpoints/callbacks';
import { describeSkill, listSkills } from './endpoints/catalog';
import { readCredentials, revokeCredentials } from './endpoints/credentials';
import { docsPage } from './endpoints/docs';
import { docsPages, INDEX_TYPES, PAGE_TYPES } from './endpoints/docs-pages';
import { GRAPHIQL_SCRIPT, graphiqlPage } from './endpoints/graphiql';
import { askGraphql, GRAPHQL_TYPES } from './endpoints/graphql';
import { answerLive, answerReady } from './endpoints/health';
import { listPublications, promoteSkill, publishSkill, retireSkill } from './endpoints/publication';
import { advanceSession, reportEvent, saveDraft } from './endpoints/sandbox';
import { cancelSession, readSession } from './endpoints/session';
import { createTicket, streamEvents } from './endpoints/session-events';
import { createSession } from './endpoints/sessions';
import { submitStep } from './endpoints/submission';
import { EVENT_TYPES_PRODUCED, getEvents } from './endpoints/tenant-events';
import { exchangeToken } from './endpoints/token';
import { removeUpload, uploadFiles } from './endpoints/uploads';
import {
  changeEndpoint,
  createEndpoint,
  listDeliveries,
  listEndpoints,
  readEndpoint,
  removeEndpoint,
  replayEvents,
  rotateSecret,
  testEndpoint,
} from './endpoints/webhooks';
import { endpoint, sendJson } from './http/endpoint';
import { answerMetrics, type Metrics } from './http/metrics';
import * as events from './openapi/event-paths';
import { askGraphql as graphqlOperation } from './openapi/graphql-paths';
import * as meta from './openapi/meta-paths';
import type { OpenApiOperation } from './openapi/operation';
import * as other from './openapi/other-paths';
import * as publication from './openapi/publication-paths';
import * as sandbox from './openapi/sandbox-paths';
import type { Part } from './openapi/schemas';
import * as session from './openapi/session-paths';
import * as webhook from './openapi/webhook-paths';

/** An operation of the document, and its handler. */
export interface Route {
  operation: Pick<OpenApiOperation, 'method' | 'path'>;
  /** The path as Express has it, where that is not the document's: a parameter with slashes. */
  at?: string;
  handle(services: ApiServices): RequestHandler;
  /** A GET that HEAD may not stand in for: it has an effect, here a read that the bank counts. */
  noHead?: true;
  /** Media types of the answers; JSON where absent. */
  produces?: readonly string[];
  /** The media type of the body; without it the method has none. */
  consumes?: 'application/json' | 'multipart/form-data';
  /** Bytes of a JSON body; the setting's where absent. */
  limit?: number;
}

const JSON_BODY = 'application/json';
const FORM = 'multipart/form-data';
const EVENTS = ['text/event-stream'];
/** Bytes of a document as text in JSON, where a quote takes two, and of its translations. */
const DOCUMENT = 1024 * 1024;
const PAGE = ['text/html', 'application/json'];
const SCRIPT = ['text/javascript', 'application/json'];
const METRICS = ['text/plain', 'application/openmetrics-text', 'application/json'];

/** The API's table of contents. */
export const ROUTES: readonly Route[] = [
  { operation: other.listSkills, handle: endpoint(listSkills) },
  { operation: publication.publishSkill, handle: endpoint(publishSkill), consumes: JSON_BODY, limit: DOCUMENT },
  // Before the skill that would have this name, if a name could be that.
  { operation: publication.listPublications, handle: endpoint(listPublications) },
  { operation: publication.promoteSkill, handle: endpoint(promoteSkill), consumes: JSON_BODY },
  { operation: publication.retireSkill, handle: endpoint(retireSkill), consumes: JSON_BODY },
  { operation: other.describeSkill, handle: endpoint(describeSkill) },

  { operation: session.createSession, handle: endpoint(createSession), consumes: JSON_BODY },
  { operation: session.readSession, handle: endpoint(readSession) },
  { operation: session.cancelSession, handle: endpoint(cancelSession) },
  { operation: session.streamEvents, handle: endpoint(streamEvents), produces: EVENTS },
  { operation: session.createTicket, handle: endpoint(createTicket) },
  { operation: session.submitStep, handle: endpoint(submitStep), consumes: JSON_BODY },
  { operation: session.uploadFiles, handle: endpoint(uploadFiles), consumes: FORM },
  { operation: session.removeUpload, handle: endpoint(removeUpload) },

  { operation: sandbox.saveDraft, handle: endpoint(saveDraft), consumes: JSON_BODY, limit: DOCUMENT },
  { operation: sandbox.advanceSession, handle: endpoint(advanceSession), consumes: JSON_BODY },
  { operation: sandbox.reportEvent, handle: endpoint(reportEvent), consumes: JSON_BODY },

  { operation: other.returnOk, handle: endpoint(returnFromBank('ok')), produces: PAGE },
  { operation: other.returnNok, handle: endpoint(returnFromBank('nok')), produces: PAGE },
  { operation: other.receiveReport, handle: endpoint(receiveReport), consumes: JSON_BODY },

  { operation: other.exchangeToken, handle: endpoint(exchangeToken), consumes: JSON_BODY },
  { operation: other.getAccounts, handle: endpoint(getAccounts), noHead: true },
  { operation: other.getAccount, handle: endpoint(getAccount), noHead: true },
  { operation: other.getTransactions, handle: endpoint(getTransactions), noHead: true },
  { operation: other.readCredentials, handle: endpoint(readCredentials) },
  { operation: other.revokeCredentials, handle: endpoint(revokeCredentials) },

  { operation: events.listEvents, handle: endpoint(getEvents), produces: EVENT_TYPES_PRODUCED },
  { operation: webhook.listEndpoints, handle: endpoint(listEndpoints) },
  { operation: webhook.createEndpoint, handle: endpoint(createEndpoint), consumes: JSON_BODY },
  { operation: webhook.readEndpoint, handle: endpoint(readEndpoint) },
  { operation: webhook.changeEndpoint, handle: endpoint(changeEndpoint), consumes: JSON_BODY },
  { operation: webhook.removeEndpoint, handle: endpoint(removeEndpoint) },
  { operation: webhook.rotateSecret, handle: endpoint(rotateSecret), consumes: JSON_BODY },
  { operation: webhook.testEndpoint, handle: endpoint(testEndpoint) },
  { operation: webhook.listDeliveries, handle: endpoint(listDeliveries) },
  { operation: webhook.replayEvents, handle: endpoint(replayEvents), consumes: JSON_BODY },

  { operation: graphqlOperation, handle: endpoint(askGraphql), produces: GRAPHQL_TYPES, consumes: JSON_BODY },
];

/** Of sandboxes. Before the pages of the guides, none of which has this name. */
const GRAPHIQL: readonly Route[] = [
  { operation: { method: 'get', path: '/docs/graphiql' }, handle: () => graphiqlPage.page, produces: PAGE },
  { operation: { method: 'get', path: GRAPHIQL_SCRIPT }, handle: () => graphiqlPage.script, produces: SCRIPT },
];

/** Routes about the API itself. They are not rate-limited, for probes call them. */
export function metaRoutes(
  metrics: Metrics,
  document: Part,
  { docs, settings }: { docs: Deps['docs']; settings: Pick<Deps['settings'], 'public_url' | 'graphql_explorer'> },
): readonly Route[] {
  const { page, script } = docsPage();
  const texts = docsPages(docs, settings.public_url);
  return [
    { operation: meta.openapiJson, handle: () => (_req, res) => sendJson(res, 200, document) },
    { operation: meta.docs, handle: () => page, produces: PAGE },
    { operation: { method: 'get', path: '/docs/reference.js' }, handle: () => script, produces: SCRIPT },
    ...(settings.graphql_explorer ? GRAPHIQL : []),
    { operation: meta.docsPage, at: '/docs/*page', handle: () => texts.page, produces: PAGE_TYPES },
    { operation: meta.llmsText, handle: () => texts.index, produces: INDEX_TYPES },
    { operation: meta.livez, handle: () => answerLive },
    { operation: meta.readyz, handle: answerReady },
    { operation: meta.metrics, handle: () => answerMetrics(metrics), produces: METRICS },
  ];
}
