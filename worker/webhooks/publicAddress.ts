import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What IPv6 gives out to the public internet (RFC 4291, IANA); everything else is internal, reserved or a wrapping of IPv4. */
const globalUnicast = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** A public address that answers inside of Azure only, to whoever runs there: keys and certificates of the machine. */
const azureWireServer = '168.63.129.16';

/**
 * Whether an address belongs to the public internet. Not: private, loopback, link-local (the metadata of every cloud),
 * carrier-grade NAT, multicast, reserved and documentation ranges, their IPv6 equivalents, and IPv4 addresses wrapped in IPv6
 * by translation (NAT64, 6to4, Teredo), behind which any of these may stand. A mapped address is judged as the IPv4 it is.
 */
export function isPublicAddress(text: string): boolean {
  if (!isIP(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' ? address.toString() !== azureWireServer : (address as ipaddr.IPv6).match(globalUnicast);
}

/** The name of an endpoint leads to where nothing may be sent. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
  constructor(host: string) {
    super(`${host} does not have public addresses only`);
  }
}

type Resolve = (host: string, onDone: (error: Error | null, addresses: LookupAddress[]) => void) => void;
const resolveAll: Resolve = (host, onDone) => systemLookup(host, { all: true }, onDone);

/**
 * A `lookup` for sockets that answers with public addresses or an error. The socket connects to the very addresses that were
 * checked: asked once per connection, a name has no second answer to give. One private address among public ones refuses
 * all, for which of them is used is chance.
 */
export function publicLookup(resolve: Resolve = resolveAll): LookupFunction {
  return (host, options, onDone) => {
    resolve(host, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return onDone(error ?? new Error(`${host} has no address`), []);
      if (!addresses.every(({ address }) => isPublicAddress(address))) return onDone(new PrivateAddress(host), []);
      if (options.all) onDone(null, addresses);
      else onDone(null, first.address, first.family);
    });
  };
}
