import { duration } from '../../domain/skill/duration';

describe('A duration', () => {
  test.each([
    ['PT1S', 1_000],
    ['PT15M', 900_000],
    ['PT2H', 7_200_000],
    ['P1D', 86_400_000],
    ['P2W', 1_209_600_000],
    ['P1DT2H3M4S', 93_784_000],
    ['P1DT0S', 86_400_000],
    ['P0D', 0],
    ['PT90M', 5_400_000],
  ])('%s is %d ms', (text, ms) => {
    expect(duration(text)).toBe(ms);
  });

  test.each([
    '',
    'P',
    'PT',
    'P1DT',
    'P1M',
    'P1Y',
    'P1W2D',
    'PT1.5S',
    '-PT1S',
    'pt1s',
    'P 1D',
    'PT1S ',
    'P1H',
    'PT1D',
    'P99999D',
    '1D',
  ])('%j is none: weeks alone, or days to seconds, whole numbers', (text) => {
    expect(duration(text)).toBeUndefined();
  });
});
