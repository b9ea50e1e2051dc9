import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame, ResumeAnswer } from '#events/live/frames.ts'
import { createChain, isUnbroken } from '../../../dashboard/src/realtime/chain.ts'
import { settle } from '../../support/fakeTime.ts'

const counts = { active: 0, idle: 0, users: 0, deviceType: {}, browser: {}, os: {}, country: {}, client: {} }
const frame = (from: number, to: number): Frame => ({
  from: `p${from}`,
  to: `p${to}`,
  at: '2026-11-21T08:00:00.000Z',
  sessions: [],
  log: [],
  anomalies: [],
  counts,
  activity: [],
})

/** A server that has cut its frames at `cuts`, answering what is kept from any position on. */
const open = (answer: (position: string) => ResumeAnswer | Promise<ResumeAnswer>) => {
  const applied: string[] = []
  const resumed: string[] = []
  let lost = 0
  const chain = createChain({
    async resume(position) {
      resumed.push(position)
      return answer(position)
    },
    onFrames: (frames) => applied.push(...frames.map(({ from, to }) => `${from}-${to}`)),
    onLost() {
      lost += 1
    },
  })
  return { chain, applied, resumed, lost: () => lost }
}

describe('frames in a chain', () => {
  it('are applied while each starts where the one before ended', () => {
    const { chain, applied } = open(() => ({ frames: [] }))
    chain.begin('p0')
    chain.frame(frame(0, 3))
    chain.beat({ from: 'p3', to: 'p3' })
    chain.frame(frame(3, 4))
    expect(applied).toEqual(['p0-p3', 'p3-p4'])
  })

  it('are asked for again from the gap, and what came meanwhile is not applied twice', async () => {
    const { chain, applied, resumed } = open(() => ({ frames: [frame(3, 5), frame(5, 8)] }))
    chain.begin('p0')
    chain.frame(frame(0, 3))
    chain.frame(frame(5, 7))
    chain.frame(frame(7, 8))
    await settle()
    chain.frame(frame(8, 9))
    expect(resumed).toEqual(['p3'])
    expect(applied).toEqual(['p0-p3', 'p3-p5', 'p5-p8', 'p8-p9'])
  })

  it('go on from where they were after a new connection', async () => {
    const { chain, resumed, applied } = open(() => ({ frames: [frame(3, 6)] }))
    expect(chain.begin('p0')).toBe(true)
    chain.frame(frame(0, 3))
    expect(chain.begin('p6')).toBe(false)
    await settle()
    expect(resumed).toEqual(['p3'])
    expect(applied).toEqual(['p0-p3', 'p3-p6'])
  })

  it.each([
    ['a reset', { reset: true } as const],
    ['a refusal', { ok: false, code: 'invalid-position' } as const],
    ['frames that do not hang together', { frames: [frame(3, 5), frame(6, 8)] }],
  ])('are read anew after %s', async (_, answer) => {
    const { chain, applied, lost } = open(() => answer)
    chain.begin('p0')
    chain.frame(frame(0, 3))
    chain.frame(frame(6, 8))
    await settle()
    chain.frame(frame(8, 9))
    expect(lost()).toBe(1)
    expect(applied).toEqual(['p0-p3', 'p8-p9'])
  })

  it('show the gap again when no answer came', async () => {
    let tries = 0
    const { chain, applied } = open(() => {
      tries += 1
      return tries === 1 ? Promise.reject(new Error('no answer')) : { frames: [frame(0, 4)] }
    })
    chain.begin('p0')
    chain.frame(frame(2, 3))
    await settle()
    chain.beat({ from: 'p3', to: 'p3' })
    await settle()
    expect(applied).toEqual(['p0-p4'])
  })

  it('cover every position once and in order, whatever frames are lost and wherever they are cut', async () => {
    const cutsAndLosses = fc.record({
      steps: fc.array(fc.record({ length: fc.integer({ min: 1, max: 4 }), isLost: fc.boolean() }), {
        minLength: 1,
        maxLength: 30,
      }),
      resumeCuts: fc.integer({ min: 1, max: 5 }),
    })
    await fc.assert(
      fc.asyncProperty(cutsAndLosses, async ({ steps, resumeCuts }) => {
        let head = 0
        const missing = (from: number): Frame[] => {
          const frames: Frame[] = []
          for (let at = from; at < head; at += resumeCuts) frames.push(frame(at, Math.min(head, at + resumeCuts)))
          return frames
        }
        const { chain, applied } = open((position) => ({ frames: missing(Number(position.slice(1))) }))
        chain.begin('p0')
        for (const { length, isLost } of steps) {
          head += length
          if (!isLost) chain.frame(frame(head - length, head))
          await settle()
        }
        chain.beat({ from: `p${head}`, to: `p${head}` })
        await settle()
        let position = 0
        for (const covered of applied) {
          const [from, to] = covered.split('-').map((text) => Number(text.slice(1)))
          expect(from).toBe(position)
          position = to ?? Number.NaN
        }
        expect(position).toBe(head)
      }),
    )
  })
})

describe('missed frames', () => {
  it('must begin at the gap', () => {
    expect(isUnbroken([frame(1, 2)], 'p1')).toBe(true)
    expect(isUnbroken([], 'p1')).toBe(true)
    expect(isUnbroken([frame(2, 3)], 'p1')).toBe(false)
  })
})
