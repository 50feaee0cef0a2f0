import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Limits } from '../limits/limits.ts';
import { Problem } from '../problem.ts';
import { readJson } from '../readJson.ts';

/** What the rows of a file may be; upper-case, the kind of its import. */
export const rowKinds = [
  'customers',
  'responses',
  'orders',
  'subscriptions',
  'tickets',
  'spend',
  'visits',
  'events',
  'invitations',
  'touchpoints',
] as const;

/** What the sender said about the file, from the query string or from JSON. */
export interface UploadRequest {
  readonly kind: Uppercase<(typeof rowKinds)[number]>;
  readonly survey: string | null;
  readonly filename: string;
  readonly dryRun: boolean;
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly idempotencyKey: string | null;
  /** SHA-256 of all bytes, by which an upload that was broken off is found again. */
  readonly checksum: string | null;
}

const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0', '']).transform((text) => text === 'true' || text === '1' || text === ''),
]);

const schema = z.strictObject({
  as: z.enum(rowKinds),
  survey: z.string().trim().min(1).max(200).optional(),
  filename: z.string().min(1).max(500).default('upload.csv'),
  uploadLength: z
    .union([
      z.int().min(0),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ])
    .optional(),
  dryRun: flag.default(false),
  codebook: z.record(z.string(), z.unknown()).optional(), // its content is the worker's to judge: the import says what is wrong with it
  fields: z.record(z.string(), z.unknown()).optional(),
  encoding: z.string().min(1).max(50).optional(),
  delimiter: z.string().min(1).max(2).optional(),
  checksum: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the file is needed, 64 hexadecimal digits in small letters')
    .optional(),
});

const longestJson = 1024 * 1024;

export function fromQuery(request: IncomingMessage, query: URLSearchParams): UploadRequest {
  return parse(request, Object.fromEntries(query)).wanted;
}

export async function fromJson(
  request: IncomingMessage,
  { bodySeconds }: Pick<Limits, 'bodySeconds'>,
): Promise<{ wanted: UploadRequest; length: number | null }> {
  return parse(request, await readJson(request, { bytes: longestJson, seconds: bodySeconds }));
}

/** As JSON prints them, a NUL or half of a letter: PostgreSQL stores neither. */
const unstorable = /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i;

function parse(request: IncomingMessage, value: unknown): { wanted: UploadRequest; length: number | null } {
  if (unstorable.test(JSON.stringify(value)))
    throw new Problem(400, 'BAD_USER_INPUT', 'a text holds a NUL character or half of a letter, which cannot be stored: remove it');
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new Problem(
      400,
      'BAD_USER_INPUT',
      parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`).join('; '),
    );
  }
  const { as, survey, filename, uploadLength, dryRun, checksum, ...mapping } = parsed.data;
  const key = survey ?? (typeof mapping.codebook?.key === 'string' ? mapping.codebook.key : null);
  if (as === 'responses' && key === null) throw new Problem(400, 'BAD_USER_INPUT', 'survey: responses belong to a survey, name its key');
  const wanted = {
    kind: as.toUpperCase() as UploadRequest['kind'],
    survey: as === 'responses' ? key : null,
    filename,
    dryRun,
    mapping,
    idempotencyKey: idempotencyKey(request),
    checksum: checksum ?? null,
  };
  return { wanted, length: uploadLength ?? null };
}

function idempotencyKey({ headers }: IncomingMessage): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && key.length >= 1 && key.length <= 255) return key;
  throw new Problem(400, 'BAD_USER_INPUT', 'Idempotency-Key: 1 to 255 characters');
}

/** A header that holds a number of bytes; null when it is not there. */
export function byteCount({ headers }: IncomingMessage, name: string): bigint | null {
  const text = headers[name];
  if (text === undefined) return null;
  if (typeof text === 'string' && /^\d{1,15}$/.test(text)) return BigInt(text);
  throw new Problem(400, 'BAD_USER_INPUT', `${name}: a number of bytes is needed`);
}
