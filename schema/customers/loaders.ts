import DataLoader from 'dataloader';
import { groupsInOrder, inOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';
import { type CustomerRow, type IdentityRow, selectCustomersById, selectIdentities, selectTraits, type TraitRow } from './customer.sql.ts';

export interface CustomerLoaders {
  readonly customer: DataLoader<bigint, CustomerRow | null>;
  readonly traits: DataLoader<bigint, TraitRow[]>;
  readonly identities: DataLoader<bigint, IdentityRow[]>;
}

export function createCustomerLoaders({ workspaceId, snapshot, showPersonal }: LoaderSource): CustomerLoaders {
  return {
    customer: new DataLoader(async (ids) => {
      const rows = await snapshot.read((sql) => selectCustomersById(sql, workspaceId, ids));
      return inOrder(ids, rows, (row) => row.id);
    }),
    traits: new DataLoader(async (customerIds) => {
      const rows = await snapshot.read((sql) => selectTraits(sql, workspaceId, customerIds, showPersonal));
      return groupsInOrder(customerIds, rows, (row) => row.customerId);
    }),
    identities: new DataLoader(async (customerIds) => {
      const rows = await snapshot.read((sql) => selectIdentities(sql, workspaceId, customerIds, showPersonal));
      return groupsInOrder(customerIds, rows, (row) => row.customerId);
    }),
  };
}
