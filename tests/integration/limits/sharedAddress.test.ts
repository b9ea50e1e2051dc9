import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpClient } from '../../support/httpClient.ts'
import { emailOf, password, testRollcall, type TestRollcall } from '../../support/rollcall.ts'

let rollcall: TestRollcall
beforeAll(async () => {
  rollcall = await testRollcall({ environment: { LIMIT_SIGN_IN_ADDRESS: '5' }, slugs: ['acme'] })
})
afterAll(() => rollcall.stop())

const known = { tenant: 'acme', email: emailOf('analyst', 'acme') }
const stranger = { tenant: 'acme', email: 'x@acme.test' }
/** Who is named behind the address. The right password, where there is one, changes nothing. */
const people: Record<string, object> = {
  'known there': known,
  'known there, with a new device': { ...known, device: { id: 'never seen before' } },
  'not known there': { tenant: 'acme', email: emailOf('member', 'acme') },
  'never seen': { tenant: 'acme', email: 'nobody@acme.test' },
  'of no tenant': { tenant: 'nowhere', email: 'nobody@nowhere.test' },
}

const signIn = async (person: object) => {
  const began = performance.now()
  const body = { ...person, password, client: 'web', transport: 'bearer' }
  const answer = await httpClient(rollcall.url).post('/v1/auth/login', body)
  return { ...answer, ms: performance.now() - began }
}

describe('behind an address that many share and that has used up its tries', () => {
  beforeAll(async () => {
    expect((await signIn(known)).status).toBe(200)
    for (let tries = 0; tries < 6; tries += 1) await signIn(stranger)
  })

  it('everybody gets the same answer, known there, not known or never seen', async () => {
    const answers = await Promise.all(Object.values(people).map(signIn))
    const said = answers.map(({ status, body, headers }) => {
      const { id: _, detail, ...rest } = body as Record<string, unknown>
      const names = [...headers.keys()].filter((name) => name !== 'date')
      return { status, rest, detail: String(detail).replace(/\d+/, 'n'), names }
    })
    expect(said[0]).toMatchObject({ status: 429, rest: { code: 'rate-limited' } })
    for (const each of said) expect(each).toEqual(said[0])
  })

  it('everybody gets it in the same time', async () => {
    const measured = Object.values(people).map((person) => ({ person, times: [] as number[] }))
    for (let round = 0; round < 60; round += 1)
      for (const { person, times } of measured) times.push((await signIn(person)).ms)
    // The quickest answers show the work that is done, however busy the machine is. A password compared takes 15 ms and more.
    const quickest = measured.map(({ times }) => Math.min(...times))
    expect(Math.max(...quickest) - Math.min(...quickest), String(quickest)).toBeLessThan(4)
  })
})
