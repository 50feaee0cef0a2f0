import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { ownMachine } from '../../../worker/ownMachine.ts';

it('is the same for workers that share processors, and another for those that are kept apart', async () => {
  expect(await ownMachine('1-3')).toBe(await ownMachine('1-3'));
  expect(await ownMachine('1-3')).not.toBe(await ownMachine('4-7'));
  expect(await ownMachine(null)).toBe(await ownMachine(null));
});

it('tells hosts of one name apart, and containers of one host', async () => {
  const [host, boot] = (await ownMachine(null)).split(' ');
  expect(host).toBe(hostname());
  if (process.platform === 'linux') expect(boot).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});
