import type { Position } from '#events/envelope.ts'
import type { BeatSignal, ResetSignal } from '#events/wire/guards.ts'
import { type Clock, instant } from '#services/ambient/clock.ts'
import { sleep } from '#services/ambient/sleep.ts'
import type { LogTail } from '#services/feed/logTail.ts'
import { eventText } from '#services/http/stream.ts'
import type { WirePositions } from '#services/keys/wirePositions.ts'
import type { Journal } from './journal.ts'
import type { OpenStream } from './openStreams.ts'
import type { Revocation } from './revocation.ts'

export interface SendingNeeds {
  journal: Pick<Journal, 'applied' | 'between' | 'onNews'>
  tail: Pick<LogTail, 'isFresh'>
  positions: WirePositions
  clock: Clock
  /** Milliseconds, monotonic. */
  now: () => number
}

const beatMs = 1_000
/** While there is no beat to send, it is looked for one so often. */
const askAgainMs = 100
/** What comes within this time goes out together. */
const gatherMs = 20
/** Revocations in one piece. */
const piece = 200

/** Texts are the same for all guards of a tenant, so each is made once. */
const texts = new WeakMap<Revocation, string>()

/** The text of a revocation on the wire. */
const textOf = (positions: WirePositions, tenantId: string, revocation: Revocation): string => {
  const known = texts.get(revocation)
  if (known !== undefined) return known
  const { event, data } = revocation.signal
  const position = positions.seal(tenantId, revocation.position)
  const text = eventText({ event, id: position, data: { ...data, position } })
  texts.set(revocation, text)
  return text
}

/** Goes before the whole set: what the reader has is to be forgotten. */
const resetText = (tenantId: string): string => eventText({ event: 'reset', data: { tenantId } satisfies ResetSignal })

/**
 * A guard's stream, in pieces. It begins after `from`, or with the whole current set. Nothing is queued for a reader: it
 * has a place in the journal and gets what follows as fast as it takes it. While the tail is stale there is no beat, so
 * that guards ask the server instead of guessing.
 */
export const sendRevocations = async function* (
  { journal, tail, positions, clock, now }: SendingNeeds,
  stream: OpenStream,
  from: Position | 'reset',
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { tenantId } = stream.guard
  const unlisten = journal.onNews(tenantId, stream.waker.wake)
  signal.addEventListener('abort', stream.waker.wake)
  const goesOn = (): boolean => stream.isOpen() && !signal.aborted
  const give = async function* (text: string) {
    stream.giving(now())
    yield text
    stream.giving(null)
  }
  const giveAll = async function* (revocations: readonly Revocation[]) {
    for (let first = 0; first < revocations.length && goesOn(); first += piece) {
      const some = revocations.slice(first, first + piece)
      yield* give(some.map((each) => textOf(positions, tenantId, each)).join(''))
    }
  }
  const beat = (upTo: Position): string => {
    const position = positions.seal(tenantId, upTo)
    return eventText({ event: 'beat', id: position, data: { position, at: instant(clock) } satisfies BeatSignal })
  }
  try {
    if (from === 'reset') yield* give(resetText(tenantId))
    let sent = from === 'reset' ? 0 : from
    for (let beatAt = now(); goesOn();) {
      const upTo = journal.applied()
      yield* giveAll(journal.between(tenantId, sent, upTo))
      if (!goesOn()) return
      sent = Math.max(sent, upTo)
      if (now() >= beatAt) {
        const isFresh = tail.isFresh()
        if (isFresh) yield* give(beat(sent))
        beatAt = now() + (isFresh ? beatMs : askAgainMs)
      }
      await sleep(gatherMs, signal)
      await stream.waker.sleep(Math.max(1, beatAt - now()))
    }
  } finally {
    unlisten()
    signal.removeEventListener('abort', stream.waker.wake)
    stream.close()
  }
}
