/**
 * Who leaves first, as a React component on urql: the SDK's documents are texts that know their types, and `typed` tells urql so.
 * On Earshot's own origin the session signs the requests; elsewhere give `fetchOptions` a bearer token.
 */
import type { ReactNode } from 'react';
import { gql, type TypedDocumentNode, useQuery } from 'urql';
import { RankedCustomersDocument, type TypedDocument } from '../index.ts';

const typed = <Result, Variables>(document: TypedDocument<Result, Variables>) =>
  gql(document.toString()) as TypedDocumentNode<Result, Variables & Record<string, unknown>>;

const rankedCustomers = typed(RankedCustomersDocument);

export function CustomersAtRisk({ analysis, first = 10 }: { readonly analysis: string; readonly first?: number }): ReactNode {
  const [{ data, error, fetching }] = useQuery({ query: rankedCustomers, variables: { analysis, first } });
  if (error) return <p role="alert">{error.message}</p>;
  if (fetching || !data) return <p>…</p>;
  const run = data.analysis?.currentRun;
  if (!run) return <p>{data.analysis ? `${analysis} has no result yet` : `There is no analysis ${analysis}`}</p>;
  return (
    <table>
      <caption>Customers at risk, as of {run.finishedAt}</caption>
      <tbody>
        {run.rankedCustomers.edges.map(({ node }) => (
          <tr key={node.position}>
            <th scope="row">{node.customer?.externalId ?? 'erased'}</th>
            <td>{percent(node.churnRisk)}</td>
            <td>
              {percent(node.churnRiskCiLow)} to {percent(node.churnRiskCiHigh)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Null is unknown, never 0. */
const percent = (share: number | null) => (share === null ? 'unknown' : `${(100 * share).toFixed(1)} %`);
