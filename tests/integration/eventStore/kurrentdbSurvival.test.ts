import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const script = join(import.meta.dirname, '..', '..', 'support', 'kurrentdb', 'survival.ts')

interface Ended {
  code: number
  outcomes: string[] | null
}

/** One way in which a process can end, tried in a process of its own. */
const tryWay = (way: string, more: string[] = []): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [script, way, ...more], { timeout: 50_000 }, (error, output) => {
      const last = output.trim().split('\n').at(-1) ?? ''
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ code, outcomes: code === 0 ? (JSON.parse(last) as { outcomes: string[] }).outcomes : null })
    })
  })

/** How appends may end in each. Each ends a process that uses the client as it comes. */
const deadly: Record<string, string[]> = {
  'bad id': ['rejected'],
  'empty type': ['rejected'],
  'data that cannot be serialised': ['rejected'],
  'a connection that dies beside another client': ['fulfilled'],
  'large appends queued when the connection dies': ['fulfilled'],
  'a call that begins while another reports the loss': ['fulfilled'],
}

describe('a process with its log in KurrentDB', () => {
  for (const [way, outcomes] of Object.entries(deadly)) {
    it(`survives ${way}`, async () => {
      expect(await tryWay(way)).toEqual({ code: 0, outcomes })
    })
    it(`would not survive ${way} with the client as it comes`, async () => {
      expect(await tryWay(way, ['client'])).toMatchObject({ code: 1 })
    })
  }

  it('survives calls that begin while connections are being lost, one after the other', async () => {
    expect(await tryWay('calls that begin while connections are being lost')).toEqual({
      code: 0,
      outcomes: ['fulfilled'],
    })
  })
})
