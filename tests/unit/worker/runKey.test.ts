import { expect, it } from 'vitest';
import { type AskedOfRun, type KeyParts, runKey } from '../../../worker/runKey.ts';

const asked: AskedOfRun = {
  kind: 'DRIVERS',
  surveyId: 7n,
  parameters: { outcome: 'NPS', draws: 1000 },
  population: { answered: [] },
  asOf: new Date('2026-06-30T22:00:00Z'),
  seed: 1,
};
const parts: KeyParts = { dataVersions: { crm: '3', feedback: '12' }, engineVersion: '1.0.0', sources: ['41', '42 stale'] };

it('is the same for the same question to the same data by the same engine', () => {
  expect(runKey({ ...asked, parameters: { ...(asked.parameters as object) } }, { ...parts, sources: [...parts.sources] })).toBe(
    runKey(asked, parts),
  );
  expect(runKey(asked, parts)).toMatch(/^[0-9a-f]{64}$/);
});

it.each<[string, Partial<AskedOfRun>, Partial<KeyParts>]>([
  ['the version of a part of the data', {}, { dataVersions: { crm: '4', feedback: '12' } }],
  ['which parts of the data are read', {}, { dataVersions: { feedback: '12' } }],
  ['a parameter', { parameters: { outcome: 'NPS', draws: 100 } }, {}],
  ['the population', { population: { answered: [{ question: 'NPS', min: 9 }] } }, {}],
  ['the survey', { surveyId: 8n }, {}],
  ['the kind', { kind: 'CHURN' }, {}],
  ['the moment', { asOf: new Date('2026-06-30T22:00:00.001Z') }, {}],
  ['that there is no moment', { asOf: null }, {}],
  ['the seed', { seed: 2 }, {}],
  ['the engine', {}, { engineVersion: '1.0.1' }],
  ['a run that is read', {}, { sources: ['41', '43 stale'] }],
  ['whether a run that is read is stale', {}, { sources: ['41', '42'] }],
])('is another for another of these: %s', (_what, request, key) => {
  expect(runKey({ ...asked, ...request }, { ...parts, ...key })).not.toBe(runKey(asked, parts));
});
