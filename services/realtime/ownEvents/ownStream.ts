import type { MeServerMessages } from '#events/live/frames.ts'
import { sleeper } from '#services/ambient/sleeper.ts'
import type { SignedInCaller } from '#services/http/caller.ts'
import { eventText } from '#services/http/stream.ts'
import { longestBehindMs, mostUnsentBytes } from '../connections/slowSockets.ts'
import { roomsOf } from '../connections/rooms.ts'

type Messages = { [Name in keyof MeServerMessages]: Parameters<MeServerMessages[Name]>[0] }

/** A person who follows their own sessions by Server-Sent Events. It takes what a socket of `/me` takes. */
export interface OwnStream {
  readonly data: { caller: SignedInCaller; token: string }
  readonly rooms: ReadonlySet<string>
  emit: <Name extends keyof Messages>(name: Name, message: Messages[Name]) => boolean
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
  let givingSince: number | null = null

  const take = (): string => {
    const text = pending.join('')
    pending = []
    bytes = 0
    return text
  }
  const give = async function* (text: string) {
    givingSince = now()
    yield text
    givingSince = null
  }
  return {
    data: { caller, token },
    rooms: new Set(roomsOf(caller)),
    emit(event, data) {
      if (isOver) return false
      const text = eventText({ event, data })
      pending.push(text)
      bytes += text.length
      if (bytes > mostUnsentBytes) cutting.abort()
      waker.wake()
      return true
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
          if (data !== null) yield* give(eventText({ event: 'beat', data }))
          beatAt = now() + beatMs
        }
        if (pending.length === 0) await waker.sleep(Math.max(1, beatAt - now()))
      }
    },
  }
}
