import { describeSkill as describe, listSkills as list } from '../../service/catalog';
import { skillOrDraft } from '../../service/drafts';
import { claimTenant } from '../http/caller';
import type { Action } from '../http/endpoint';

/** The query as the document describes it, with numbers still as text. */
type CatalogQuery = Partial<Record<'type' | 'provider' | 'product' | 'flavour' | 'limit' | 'cursor', string>> & {
  client_id: string;
};

/** `GET /catalog` */
export const listSkills: Action = async (exchange) => {
  const { client_id, limit, ...filter } = exchange.req.query as CatalogQuery;
  const tenant = await claimTenant(exchange, client_id);
  const query = { ...filter, ...(limit === undefined ? {} : { limit: Number(limit) }) };
  exchange.answer = { status: 200, body: list(exchange.services, tenant, query) };
};

/** `GET /catalog/{skill}` */
export const describeSkill: Action = async (exchange) => {
  const { req, services } = exchange;
  const tenant = await claimTenant(exchange, (req.query as CatalogQuery).client_id);
  const skill = await skillOrDraft(services, tenant, String(req.params.skill));
  exchange.answer = { status: 200, body: describe(skill) };
};
