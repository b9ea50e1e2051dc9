import { describe, expect, it } from 'vitest'
import type { SessionRow } from '#events/live/rows.ts'
import { ownRow } from '#events/live/ownRow.ts'

describe('a session as its owner sees it', () => {
  it('says nothing that was written or found out about them', () => {
    const row = {
      id: 's1',
      status: 'revoked',
      reason: 'rule impossible-travel',
      message: 'Please call us',
      risk: 75,
      anomalies: ['a1'],
      anomalyRules: ['impossible-travel'],
      endedBy: { kind: 'admin', id: 'ada', name: 'Ada' },
    } as unknown as SessionRow
    expect(ownRow(row)).toEqual({
      id: 's1',
      status: 'revoked',
      reason: null,
      message: 'Please call us',
      risk: 0,
      anomalies: [],
      anomalyRules: [],
      endedBy: { kind: 'admin', id: 'admin', name: null },
    })
  })
})
