import { mostRefusedTokens } from '#services/http/junkTokens.ts'
import { CodedError, errorCodes } from '#services/ports/errors.ts'
import { wireOf } from '../connections/backlog.ts'
import { closeForGood } from '../connections/closeForGood.ts'
import type { AnySocket } from '../connections/sockets.ts'

type Connection = AnySocket['conn']

/** Whether the error refuses the token. A 5xx does not: an outage of ours says nothing about the token. */
const refusesToken = (error: unknown): boolean => error instanceof CodedError && errorCodes[error.code] < 500

/**
 * Counts for each connection, over all its namespaces, the tokens that were refused or are being checked. When the last token
 * that a connection may try is refused, the connection is closed. Tokens sent after that are not checked.
 */
export interface TokenTries {
  /** @throws CodedError rate-limited, and whatever `check` throws */
  look<Result>(connection: Connection, check: () => Promise<Result>): Promise<Result>
}

export const tokenTries = (): TokenTries => {
  const tries = new WeakMap<Connection, number>()
  const add = (connection: Connection, change: 1 | -1): number => {
    const count = (tries.get(connection) ?? 0) + change
    tries.set(connection, count)
    return count
  }
  return {
    async look(connection, check) {
      if (add(connection, 1) > mostRefusedTokens) {
        wireOf(connection).destroy()
        throw new CodedError('rate-limited')
      }
      try {
        const result = await check()
        add(connection, -1)
        return result
      } catch (error) {
        if (!refusesToken(error)) add(connection, -1)
        else if (tries.get(connection) === mostRefusedTokens) closeForGood(wireOf(connection))
        throw error
      }
    },
  }
}
