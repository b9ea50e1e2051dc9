import { get, type ClientRequest } from 'node:http'

export interface BenchGuard {
  ended: ReadonlySet<string>
  reconnects: () => number
  cut: () => void
  stop: () => void
  /** Resolves with the next signal of this kind. */
  next: (event: 'ended' | 'beat') => Promise<void>
}

export interface BenchGuardOptions {
  /** Asked before each connection. */
  url: () => string
  headers?: Record<string, string>
  onEnded: (sessionId: string, at: number) => void
}

const againMs = 50

/** A guard that does as little as it can, so that what is measured is the server. It goes on from its position by itself. */
export const benchGuard = ({ url, headers = {}, onEnded }: BenchGuardOptions): BenchGuard => {
  const ended = new Set<string>()
  const waiting: { event: string; resolve: () => void }[] = []
  let position = ''
  let isStopped = false
  let connections = 0
  let request: ClientRequest | undefined

  const take = (text: string, at: number): void => {
    const event = /^event: (.*)$/m.exec(text)?.[1]
    if (event === undefined) return
    if (event === 'reset') ended.clear()
    const sessionId = event === 'ended' ? /"sessionId":"([^"]+)"/.exec(text)![1]! : null
    if (sessionId !== null && !ended.has(sessionId)) {
      ended.add(sessionId)
      onEnded(sessionId, at)
    }
    position = /^id: (.*)$/m.exec(text)?.[1] ?? position
    for (const each of waiting.splice(0))
      if (each.event === event) each.resolve()
      else waiting.push(each)
  }
  const connect = (): void => {
    if (isStopped) return
    connections += 1
    const from: Record<string, string> = position === '' ? {} : { 'last-event-id': position }
    let text = ''
    request = get(url(), { headers: { ...headers, ...from }, agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const at = performance.now()
        const texts = (text + chunk).split('\n\n')
        text = texts.pop() ?? ''
        for (const each of texts) take(each, at)
      })
    })
    request.on('error', () => undefined).once('close', () => setTimeout(connect, againMs * Math.random()))
  }
  connect()
  const cut = (): void => void request?.destroy()
  return {
    ended,
    reconnects: () => connections - 1,
    cut,
    stop() {
      isStopped = true
      cut()
    },
    next: (event) => new Promise((resolve) => waiting.push({ event, resolve })),
  }
}
