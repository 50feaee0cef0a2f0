import { Prisma } from '../prisma/generated/client/client.ts';

/**
 * Two callers may create the same thing at once; the second meets a unique key, which aborts its transaction.
 * The whole transaction runs once more and then finds what the first one made.
 */
export async function onceMoreIfTaken<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return work();
    throw error;
  }
}
