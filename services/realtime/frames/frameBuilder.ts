import type { Position } from '#events/envelope.ts'
import type { Frame } from '#events/live/frames.ts'
import type { Changed, ReadChanged } from '#services/ports/changes.ts'
import { instant, type Clock } from '#services/ambient/clock.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'

export interface Span {
  tenantId: string
  /** Exclusive. */
  from: Position
  to: Position
}
/** Reads the rows that changed and frames them. */
export type BuildFrame = (span: Span, changed: Changed) => Promise<Frame>

export const frameBuilder =
  (readChanged: ReadChanged, positions: WirePositions, clock: Clock): BuildFrame =>
  async ({ tenantId, from, to }, changed) => {
    const { log, ...rows } = await readChanged(tenantId, changed)
    return {
      from: positions.seal(tenantId, from),
      to: positions.seal(tenantId, to),
      at: instant(clock),
      ...rows,
      log: log.filter((entry) => positions.open(tenantId, entry.position) > from),
    }
  }
