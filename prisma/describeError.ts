/**
 * An error as logs may have it: by its class, code and place, only as far as these cannot hold what a customer said. The
 * database quotes values in `detail` and `where`, its driver adds the parameters, Prisma prints the arguments of the call that failed.
 */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint_name: constraint } = error as { code?: unknown; constraint_name?: unknown };
  const isPrisma = error.name.startsWith('PrismaClient');
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(!isPrisma && { message: messageWithoutValues(error) }),
    stack: framesOf(error),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/** What an error says, where that cannot be a customer's data: of a value that the database cannot take (class 22) it quotes the value. */
export function messageWithoutValues(error: Error): string {
  const { code } = error as { code?: unknown };
  const quotes = typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
  return quotes ? `the database could not take a value (${code})` : error.message;
}

/** Where it happened, without the message that a stack begins with. */
function framesOf(error: Error): string[] {
  const lines = error.stack?.split('\n') ?? [];
  return lines.filter((line) => /^\s+at /.test(line)).map((line) => line.trim());
}
