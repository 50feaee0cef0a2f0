import { RequestCache } from '@pothos/plugin-scope-auth';
import type { Plugin } from 'graphql-yoga';
import { type GraphRequest, openReads, type RequestContext, type Services } from '../context.ts';

/**
 * Closes the snapshot as soon as an answer is complete, so that a slow reader of the body holds no connection. An event
 * of a subscription is an answer of its own: the next one sees a new snapshot through new loaders.
 *
 * What Pothos remembers of the request's scopes goes too. It hangs on the context in a WeakMap, and the collector of
 * the young generation takes the values of a long-lived WeakMap for alive: every row of every answer was carried
 * over to the next full collection, in pauses of 10 to 30 ms several times a second.
 */
export function useSnapshot(services: Services): Plugin<RequestContext> {
  return {
    onExecute({ args }) {
      const context = args.contextValue as RequestContext;
      const close = () => {
        RequestCache.clearForContext(context);
        return context.snapshot.close();
      };
      return { onExecuteDone: close }; // not written in it: prisma/transaction.ts says why
    },
    onSubscribe({ args }) {
      const context = args.contextValue as unknown as RequestContext & GraphRequest;
      return {
        onSubscribeResult: () => ({
          onNext: async () => {
            await context.snapshot.close();
            Object.assign(context, openReads(services, context));
          },
          onEnd: () => {
            RequestCache.clearForContext(context);
            void context.snapshot.close();
          },
        }),
      };
    },
  };
}
