import type { MeServerMessages, WirePosition } from '#events/live/frames.ts'
import type { SessionRow } from '#events/live/rows.ts'
import { sleeper } from '#services/ambient/sleeper.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import { eventText, type ServerSentEvent } from '#services/http/stream.ts'
import { longestBehindMs, mostUnsentBytes } from '../connections/slowSockets.ts'
import { roomsOf } from '../connections/rooms.ts'
import { ownMessage } from '../frames/ownSessions.ts'

type Messages = { [Name in keyof MeServerMessages]: Parameters<MeServerMessages[Name]>[0] } & {
  /** Sessions have changed, and it is not known any more which: they are to be read again. */
  reset: Record<string, never>
}

/** A person who follows their own sessions by Server-Sent Events. It takes what a socket of `/me` takes. */
export interface OwnStream {
  readonly data: { caller: SignedInCaller; token: string }
  readonly rooms: ReadonlySet<string>
  emit: <Name extends keyof Messages>(name: Name, message: Messages[Name]) => boolean
  /** All changes of the person's sessions up to here were told; null: it is not known yet where the stream begins. */
  toldUpTo: () => WirePosition | null
  /** Tells of sessions that changed up to `to`. */
  tell: (rows: readonly SessionRow[], to: WirePosition) => void
  /** Ends once all is sent. */
  end: () => void
  /** Aborts when the connection has to be cut. */
  readonly cut: AbortSignal
  /** Cuts a reader that takes nothing. */
  sweep: (now: number) => void
  /** All that is to be sent, as it comes. `beat` is asked once a second; null: none now. */
  texts: (signal: AbortSignal, beat: () => unknown) => AsyncGenerator<string>
}

const beatMs = 1_000

export const ownStream = (caller: SignedInCaller, token: string, now: () => number): OwnStream => {
  const waker = sleeper()
  const cutting = new AbortController()
  let pending: string[] = []
  let bytes = 0
  let isOver = false
  let toldUpTo: WirePosition | null = null
  let givingSince: number | null = null

  const take = (): string => {
    const text = pending.join('')
    pending = []
    bytes = 0
    return text
  }
  const push = (event: ServerSentEvent): boolean => {
    if (isOver) return false
    const text = eventText(event)
    pending.push(text)
    bytes += text.length
    if (bytes > mostUnsentBytes) cutting.abort()
    waker.wake()
    return true
  }
  /** A reader that has this beat has all that was told before; while something waits to be sent, the beat names no position. */
  const beatText = (data: unknown): string =>
    eventText({ event: 'beat', data, ...(toldUpTo === null || pending.length > 0 ? {} : { id: toldUpTo }) })
  const give = async function* (text: string) {
    givingSince = now()
    yield text
    givingSince = null
  }
  return {
    data: { caller, token },
    rooms: new Set(roomsOf(caller)),
    emit: (event, data) => push({ event, data }),
    toldUpTo: () => toldUpTo,
    tell(rows, to) {
      // The last one alone names the position: whoever is cut before it is told all of them again.
      for (const [at, row] of rows.entries())
        push({
          event: 'session',
          data: ownMessage(row, caller.sessionId),
          ...(at === rows.length - 1 ? { id: to } : {}),
        })
      toldUpTo = to
    },
    end() {
      isOver = true
      waker.wake()
    },
    cut: cutting.signal,
    sweep(at) {
      if (givingSince !== null && at - givingSince > longestBehindMs) cutting.abort()
    },
    async *texts(signal, beat) {
      signal.addEventListener('abort', waker.wake)
      for (let beatAt = now(); !signal.aborted;) {
        const text = take()
        if (text !== '') yield* give(text)
        if (isOver && pending.length === 0) return
        if (now() >= beatAt) {
          const data = beat()
          if (data !== null) yield* give(beatText(data))
          beatAt = now() + beatMs
        }
        if (pending.length === 0) await waker.sleep(Math.max(1, beatAt - now()))
      }
    },
  }
}
