import { current } from '../../support/vectors/vectorKeys.ts'
import { ids } from '../../support/vectors/vectorTokens.ts'
import { realAmbient } from '../../support/realAmbient.ts'

/** Revocations in one piece of the stream, as Rollcall sends them. */
const piece = 200

const eventOf = (exp: number, place: number): string => {
  const position = `position-of-a-length-like-rollcalls-${place}`
  const data = { sessionId: realAmbient.random.id(), exp, position }
  return `event: ended\nid: ${position}\ndata: ${JSON.stringify(data)}\n\n`
}

const revocationTexts = function* (count: number): Generator<string> {
  const exp = Math.floor(Date.now() / 1000) + 1_860
  yield `event: reset\ndata: {"tenantId":"${ids.tenant}"}\n\n`
  for (let sent = 0; sent < count; sent += piece)
    yield Array.from({ length: Math.min(piece, count - sent) }, (_, place) => eventOf(exp, sent + place)).join('')
}

const beatText = (): string =>
  `event: beat\ndata: ${JSON.stringify({ position: 'p', at: new Date().toISOString() })}\n\n`

/** A stream that tells of so many revocations and then beats. */
const feed = (count: number, signal: AbortSignal): ReadableStream<Uint8Array> => {
  const texts = revocationTexts(count)
  return new ReadableStream(
    {
      pull(controller) {
        const { value, done } = texts.next()
        if (done !== true) return controller.enqueue(Buffer.from(value))
        const beat = (): void => controller.enqueue(Buffer.from(beatText()))
        beat()
        const beating = setInterval(beat, 1_000)
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            clearInterval(beating)
            reject(signal.reason as Error)
          })
        })
      },
    },
    { highWaterMark: 1 },
  )
}

/** Rollcall as a guard meets it, in this process, so that what is measured is the guard. */
export const fetchFrom =
  (revocations: number): typeof fetch =>
  async (url, init) => {
    const { pathname } = new URL(String(url))
    if (pathname === '/v1/revocations') return new Response(feed(revocations, init!.signal!))
    return Response.json(pathname.endsWith('jwks.json') ? { keys: [current.jwk] } : {})
  }
