import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Request } from 'express'
import { describe, expect, it } from 'vitest'
import type { Edge } from '#services/http/edge.ts'
import { limitKeys } from '#services/http/limitKeys.ts'
import { receive } from '#services/http/receive.ts'
import type { Route } from '#services/http/route.ts'
import { testAmbient } from '../../support/testAmbient.ts'

setFlagsFromString('--expose-gc')
/** Collects young objects only, as happens many times a second under load. */
const collectYoung = runInNewContext('() => gc({ type: "minor" })') as () => void

const edge = { ambient: testAmbient() } as unknown as Edge
const route = { limit: 'read' } as Route
const known = { params: {}, query: {}, body: {}, caller: null, correlationId: 'c', claim: undefined, isKnown: true }
const heldBytes = 20_000
const requests = 500

const answer = (): void => {
  const request = { held: Array.from({ length: heldBytes / 8 }, Math.random) } as unknown as Request
  const received = receive(edge, request, { ...known, bearer: undefined })
  expect(limitKeys(edge, route, request, null, received.body).claimedTenant).toBeNull()
}

describe('what a handler is given', () => {
  it('lets go of its request as soon as it is answered', async () => {
    collectYoung()
    const before = process.memoryUsage().heapUsed
    for (let answered = 0; answered < requests; answered += 1) {
      answer()
      if (answered % 100 === 0) await pause(0)
    }
    collectYoung()
    collectYoung()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan((requests * heldBytes) / 4)
  })
})
