import express, { Router } from 'express';
import type { Bank } from '../books';
import type { Clothes } from '../clothes/clothes';
import { authorize } from './authorize';
import { metadata } from './metadata';
import { token } from './token';

/** The authorisation server of a bank with the OAuth redirect. */
export function oauthServer(bank: Bank, clothes: Clothes): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '8kb' });
  router.get(`${clothes.base}/.well-known/oauth-authorization-server`, (_req, res) => {
    res.json(metadata(bank, clothes));
  });
  router.all(`${clothes.base}/oauth/authorize`, form, authorize(bank, clothes));
  router.post(`${clothes.base}/oauth/token`, form, token(bank, clothes));
  return router;
}
