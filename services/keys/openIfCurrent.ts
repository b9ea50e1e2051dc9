import type { Position } from '#events/envelope.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { WirePositions } from './wirePositions.ts'

/**
 * The position that a reader goes on from; null: of a log that is no more.
 * @throws CodedError invalid-position
 */
export const openIfCurrent = (positions: WirePositions, tenantId: string, sealed: string): Position | null => {
  try {
    return positions.open(tenantId, sealed)
  } catch (error) {
    if (error instanceof CodedError && error.code === 'position-reset') return null
    throw error
  }
}
