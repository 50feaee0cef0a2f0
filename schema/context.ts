/** What a resolver may know of its request. An interface, so that the graph depends on no HTTP; api/context.ts fulfils it. */
import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import type { WorkspaceClient } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client/client.ts';
import type { Queryable } from '../prisma/sql.ts';
import type { JobSender } from '../worker/queue.ts';
import type { Loaders } from './loaders.ts';
import type { WrittenParts } from './written/writtenParts.ts';

/** What a credential may do. `pii` adds personal data to what `read` shows. */
export const scopes = ['read', 'pii', 'ingest', 'compute', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export interface Principal {
  /** USER: with a token of an identity provider. */
  readonly kind: 'API_KEY' | 'SESSION' | 'USER';
  readonly workspaceId: number;
  /** Of the key, the session or the membership. */
  readonly id: bigint;
  readonly scopes: ReadonlySet<Scope>;
}

/** All rows of one response come from here: one read-only transaction, opened by the first read. */
export interface Snapshot {
  read<Rows>(statement: (sql: Queryable) => PromiseLike<Rows>): Promise<Rows>;
}

/** What a watcher can see of a run. */
export interface RunSight {
  readonly state: string;
  readonly attempt: number;
  readonly progress: Prisma.JsonValue;
}

/** Hears of changes of runs, and looks at them: once for all who watch a run of a workspace. */
export interface RunEvents {
  /** The run at once, then whenever it may have changed, every few seconds at least; null when it is gone. Ends when `signal` aborts. */
  sights(workspaceId: number, runUuid: string, signal: AbortSignal): AsyncIterable<RunSight | null>;
}

export interface CheckedDocument {
  readonly schema: GraphQLSchema;
  /** Null where it does not parse. */
  readonly document: DocumentNode | null;
  readonly errors: readonly GraphQLError[];
}

export interface DatasetFault {
  readonly part: 'dataset' | 'parameters';
  readonly message: string;
}

export interface Context {
  readonly requestId: string;
  readonly principal: Principal;
  readonly workspaceId: number;
  /** This and the loaders are new for every event of a subscription, so not readonly. */
  snapshot: Snapshot;
  loaders: Loaders;
  /** Snapshot and loaders see from now on what was written until now. */
  renewReads(): Promise<void>;
  /** Takes the parts of the answer that are written as JSON. Null: the answer is needed as values. */
  written: WrittenParts | null;
  /** Configuration and small rows: each operation is a short transaction bound to the workspace. */
  readonly db: WorkspaceClient;
  /** One short transaction bound to the workspace: 5 s at most, or as many as are given. Its work runs a second time where somebody was quicker. */
  inTransaction<Result>(work: (tx: Prisma.TransactionClient) => Promise<Result>, seconds?: number): Promise<Result>;
  readonly queue: Pick<JobSender, 'enqueue'>;
  readonly runEvents: RunEvents;
  /** Parses and validates a document as that of a request. */
  checkDocument(text: string): CheckedDocument;
  /** Webhooks may go to http and to addresses of one's own network. */
  readonly allowPrivateWebhooks: boolean;
  /** What is wrong with the address of a dataset, for whoever may read and nothing more. Null: nothing. */
  datasetFault(url: URL): DatasetFault | null;
  /** False once the credential was revoked or has expired. */
  isStillAuthenticated(): Promise<boolean>;
  /** Aborts when the client went away or the server is closing. */
  readonly signal: AbortSignal;
}
