import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulatedClock, timeline } from '#services/demo/timeline.ts'

const nothing = async () => {}

describe('a timeline', () => {
  it('runs what was planned in order of time, equal times in order of planning, at its time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 60 }), async (times) => {
        const clock = simulatedClock(0)
        const line = timeline(clock, nothing)
        const ran: [time: number, planned: number][] = []
        times.forEach((at, planned) => line.plan(at, async () => void ran.push([clock.now(), planned])))
        await line.run(100)
        const expected = times.map((at, planned): [number, number] => [at, planned])
        expect(ran).toEqual(expected.sort((one, other) => one[0] - other[0] || one[1] - other[1]))
        expect(clock.now()).toBe(100)
      }),
    )
  })

  it('runs what an action plans, and leaves what lies beyond the end', async () => {
    const clock = simulatedClock(0)
    const line = timeline(clock, nothing)
    const ran: string[] = []
    line.plan(10, async () => {
      ran.push('first')
      line.plan(20, async () => void ran.push('planned by the first'))
      line.plan(99, async () => void ran.push('too late'))
    })
    await line.run(50)
    expect(ran).toEqual(['first', 'planned by the first'])
  })

  it('calls what is to happen after every action', async () => {
    const clock = simulatedClock(0)
    const seen: number[] = []
    const line = timeline(clock, async () => void seen.push(clock.now()))
    line.plan(3, nothing)
    line.plan(7, nothing)
    await line.run(10)
    expect(seen).toEqual([3, 7])
  })
})
