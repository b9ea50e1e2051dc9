import type { Socket as Wire } from 'node:net'

/** How long a client may take to answer the closing handshake before its connection is torn down. */
const closeWithinMs = 1_000

/** A client that ignores the closing handshake keeps nothing but its own patience. */
export const closeForGood = (wire: Wire): void => {
  const timer = setTimeout(() => wire.destroy(), closeWithinMs)
  wire.once('close', () => clearTimeout(timer))
}
