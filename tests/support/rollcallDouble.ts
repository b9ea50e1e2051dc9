import { expect } from 'vitest'
import type { GuardClock } from '../../client/guard/guard.ts'
import { createGuard, type Guard, type GuardOptions } from '../../client/guard/entry.ts'
import { eventually } from './eventually.ts'
import { current, previous } from './vectors/vectorKeys.ts'
import { audience, ids, issuer, now } from './vectors/vectorTokens.ts'

/** Clocks that stand until they are moved. */
export interface MovedClock extends GuardClock {
  pass: (milliseconds: number) => void
  /** Sets the one that people read. */
  set: (now: number) => void
}

export const movedClock = (startsAt: number): MovedClock => {
  let [wall, monotonic] = [startsAt, 1_000]
  return {
    now: () => wall,
    monotonic: () => monotonic,
    pass(milliseconds) {
      wall += milliseconds
      monotonic += milliseconds
    },
    set: (now) => void (wall = now),
  }
}

/** One stream of revocations, as the guard opened it. */
interface OpenedStream {
  since: string | null
  send: (piece: string | Uint8Array) => void
  end: () => void
  isOpen: () => boolean
}

/** What Rollcall answers over HTTP, in this process. Answers are properties, to be replaced. */
export interface RollcallDouble {
  fetch: typeof fetch
  /** Every request, in order: method and address. */
  asked: string[]
  streams: OpenedStream[]
  confirmed: string[]
  activity: { sessionId: string; at: string }[][]
  answers: {
    keys: () => Response
    introspect: (token: string) => Response | Promise<Response>
    revocations: () => Response | null
    activity: () => Response
  }
}

const openStream = (since: string | null, signal: AbortSignal): { stream: OpenedStream; response: Response } => {
  let controller: ReadableStreamDefaultController<Uint8Array>
  let isOpen = true
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) })
  const close = (how: () => void): void => {
    if (isOpen) how()
    isOpen = false
  }
  signal.addEventListener('abort', () => close(() => controller.error(signal.reason)))
  const stream: OpenedStream = {
    since,
    send: (piece) => controller.enqueue(Buffer.from(piece)),
    end: () => close(() => controller.close()),
    isOpen: () => isOpen,
  }
  return { stream, response: new Response(body, { headers: { 'content-type': 'text/event-stream' } }) }
}

export const rollcallDouble = (): RollcallDouble => {
  const double: Omit<RollcallDouble, 'fetch'> = {
    asked: [],
    streams: [],
    confirmed: [],
    activity: [],
    answers: {
      keys: () => Response.json({ keys: [previous.jwk, current.jwk] }),
      introspect: () => Response.json({ active: true, sid: ids.session }),
      revocations: () => null,
      activity: () => Response.json({ items: [] }),
    },
  }
  const answer = (url: URL, init: RequestInit): Response | Promise<Response> => {
    const text = typeof init.body === 'string' ? init.body : ''
    switch (url.pathname) {
      case '/.well-known/jwks.json':
        return double.answers.keys()
      case '/v1/token/introspect':
        return double.answers.introspect((init.body as URLSearchParams).get('token')!)
      case '/v1/revocations/confirm':
        double.confirmed.push((JSON.parse(text) as { position: string }).position)
        return new Response(null, { status: 204 })
      case '/v1/sessions/activity':
        double.activity.push(JSON.parse(text) as { sessionId: string; at: string }[])
        return double.answers.activity()
      default: {
        const refused = double.answers.revocations()
        if (refused !== null) return refused
        const { stream, response } = openStream(url.searchParams.get('since'), init.signal!)
        double.streams.push(stream)
        return response
      }
    }
  }
  return {
    ...double,
    async fetch(url, init = {}) {
      double.asked.push(`${init.method ?? 'GET'} ${String(url)}`)
      return answer(new URL(String(url)), init)
    },
  }
}

export interface GuardAlone {
  guard: Guard
  rollcall: RollcallDouble
  clock: MovedClock
  /** The stream that is open now. */
  stream: () => Promise<OpenedStream>
  /** Sends, and waits until the guard has taken it. */
  tell: (piece: string | Uint8Array) => Promise<void>
}

let marks = 0
/** What was sent has been read by then: no step of reading waits for anything but promises. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

/** A guard that talks to a double. Its moment is that of the vectors. */
export const guardAlone = (
  options: Partial<GuardOptions> & { rollcall?: RollcallDouble; clock?: MovedClock } = {},
): GuardAlone => {
  const { rollcall = rollcallDouble(), clock = movedClock(now * 1000), ...rest } = options
  const guard = createGuard({
    baseUrl: issuer,
    audience,
    apiKey: 'rck_of_a_test',
    name: `test-${(marks += 1)}`,
    fetch: rollcall.fetch,
    clock,
    ...rest,
  })
  const stream = (): Promise<OpenedStream> =>
    eventually(() => {
      const open = rollcall.streams.findLast((each) => each.isOpen())
      expect(open).toBeDefined()
      return open!
    })
  return {
    guard,
    rollcall,
    clock,
    stream,
    async tell(piece) {
      ;(await stream()).send(piece)
      await settle()
    },
  }
}

export const eventText = (event: string, data: object): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
export const resetText = (tenantId: string = ids.tenant): string => eventText('reset', { tenantId })
export const beatText = (position: string, atMs: number): string =>
  eventText('beat', { position, at: new Date(atMs).toISOString() })
