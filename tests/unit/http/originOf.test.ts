import type { Request } from 'express'
import { describe, expect, it } from 'vitest'
import { originOf } from '#services/http/receive.ts'

const simulatedKey = 'k'.repeat(43)
const edge = { simulatedKey, clientAddress: () => '198.51.100.7' } as unknown as Parameters<typeof originOf>[0]
const ask = (key: string) => {
  const headers: Record<string, string> = { 'rollcall-simulated': key, 'rollcall-simulated-address': '203.0.113.9' }
  return { get: (name: string) => headers[name], socket: {} } as unknown as Request
}

describe('the address that a request names itself', () => {
  it('is taken with the key of this boot', () => {
    expect(originOf(edge, ask(simulatedKey))).toEqual({ ip: '203.0.113.9', simulated: true })
  })

  it.each(['', 'x'.repeat(43), 'é'.repeat(43), simulatedKey + 'k'])('is not taken with %j', (key) => {
    expect(originOf(edge, ask(key))).toEqual({ ip: '198.51.100.7', simulated: false })
  })
})
