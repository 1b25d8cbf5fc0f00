import express, { Router } from 'express';
import type { Bank } from '../books';
import type { Clothes } from '../clothes/clothes';
import type { RawRequest } from '../signature';
import { tellAddress } from './address';
import { authorize } from './authorize';
import { metadata } from './metadata';
import { token } from './token';

/** The authorisation server of a bank with the OAuth redirect. */
export function oauthServer(bank: Bank, clothes: Clothes): Router {
  const router = Router();
  const form = express.urlencoded({
    extended: false,
    limit: '8kb',
    verify: (req, _res, raw_body) => void Object.assign(req as RawRequest, { raw_body }),
  });
  router.get(`${clothes.base}/.well-known/oauth-authorization-server`, (_req, res) => {
    res.json(metadata(bank, clothes));
  });
  router.all(`${clothes.base}/oauth/authorize`, form, authorize(bank, clothes));
  if (clothes.traits.oauth?.address_asked)
    router.get(`${clothes.base}/oauth/authorization-server-url`, (req, res) => tellAddress(bank, clothes, req, res));
  router.post(`${clothes.base}/oauth/token`, form, token(bank, clothes));
  return router;
}
