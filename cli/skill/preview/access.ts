import type { DemoAccess } from '../../tour/app';
import { demoOf } from '../catalog-client';
import { SkillToolError } from '../io';

const KEYS = {
  client_id: 'VESTIBULE_CLIENT_ID',
  client_secret: 'VESTIBULE_CLIENT_SECRET',
  client_app_key: 'VESTIBULE_CLIENT_APP_KEY',
} as const;

/**
 * The API where a draft is tried, and the keys of the tenant whose draft it is: those of the running `npm start`, or
 * those that the environment names. The demo's keys are sent to the demo's own API only. Throws `SkillToolError`.
 */
export function previewAccess(to: string | undefined, env: NodeJS.ProcessEnv): DemoAccess {
  const demo = demoOf(env);
  const api_url = to ?? demo?.api_url;
  if (api_url === undefined)
    throw new SkillToolError('Nothing runs on this machine: run npm start in another terminal, or give --to URL.');
  if (!URL.canParse(api_url) || !/^https?:/.test(api_url))
    throw new SkillToolError(`--to ${api_url} is not an address: https://…`);
  if (demo && new URL(demo.api_url).origin === new URL(api_url).origin) return demo;
  const keys = Object.entries(KEYS).map(([key, name]) => [key, env[name]] as const);
  const missing = keys.filter(([, value]) => !value).map(([key]) => KEYS[key as keyof typeof KEYS]);
  if (missing.length > 0)
    throw new SkillToolError(`Set ${missing.join(', ')}: the keys of a sandbox tenant of ${api_url}.`);
  return {
    ...(Object.fromEntries(keys) as Record<keyof typeof KEYS, string>),
    api_url,
    bank_url: '',
    verifier_url: '',
  };
}
