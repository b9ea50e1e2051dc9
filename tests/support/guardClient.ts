import type { NotBeforeSignal } from '#events/wire/guards.ts'

export interface GuardSignal {
  event: string
  id: string | undefined
  data: Record<string, unknown>
}

/** What one text of Server-Sent Events says; comments are left out. */
export const signalOf = (text: string): GuardSignal | null => {
  const fields = new Map(
    text.split('\n').map((line) => {
      const at = line.indexOf(': ')
      return [line.slice(0, at), line.slice(at + 2)]
    }),
  )
  const [event, data] = [fields.get('event'), fields.get('data')]
  return event === undefined || data === undefined ? null : { event, id: fields.get('id'), data: JSON.parse(data) }
}

export interface GuardClient {
  /** All that came over all connections, in order. */
  readonly signals: GuardSignal[]
  /** Sessions that are over, since the last reset. */
  readonly ended: Map<string, number>
  readonly notBefore: NotBeforeSignal[]
  /** The newest position. */
  position: () => string | undefined
  /** Resolves when the stream is open, with the answer's status. A problem's body goes into `problem`. */
  connect: (from?: { since?: string; lastEventId?: string }) => Promise<number>
  problem: () => unknown
  /** Goes on from where it was. */
  reconnect: () => Promise<number>
  cut: () => void
  /** Resolves when the server has ended the stream, or it was cut. */
  over: () => Promise<void>
  until: (holds: (guard: GuardClient) => boolean) => Promise<void>
  confirm: (position?: string) => Promise<number>
}

export interface GuardOptions {
  /** Asked before each connection, where there are several processes. */
  url: string | (() => string)
  key: string
  name?: string
  version?: string
  /** Called at once with each signal. */
  onSignal?: (signal: GuardSignal) => void
}

/** A guard as an application runs one: it follows revocations, and can lose its connection. */
export const guardClient = ({ url, key, name, version, onSignal }: GuardOptions): GuardClient => {
  const urlOf = (): string => (typeof url === 'string' ? url : url())
  const signals: GuardSignal[] = []
  const ended = new Map<string, number>()
  const notBefore: NotBeforeSignal[] = []
  const waiting = new Set<() => void>()
  let position: string | undefined
  let connection = new AbortController()
  let reading: Promise<void> = Promise.resolve()
  let problem: unknown = null

  const take = (signal: GuardSignal): void => {
    signals.push(signal)
    if (signal.event === 'reset') {
      ended.clear()
      notBefore.length = 0
    }
    if (signal.event === 'ended') ended.set(String(signal.data['sessionId']), Number(signal.data['exp']))
    if (signal.event === 'not-before') notBefore.push(signal.data as unknown as NotBeforeSignal)
    if (signal.id !== undefined) position = signal.id
    onSignal?.(signal)
    for (const look of waiting) look()
  }
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    let text = ''
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const texts = (text + chunk).split('\n\n')
        text = texts.pop() ?? ''
        for (const each of texts) {
          const signal = signalOf(each)
          if (signal !== null) take(signal)
        }
      }
    } catch {
      // Cut, by us or by the server.
    }
  }
  const self = { ...(name === undefined ? {} : { guard: name }), ...(version === undefined ? {} : { version }) }
  const connect = async ({ since, lastEventId }: { since?: string; lastEventId?: string } = {}): Promise<number> => {
    connection = new AbortController()
    const query = new URLSearchParams({ ...self, ...(since === undefined ? {} : { since }) })
    const headers = { 'rollcall-key': key, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) }
    const response = await fetch(`${urlOf()}/v1/revocations?${query.toString()}`, {
      headers,
      signal: connection.signal,
    })
    if (response.status === 200) reading = read(response.body!)
    else problem = await response.json()
    return response.status
  }
  const guard: GuardClient = {
    signals,
    ended,
    notBefore,
    position: () => position,
    connect,
    problem: () => problem,
    reconnect: () => connect(position === undefined ? {} : { lastEventId: position }),
    cut: () => connection.abort(),
    over: () => reading,
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds(guard)) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async confirm(confirmed = position) {
      const response = await fetch(`${urlOf()}/v1/revocations/confirm`, {
        method: 'POST',
        headers: { 'rollcall-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({ position: confirmed, ...self }),
      })
      return response.status
    },
  }
  return guard
}

/** Whether the guard knows all up to now. */
export const hasBeat = ({ signals }: GuardClient): boolean => signals.at(-1)?.event === 'beat'
