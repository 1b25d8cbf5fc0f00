import { cleanEnv, str } from 'envalid';
import { startSandbox } from './listen';

/**
 * Runs the sandbox's two servers until SIGTERM or SIGINT; prints one line of JSON with their addresses when they are
 * ready.
 */
async function main(): Promise<void> {
  const env = cleanEnv(process.env, {
    BANK_PORT: str({ default: '0', desc: 'Port of the bank; 0 takes a free one.' }),
    VERIFIER_PORT: str({ default: '0', desc: 'Port of the verifier; 0 takes a free one.' }),
    SANDBOX_HOST: str({ default: '127.0.0.1', desc: 'Address to listen on.' }),
    SANDBOX_DATA: str({ desc: 'Folder of the journals.' }),
    VERIFIER_SECRET: str({ desc: 'Signs the callbacks: whsec_ and base64.' }),
    BANK_PUBLIC_URL: str({ default: '', desc: 'Where browsers reach the bank, if not at its own address.' }),
  });
  const sandbox = await startSandbox({
    bank_port: Number(env.BANK_PORT),
    verifier_port: Number(env.VERIFIER_PORT),
    data: env.SANDBOX_DATA,
    verifier_secret: env.VERIFIER_SECRET,
    host: env.SANDBOX_HOST,
    ...(env.BANK_PUBLIC_URL && { bank_public_url: env.BANK_PUBLIC_URL.replace(/\/$/, '') }),
  });
  process.stdout.write(`${JSON.stringify({ bank_url: sandbox.bank_url, verifier_url: sandbox.verifier_url })}\n`);
  const stop = () => void sandbox.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${JSON.stringify({ level: 'fatal', msg: 'the sandbox did not start', error: String(error) })}\n`,
  );
  process.exit(1);
});
