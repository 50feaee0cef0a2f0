/** The loaders of one request (of one event, in a subscription). They hold no connection and never see GraphQL. */
import type { WorkspaceClient } from '../prisma/client.ts';
import { type AnalysisLoaders, createAnalysisLoaders } from './analyses/loaders.ts';
import type { Snapshot } from './context.ts';
import { type CustomerLoaders, createCustomerLoaders } from './customers/loaders.ts';
import { createFeedbackLoaders, type FeedbackLoaders } from './feedback/loaders.ts';
import { createImportLoaders, type ImportLoaders } from './imports/loaders.ts';
import { createWorkspaceLoaders, type WorkspaceLoaders } from './workspaces/loaders.ts';

export interface LoaderSource {
  readonly workspaceId: number;
  readonly snapshot: Snapshot;
  readonly db: WorkspaceClient;
  /** Whether the credential has the scope pii. */
  readonly showPersonal: boolean;
}

export interface Loaders extends WorkspaceLoaders, CustomerLoaders, FeedbackLoaders, ImportLoaders, AnalysisLoaders {}

export function createLoaders(source: LoaderSource): Loaders {
  return {
    ...createWorkspaceLoaders(source),
    ...createCustomerLoaders(source),
    ...createFeedbackLoaders(source),
    ...createImportLoaders(source),
    ...createAnalysisLoaders(source),
  };
}
