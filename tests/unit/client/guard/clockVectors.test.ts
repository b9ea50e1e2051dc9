import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { beatText, guardAlone, type GuardAlone, movedClock, resetText } from '../../../support/rollcallDouble.ts'
import type { ClockStep, ClockVectors } from '../../../support/vectors/clockVectors.ts'

const file = new URL('../../../../client/vectors/clocks.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as ClockVectors

const take = async ({ guard, clock, tell }: GuardAlone, token: string, step: ClockStep): Promise<void> => {
  if ('beat' in step) await tell(beatText('p', step.beat))
  else if ('wait' in step) clock.pass(step.wait)
  else if ('sleep' in step) clock.set(clock.now() + step.sleep)
  else if ('set' in step) clock.set(step.set)
  else {
    const { refusal } = await guard.verify(token)
    expect(refusal === null ? 'accept' : refusal.why === 'stale' ? 'ask' : 'refuse').toBe(step.expect)
  }
}

it.each(cases)('$id: $about', async ({ clock, token, steps }) => {
  const alone = guardAlone({ whenStale: 'refuse', clock: movedClock(clock) })
  await alone.tell(resetText())
  for (const step of steps) await take(alone, token, step)
  await alone.guard.close()
})
