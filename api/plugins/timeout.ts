import type { Plugin } from 'graphql-yoga';
import { timedOut } from '../../schema/errors.ts';
import type { RequestContext } from '../context.ts';

/**
 * Gives up a query or mutation that takes longer than `seconds`: the caller is told, its connection is freed, and the
 * statement that it waited for is cancelled in the database. Events of subscriptions have the database's own limit.
 */
export function useTimeout(seconds: number): Plugin<RequestContext> {
  return {
    onExecute({ executeFn, setExecuteFn, args }) {
      const { snapshot } = args.contextValue as RequestContext;
      setExecuteFn(async (...given: Parameters<typeof executeFn>) => {
        const late = Promise.withResolvers<never>();
        const timer = setTimeout(() => {
          const hint = 'ask for less at once; what a mutation had begun may be done all the same';
          const error = timedOut(`The request was given up after ${seconds} s: ${hint}`, { seconds });
          late.reject(error); // first: the reads that fail now would else make an answer of their own
          snapshot.abandon(error);
        }, seconds * 1000);
        try {
          return await Promise.race([executeFn(...given), late.promise.catch((error) => ({ errors: [error] }))]);
        } finally {
          clearTimeout(timer);
        }
      });
    },
  };
}
