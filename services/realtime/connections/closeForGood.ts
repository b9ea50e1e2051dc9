import type { Socket as Wire } from 'node:net'

/** How long a client may take to answer the closing handshake before its connection is torn down. */
const closeWithinMs = 1_000

/** Destroys the TCP connection of a client that does not answer the closing handshake in time. */
export const closeForGood = (wire: Wire): void => {
  const timer = setTimeout(() => wire.destroy(), closeWithinMs)
  wire.once('close', () => clearTimeout(timer))
}
