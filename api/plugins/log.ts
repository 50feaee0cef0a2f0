import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * Structured lines on stderr. An error is written by its class, code and place only as far as these cannot hold what
 * a customer said: the database quotes values in `detail` and `where`, its driver adds the parameters, Prisma prints
 * the arguments of the call that failed.
 */
export function createLog(level: string, destination: DestinationStream = pino.destination(2)): Logger {
  return pino({ name: 'earshot api', level, serializers: { err: describeError } }, destination);
}

export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint_name: constraint } = error as { code?: unknown; constraint_name?: unknown };
  const isPrisma = error.name.startsWith('PrismaClient');
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(!isPrisma && { message: error.message }),
    stack: framesOf(error),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/** Where it happened, without the message that a stack begins with. */
function framesOf(error: Error): string[] {
  const lines = error.stack?.split('\n') ?? [];
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}
