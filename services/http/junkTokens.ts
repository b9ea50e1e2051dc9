import type { Socket } from 'node:net'
import type { Request, Response } from 'express'

/** How many tokens and keys that are no good a connection may show, over HTTP and over sockets. */
export const mostRefusedTokens = 5

/**
 * Counts a connection's refused tokens. The answer to the last that it may show closes it, and it is torn down when it has sent
 * more before. Whoever is honest connects again and loses nothing. The connection of a trusted proxy serves many people, so it
 * is not counted.
 */
export const junkTokens = (isTrustedProxy: (remoteAddress: string | undefined) => boolean) => {
  const refused = new WeakMap<Socket, number>()
  return ({ socket, headers }: Pick<Request, 'socket' | 'headers'>, response: Response): void => {
    const shown = headers.authorization ?? headers['rollcall-key']
    if (shown === undefined || isTrustedProxy(socket.remoteAddress)) return
    const count = (refused.get(socket) ?? 0) + 1
    refused.set(socket, count)
    if (count > mostRefusedTokens) socket.destroy()
    else if (count === mostRefusedTokens) response.shouldKeepAlive = false
  }
}
