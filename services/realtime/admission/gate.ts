import type { IncomingMessage } from 'node:http'

export interface Addresses {
  /** The address a connection came from, behind trusted proxies. */
  clientAddress: (connection: { remoteAddress: string | undefined; forwardedFor: string | undefined }) => string | null
  /** Answers false for an address that opens too many connections. */
  admitAddress: (address: string | null) => boolean | Promise<boolean>
}

export interface GateNeeds extends Addresses {
  mayConnect: (request: IncomingMessage) => Promise<boolean>
}

/** Accepts or refuses a handshake before the server keeps anything for it. */
export const gate =
  ({ clientAddress, admitAddress, mayConnect }: GateNeeds) =>
  async (request: IncomingMessage): Promise<boolean> => {
    const forwardedFor = request.headers['x-forwarded-for']
    const address = clientAddress({
      remoteAddress: request.socket.remoteAddress,
      forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor,
    })
    return (await admitAddress(address)) && mayConnect(request)
  }
