// The address that a request comes from: the connection's own, or what proxies that we trust say.
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

export type AddressReader = (request: IncomingMessage) => string

/** Proxies and addresses that one request names at most; the oldest are not looked at. */
const hopsMax = 16

/** @param trusted addresses and networks such as `10.0.0.0/8` */
export function addressReader(trusted: readonly string[]): AddressReader {
  if (trusted.length === 0) return peerOf
  const proxies = new BlockList()
  for (const network of trusted) addNetwork(proxies, network)
  const isProxy = (address: string) => proxies.check(address, familyOf(address))
  return (request) => {
    let address = peerOf(request)
    const forwarded = request.headers['x-forwarded-for']
    if (forwarded === undefined || address === '' || !isProxy(address)) return address
    // Each proxy adds at the end whom it heard: the first that is no proxy of ours is the client.
    const hops = String(forwarded).split(',').slice(-hopsMax).reverse()
    for (const hop of hops) {
      const named = plain(hop.trim())
      if (isIP(named) === 0) break
      address = named
      if (!isProxy(address)) break
    }
    return address
  }
}

/**
 * Whom the limits count an address as. A customer of version 6 has a whole network of /64, and
 * would have as many budgets.
 */
export function limitedAddress(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const after = tail === '' ? 0 : tail.split(':').length
    while (groups.length < 8 - after && groups.length < 4) groups.push('0')
    groups.push(...tail.split(':'))
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

const peerOf: AddressReader = (request) => plain(request.socket.remoteAddress ?? '')

/** Sockets for both versions show addresses of version 4 as part of version 6. */
const plain = (address: string): string =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address

function addNetwork(proxies: BlockList, network: string): void {
  const [address = '', bits] = network.split('/')
  const family = familyOf(address)
  if (bits === undefined) proxies.addAddress(address, family)
  else proxies.addSubnet(address, Number(bits), family)
}
