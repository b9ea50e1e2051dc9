import { describe, expect, it } from 'vitest'
import { eventReader } from '../../../../client/guard/feed/eventReader.ts'
import { knowledge } from '../../../../client/guard/feed/knowledge.ts'
import { beatText, eventText, movedClock, resetText } from '../../../support/rollcallDouble.ts'
import { ids, now } from '../../../support/vectors/vectorTokens.ts'

const hour = 3_600
const beat = (seconds: number) => beatText('p9', seconds * 1000)
const endedText = eventText('ended', { sessionId: ids.session, exp: now + 1_860, position: 'p2' })
const rule = { scope: 'user', id: ids.ann, client: null, ends: true, at: '', exp: now + 1_860, position: 'p3' }

const knowing = () => {
  const clock = movedClock(now * 1000)
  const known = knowledge(clock, 5_000)
  const tell = (text: string) => {
    for (const event of eventReader()(text)) known.take(event)
  }
  /** What the guard forgets in a minute. */
  const tidy = () => {
    for (let second = 0; second < 60; second += 1) known.forgetOutlived()
  }
  tell(resetText() + endedText + beat(now))
  return { clock, known, tell, tidy }
}

describe('what a guard knows', () => {
  it('is of one tenant: what comes for another one is not taken', () => {
    const { known, tell } = knowing()
    expect(() => tell(resetText(ids.otherTenant))).toThrow('not what it should be')
    expect([known.tenantId(), known.counts().ended, known.isFresh()]).toEqual([ids.tenant, 1, true])
  })

  it.each([
    ['a beat', ({ tell }: ReturnType<typeof knowing>) => tell(beat(now + 2 * hour))],
    ['the machine’s clock', ({ clock }: ReturnType<typeof knowing>) => clock.set((now + 2 * hour) * 1000)],
  ])('is learnt anew when %s was hours ahead: ends that it forgot by that time are needed again', (_, goAhead) => {
    const guard = knowing()
    const { clock, known, tell, tidy } = guard
    goAhead(guard)
    tidy()
    expect(known.counts().ended).toBe(0)
    clock.set(now * 1000)
    // The process whose clock was ahead is gone: another one answers.
    known.begin()
    expect(() => tell(beat(now + 1))).toThrow('time has gone back')
    expect([known.isFresh(), known.position()]).toEqual([false, null])
    tell(resetText() + endedText + beat(now + 2))
    tidy()
    tell(beat(now + 3))
    expect([known.isFresh(), known.counts().ended]).toEqual([true, 1])
  })

  it('is kept over a beat that says a little less than the one before', () => {
    const { known, tell, tidy } = knowing()
    tell(beat(now + 4))
    tidy()
    tell(beat(now + 1))
    expect([known.isFresh(), known.position()]).toEqual([true, 'p9'])
  })

  it('holds one rule of a person, however often they sign out all their other sessions', () => {
    const { known, tell } = knowing()
    for (let gen = 1; gen <= 100; gen += 1) tell(eventText('not-before', { ...rule, gen, except: [ids.session] }))
    expect(known.counts().notBefore).toBe(1)
    tell(eventText('not-before', { ...rule, gen: 101, except: [ids.session, ids.otherSession] }))
    expect(known.counts().notBefore).toBe(2)
  })
})

describe('the reader of events', () => {
  it('gives up on an event without an end, in however small pieces it comes', () => {
    const read = eventReader()
    const sendAll = () => {
      for (let piece = 0; piece < 200_000; piece += 1)
        read('data: an event that has no end, 64 characters in every piece of it.')
    }
    expect(sendAll).toThrow('no end')
  })

  it('finds the end between two pieces, and what comes after it', () => {
    const read = eventReader()
    expect([read('event: a\r\ndata: 1\r\n'), read('\r'), read('\ndata: 2'), read('\n'), read('\n')].flat()).toEqual([
      { event: 'a', data: '1' },
      { event: 'message', data: '2' },
    ])
  })
})
