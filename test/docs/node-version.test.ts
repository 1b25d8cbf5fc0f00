import { read } from './support/page';

describe('The version of Node', () => {
  const version = read('.node-version').trim();
  const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
  const least = engines.node.replace('>=', '');
  const [major = 0, minor = 0] = version.split('.').map(Number);

  test('that developers get is the one of the container images', () => {
    const images = [...read('Dockerfile').matchAll(/^FROM node:([0-9.]+)/gm)].map(([, image = '']) => image);
    expect(images.length).toBeGreaterThan(0);
    expect(images.filter((image) => !`${version}.`.startsWith(`${image}.`))).toEqual([]);
  });

  test('that developers get is one that the package allows', () => {
    const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(major > leastMajor || (major === leastMajor && minor >= leastMinor)).toBe(true);
  });

  test.each(['README.md', 'docs/operating.md'])('is told in %s as it is', (page) => {
    expect(read(page)).toContain(least);
    expect(read(page)).toMatch(new RegExp(`\\b${major}\\b`));
  });
});
