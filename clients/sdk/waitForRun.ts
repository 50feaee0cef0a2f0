/** Waiting for a run to end, through restarts of the server. */
import type { EarshotClient } from './core/createClient.ts';
import { pause } from './core/retrying.ts';
import type { SubscribeOptions } from './core/subscribe.ts';
import { RunUpdatedDocument, type RunUpdatedSubscription } from './generated/graphql.ts';

export type RunUpdate = RunUpdatedSubscription['runUpdated'];

export interface WaitOptions extends SubscribeOptions {
  readonly onProgress?: (run: RunUpdate) => void;
}

/** @returns the run as it ended: SUCCEEDED, FAILED or CANCELLED. @throws the reason of the signal when it is aborted */
export async function waitForRun(client: EarshotClient, id: string, { onProgress, ...options }: WaitOptions = {}): Promise<RunUpdate> {
  for (;;) {
    for await (const { runUpdated } of client.subscribe(RunUpdatedDocument, { id }, options)) {
      if (hasEnded(runUpdated.state)) return runUpdated;
      onProgress?.(runUpdated);
    }
    options.signal?.throwIfAborted();
    await pause(500, options.signal); // the server stopped, and ended all its subscriptions in good order
  }
}

const hasEnded = (state: string) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state);
