import type { Evidence } from '#events/anomaly/evidence.ts'
import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'

export type EventNamed<Type extends RollcallEvent['type']> = Recorded<Extract<RollcallEvent, { type: Type }>>

/** What a rule found. It becomes an `AnomalyRaised` whose id is derived from tenant, rule, version and cause. */
export interface Finding {
  rule: Exclude<Evidence['rule'], 'erased'>
  ruleVersion: number
  severity: 25 | 50 | 75 | 100
  userId: string
  /** The first is the session that the anomaly is mainly about. */
  sessionIds: string[]
  cause: Pick<Recorded, 'id' | 'tenantId' | 'at' | 'position' | 'correlationId'>
  evidence: Evidence
}
