import type { Plugin } from 'graphql-yoga';
import { rateLimited } from '../../schema/errors.ts';
import type { RequestContext } from '../context.ts';

/** Streams that are open at once. Each looks every three seconds whether its run has changed and its credential still holds. */
const mostOfKey = 50;
const mostOfProcess = 500;

/** An open stream costs as long as it is open, and the allowance of a minute counts beginnings. */
export function useSubscriptionLimit(): Plugin<RequestContext> {
  const openOfKey = new Map<string, number>();
  let open = 0;
  return {
    onSubscribe({ args, setResultAndStopExecution }) {
      const { principal, signal } = args.contextValue as RequestContext;
      const key = `${principal.workspaceId}:${principal.kind}:${principal.id}`;
      const ofKey = openOfKey.get(key) ?? 0;
      if (ofKey >= mostOfKey || open >= mostOfProcess) {
        const whose = ofKey >= mostOfKey ? `This key has ${ofKey}` : `All keys together have ${open}`;
        const error = rateLimited(`${whose} streams open, which is as many as may be: end one, or ask for the run now and then`, {
          retryAfterSeconds: 3,
        });
        setResultAndStopExecution({ errors: [error] });
        return;
      }
      if (signal.aborted) return; // nobody will hear of its end
      open++;
      openOfKey.set(key, ofKey + 1);
      signal.addEventListener('abort', () => {
        open--;
        const left = (openOfKey.get(key) ?? 1) - 1;
        if (left > 0) openOfKey.set(key, left);
        else openOfKey.delete(key);
      });
    },
  };
}
