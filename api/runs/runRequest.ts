import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { asOfFault } from '../../worker/requestRun.ts';
import type { Limits } from '../limits/limits.ts';
import { Problem } from '../problem.ts';
import { readJson } from '../readJson.ts';

/** What the sender wants of the run. */
export interface RunWish {
  readonly asOf: Date | null;
  readonly force: boolean;
  readonly idempotencyKey: string | null;
}

const body = z.strictObject({
  asOf: z.iso
    .datetime({ offset: true, error: 'an RFC 3339 time with its offset is needed, for example 2026-05-17T09:30:00Z' })
    .transform((text) => new Date(text))
    .refine((date) => date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999, 'years 1 to 9999 are possible')
    .nullish(),
  force: z.boolean().nullish(),
});

const longestBody = 16 * 1024;

/** @throws Problem 400, 408, 413 */
export async function readRunRequest(request: IncomingMessage, { bodySeconds }: Pick<Limits, 'bodySeconds'>): Promise<RunWish> {
  const idempotencyKey = readIdempotencyKey(request);
  const parsed = body.safeParse((await readJson(request, { bytes: longestBody, seconds: bodySeconds })) ?? {});
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
    throw new Problem(400, 'BAD_USER_INPUT', faults.join('; '));
  }
  const { asOf } = parsed.data;
  const fault = asOf ? asOfFault(asOf, new Date()) : null;
  if (fault !== null) throw new Problem(400, 'BAD_USER_INPUT', `asOf: ${fault}`);
  return { asOf: asOf ?? null, force: parsed.data.force ?? false, idempotencyKey };
}

function readIdempotencyKey({ headers }: IncomingMessage): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return key; // the same as runAnalysis takes
  throw new Problem(400, 'BAD_USER_INPUT', 'Idempotency-Key: 1 to 200 visible ASCII characters are possible');
}
