/** As far as it is used of what postgres.js makes of a statement. */
interface Statement {
  reject(error: unknown): void;
}

/**
 * Rejects with why the server refused a COPY FROM. postgres.js 3.4.9 tells it to nobody once the last row is sent: the statement was fulfilled
 * with its stream long before, and the stream, forgotten by then, waits for ever for its end. Ask before the statement is sent.
 */
export function copyRefusal(copy: object): Promise<never> {
  const statement = copy as Statement;
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => {}); // whoever writes hears of it
  const tell = statement.reject;
  const tellBoth = (error: unknown) => {
    refused.reject(error);
    tell(error);
  };
  statement.reject = tellBoth;
  return refused.promise;
}
