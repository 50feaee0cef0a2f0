/** Waiting for a run to end, through restarts of the server. */
import type { EarshotClient } from './core/createClient.ts';
import { pause } from './core/retrying.ts';
import type { SubscribeOptions } from './core/subscribe.ts';
import { RunUpdatedDocument, type RunUpdatedSubscription } from './generated/graphql.ts';

export type RunUpdate = RunUpdatedSubscription['runUpdated'];

export interface WaitOptions extends SubscribeOptions {
  readonly onProgress?: (run: RunUpdate) => void;
  /** How long the server may be away at a time. Default 60 seconds, unless `retries` here says how often; the client's does not count. */
  readonly awayMs?: number | undefined;
}

const defaultAwayMs = 60_000;

/**
 * @returns the run as it ended: SUCCEEDED, FAILED or CANCELLED
 * @throws EarshotError when the graph refuses, or the server stays away; the reason of the signal when it is aborted
 */
export async function waitForRun(client: EarshotClient, id: string, { onProgress, ...options }: WaitOptions = {}): Promise<RunUpdate> {
  const { retries, awayMs = retries === undefined ? defaultAwayMs : undefined, signal } = options;
  for (;;) {
    for await (const { runUpdated } of client.subscribe(RunUpdatedDocument, { id }, { ...options, awayMs })) {
      if (hasEnded(runUpdated.state)) return runUpdated;
      onProgress?.(runUpdated);
    }
    signal?.throwIfAborted();
    await pause(500, signal); // the server stopped, and ended all its subscriptions in good order
  }
}

const hasEnded = (state: string) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state);
