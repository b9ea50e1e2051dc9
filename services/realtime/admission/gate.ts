import type { IncomingMessage } from 'node:http'
import type { NoteRefusal } from '#services/http/refusalLog.ts'

export interface Addresses {
  /** The address a connection came from, behind trusted proxies. */
  clientAddress: (connection: { remoteAddress: string | undefined; forwardedFor: string | undefined }) => string | null
  /** Answers false for an address that opens too many connections. */
  admitAddress: (address: string | null) => boolean | Promise<boolean>
}

export interface GateNeeds extends Addresses {
  noteRefusal: NoteRefusal
  mayConnect: (request: IncomingMessage) => Promise<boolean>
}

export const addressOf = (
  { headers, socket }: IncomingMessage,
  { clientAddress }: Pick<Addresses, 'clientAddress'>,
): string | null => {
  const forwardedFor = headers['x-forwarded-for']
  return clientAddress({
    remoteAddress: socket.remoteAddress,
    forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor,
  })
}

/** Accepts or refuses a handshake before the server keeps anything for it. */
export const gate = (needs: GateNeeds) => {
  const { admitAddress, mayConnect, noteRefusal } = needs
  return async (request: IncomingMessage): Promise<boolean> => {
    const address = addressOf(request, needs)
    const refuse = (code: 'rate-limited' | 'origin-refused'): false => {
      noteRefusal({ code, method: 'connect', route: null, address, caller: null })
      return false
    }
    if (!(await admitAddress(address))) return refuse('rate-limited')
    return (await mayConnect(request)) || refuse('origin-refused')
  }
}
