import type { Plugin } from 'graphql-yoga';
import { type GraphRequest, openReads, type RequestContext, type Services } from '../context.ts';

/**
 * Closes the snapshot as soon as an answer is complete, so that a slow reader of the body holds no connection. An event
 * of a subscription is an answer of its own: the next one sees a new snapshot through new loaders.
 */
export function useSnapshot(services: Services): Plugin<RequestContext> {
  return {
    onExecute({ args }) {
      const context = args.contextValue as RequestContext;
      return { onExecuteDone: () => context.snapshot.close() };
    },
    onSubscribe({ args }) {
      const context = args.contextValue as unknown as RequestContext & GraphRequest;
      return {
        onSubscribeResult: () => ({
          onNext: async () => {
            await context.snapshot.close();
            Object.assign(context, openReads(services, context));
          },
          onEnd: () => void context.snapshot.close(),
        }),
      };
    },
  };
}
