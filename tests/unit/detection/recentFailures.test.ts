import { expect, it } from 'vitest'
import type { FailedSignIn } from '#services/detection/failedSignIn.ts'
import { mostRemembered, recentFailures } from '#services/detection/recentFailures.ts'
import { tenantId } from '../../support/detectedEvents.ts'

it('a million refusals from one address take no more memory than the newest of them that a rule looks at', () => {
  const recent = recentFailures()
  const address = '203.0.113.9'
  const failure = (position: number): FailedSignIn => ({
    tenantId,
    position,
    address,
    userId: null,
    named: `nobody ${position}`,
    at: '2026-11-20T10:00:00.000Z',
    eventId: `event ${position}`,
  })
  const many = 1_000_000
  for (let position = 1; position <= many; position += 1) recent.add(failure(position))
  const kept = recent.fromAddress(tenantId, address)
  expect([kept.length, kept.at(0)?.position, kept.at(-1)?.position]).toEqual([
    mostRemembered,
    many - mostRemembered + 1,
    many,
  ])
})
