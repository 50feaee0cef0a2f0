import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './generated/client/client.ts';
import { setWorkspaceStatement } from './sql.ts';

/** Prisma is for configuration and small rows; many rows go through prisma/sql.ts. */
export function createPrisma(
  url: string,
  options: { readonly max: number; readonly applicationName: string; readonly statementSeconds?: number },
): PrismaClient {
  const { max, applicationName, statementSeconds } = options;
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max,
      application_name: applicationName,
      ...(statementSeconds && { statement_timeout: statementSeconds * 1000 }),
    }),
  });
}

/** A Prisma client whose every operation runs in a transaction of its own that is bound to one workspace. */
export type WorkspaceClient = ReturnType<typeof forWorkspace>;

export function forWorkspace(prisma: PrismaClient, workspaceId: number) {
  const bind = setWorkspaceStatement(workspaceId);
  return prisma.$extends({
    query: {
      $allModels: {
        async $allOperations({ args, query }) {
          const [, result] = await prisma.$transaction([prisma.$executeRawUnsafe(bind), query(args)]);
          return result;
        },
      },
    },
  });
}

/**
 * Runs `work` in one short READ COMMITTED transaction of a workspace (Prisma ends it after 5 s, or as many as are given). It runs once more where somebody was
 * quicker, and then finds what that one left: so it is to do nothing that a rollback does not undo.
 */
export async function inWorkspaceTransaction<Result>(
  prisma: PrismaClient,
  workspaceId: number,
  work: (tx: Prisma.TransactionClient) => Promise<Result>,
  seconds = 5,
): Promise<Result> {
  const attempt = () =>
    prisma.$transaction(
      async (tx) => {
        await tx.$executeRawUnsafe(setWorkspaceStatement(workspaceId));
        return work(tx);
      },
      { timeout: seconds * 1000 },
    );
  try {
    return await attempt();
  } catch (error) {
    if (isOvertaken(error)) return attempt();
    throw error;
  }
}

/** What was to be made is there already, what it names or was to be changed is there no more, or two transactions waited for each other. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && ['P2002', 'P2003', 'P2025', 'P2034'].includes(error.code);

/** The one-method database that the queue takes, over a transaction of Prisma. */
export function prismaExecutor(tx: Prisma.TransactionClient): {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
} {
  return { executeSql: async (text, values = []) => ({ rows: await tx.$queryRawUnsafe<unknown[]>(text, ...values) }) };
}
