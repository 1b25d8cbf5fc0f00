import {
  listPublications as list,
  promoteSkill as promote,
  retireSkill as retire,
} from '../../service/publication/course';
import { type PublicationRequest, type Published, publishSkill as publish } from '../../service/publication/publish';
import type { Action, HttpAnswer } from '../http/endpoint';
import { type Publisher, provePublisher } from '../http/publisher';

interface Publishing {
  publisher: Publisher;
}

const published = ({ isNew, publication }: Published): HttpAnswer => ({ status: isNew ? 201 : 200, body: publication });

const answerPublished: Action<Publishing> = async (exchange) => {
  const { req, services, publisher } = exchange;
  exchange.answer = published(await publish(services, publisher, req.body as PublicationRequest));
};

/** `POST /catalog` */
export const publishSkill: Action<Publishing>[] = [provePublisher, answerPublished];

const answerPromoted: Action<Publishing> = async (exchange) => {
  const { req, services, publisher } = exchange;
  const { digest } = req.body as { digest: string };
  exchange.answer = published(await promote(services, publisher, String(req.params.skill), digest));
};

/** `POST /catalog/{skill}/promote` */
export const promoteSkill: Action<Publishing>[] = [provePublisher, answerPromoted];

const answerRetired: Action<Publishing> = async (exchange) => {
  const { req, services, publisher } = exchange;
  const { undo } = req.body as { undo?: boolean };
  exchange.answer = { status: 200, body: await retire(services, publisher, String(req.params.skill), undo) };
};

/** `POST /catalog/{skill}/retire` */
export const retireSkill: Action<Publishing>[] = [provePublisher, answerRetired];

const answerPublications: Action<Publishing> = async (exchange) => {
  const { req, services, publisher } = exchange;
  const { limit, cursor } = req.query as { limit?: string; cursor?: string };
  const query = {
    ...(limit === undefined ? {} : { limit: Number(limit) }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  exchange.answer = { status: 200, body: await list(services, publisher, query) };
};

/** `GET /catalog/published` */
export const listPublications: Action<Publishing>[] = [provePublisher, answerPublications];
