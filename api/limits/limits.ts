/** What an installation may set of what callers may do; the limits of one query are fixed (schema/limits/queryLimits.ts). */
import { z } from 'zod';

export interface Limits {
  /** A request to the graph that takes longer is given up, its SQL cancelled. */
  readonly requestTimeoutSeconds: number;
  /** Bytes of one uploaded file. */
  readonly uploadBytes: bigint;
  /** A body that takes longer to arrive is not waited for; uploads have their own pace. */
  readonly bodySeconds: number;
  /** Points that a key may spend in a minute; 0 = as many as it likes. */
  readonly pointsPerMinute: number;
  /** Wrong credentials that one address may show in a minute; 0 = as many as it likes. */
  readonly wrongCredentialsPerMinute: number;
  /** The address of a caller is what the proxy before us says. */
  readonly trustProxy: boolean;
  /** Megabytes of answers that are kept for whoever asks again; 0 = none. */
  readonly answerCacheMegabytes: number;
  /** Only saved documents and those of our own clients are answered at /graphql. */
  readonly trustedOnly: boolean;
  /** Files of documents of other clients that are trusted. */
  readonly trustedDocuments: readonly string[];
  /** Who is told the schema: every key, those with the scope admin, nobody. */
  readonly introspection: 'on' | 'admin' | 'off';
}

const whole = (fallback: number, least: number, most: number) =>
  z.coerce
    .number({ error: 'is not a number' })
    .int('is not a whole number')
    .min(least, `is below ${least}`)
    .max(most, `is above ${most}`)
    .default(fallback);

export const limitVariables = {
  EARSHOT_REQUEST_TIMEOUT_SECONDS: whole(15, 1, 600),
  EARSHOT_BODY_TIMEOUT_SECONDS: whole(10, 1, 600),
  EARSHOT_MAX_UPLOAD_BYTES: whole(2 * 1024 ** 3, 1, Number.MAX_SAFE_INTEGER),
  EARSHOT_RATE_LIMIT_PER_MINUTE: whole(120_000, 0, 1_000_000_000),
  EARSHOT_WRONG_CREDENTIALS_PER_MINUTE: whole(60, 0, 1_000_000_000),
  EARSHOT_ANSWER_CACHE_MB: whole(32, 0, 16_000),
  EARSHOT_TRUSTED_ONLY: z.enum(['0', '1'], { error: 'is neither 0 nor 1' }).default('0'),
  EARSHOT_TRUSTED_DOCUMENTS: z.string().default(''),
  EARSHOT_INTROSPECTION: z.enum(['on', 'admin', 'off'], { error: 'is none of on, admin, off' }).default('on'),
  EARSHOT_TRUST_PROXY: z.enum(['0', '1'], { error: 'is neither 0 nor 1' }).default('0'),
} as const;

type Variables = z.infer<z.ZodObject<typeof limitVariables>>;

export const limitsOf = (variables: Variables): Limits => ({
  requestTimeoutSeconds: variables.EARSHOT_REQUEST_TIMEOUT_SECONDS,
  uploadBytes: BigInt(variables.EARSHOT_MAX_UPLOAD_BYTES),
  bodySeconds: variables.EARSHOT_BODY_TIMEOUT_SECONDS,
  pointsPerMinute: variables.EARSHOT_RATE_LIMIT_PER_MINUTE,
  wrongCredentialsPerMinute: variables.EARSHOT_WRONG_CREDENTIALS_PER_MINUTE,
  answerCacheMegabytes: variables.EARSHOT_ANSWER_CACHE_MB,
  trustedOnly: variables.EARSHOT_TRUSTED_ONLY === '1',
  trustedDocuments: variables.EARSHOT_TRUSTED_DOCUMENTS.split(',').filter((file) => file !== ''),
  introspection: variables.EARSHOT_INTROSPECTION,
  trustProxy: variables.EARSHOT_TRUST_PROXY === '1',
});

export const defaultLimits: Limits = limitsOf(z.object(limitVariables).parse({}));
