import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { type GuardAlone, guardAlone } from '../../../support/rollcallDouble.ts'
import type { FeedCase, FeedStep, FeedVectors } from '../../../support/vectors/feedVectors.ts'

const file = new URL('../../../../client/vectors/feeds.json', import.meta.url)
const { tokens, cases } = JSON.parse(readFileSync(file, 'utf8')) as FeedVectors

type Name = keyof typeof tokens

const outcomeOf = async ({ guard }: GuardAlone, name: Name): Promise<string> => {
  const { refusal } = await guard.verify(tokens[name])
  if (refusal === null) return 'accept'
  return refusal.why === 'stale' ? 'ask' : 'refuse'
}

const opens = async ({ rollcall }: GuardAlone, since: string | null, opened: number): Promise<void> => {
  await eventually(() => expect(rollcall.streams.length).toBeGreaterThanOrEqual(opened))
  expect(rollcall.streams[opened - 1]!.since).toBe(since)
}

const take = async (alone: GuardAlone, step: FeedStep, opened: number): Promise<void> => {
  const { rollcall, clock } = alone
  if ('opens' in step) await opens(alone, step.opens.since, opened)
  else if ('send' in step) await alone.tell(step.send)
  else if ('sendBytes' in step) await alone.tell(Buffer.from(step.sendBytes, 'hex'))
  else if ('cut' in step) (await alone.stream()).end()
  else if ('wait' in step) clock.pass(step.wait)
  else if ('givesUp' in step) await eventually(() => expect(rollcall.streams[opened - 1]!.isOpen()).toBe(false))
  else if ('confirms' in step) await eventually(() => expect(rollcall.confirmed.at(-1)).toBe(step.confirms))
  else
    for (const [name, outcome] of Object.entries(step.expect))
      expect([name, await outcomeOf(alone, name as Name)]).toEqual([name, outcome])
}

const run = async ({ id, about, steps }: FeedCase): Promise<string[]> => {
  const alone = guardAlone({ whenStale: 'refuse' })
  await eventually(() => expect(alone.guard.status().keys).toBe(2))
  let opened = 0
  try {
    for (const step of steps) {
      if ('opens' in step) opened += 1
      await take(alone, step, opened)
    }
    return []
  } catch (error) {
    return [`${id} (${about}): ${String(error)}`]
  } finally {
    await alone.guard.close()
  }
}

it('a guard answers as the vectors of feeds expect', async () => {
  expect(cases.length).toBeGreaterThan(50)
  // Side by side: each waits for its own connections.
  expect((await Promise.all(cases.map(run))).flat()).toEqual([])
})
