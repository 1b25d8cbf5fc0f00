import { readFileSync } from 'node:fs';
import path from 'node:path';
import { apiOptions } from '../../local/stack/processes';
import { projectRoot } from '../../runtime/paths';

const read = (name: string) => readFileSync(path.join(projectRoot(), name), 'utf8');

describe('The container images', () => {
  const version = /^FROM node:([0-9.]+)/m.exec(read('Dockerfile'))?.[1] ?? '';
  const wanted = ['node', ...apiOptions(version), 'dist/api/server.js'];

  test('run the API with the options that npm start gives it on the same Node', () => {
    const [, platform = ''] = read('Dockerfile').split(/^FROM .* AS platform$/m);
    expect(JSON.parse(/^CMD (.*)$/m.exec(platform)?.[1] ?? '')).toEqual(wanted);
    expect(read('docker-compose.yml')).toContain(`    command: [${wanted.join(', ')}]\n`);
  });

  test('give Node 24 its former limit for young buffers, and leave others alone, which may not know the option', () => {
    expect(apiOptions('24.21.0')).toEqual(['--enable-source-maps', '--scavenger-max-new-space-capacity-mb=8']);
    expect(apiOptions('20.20.2')).toEqual(['--enable-source-maps']);
    expect(apiOptions('26.0.0')).toEqual(['--enable-source-maps']);
  });
});
