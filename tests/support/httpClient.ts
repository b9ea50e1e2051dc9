export interface HttpAnswer {
  status: number
  headers: Headers
  /** Parsed where it is JSON, else text. */
  body: unknown
}

type Send = (path: string, body?: unknown, headers?: Record<string, string>) => Promise<HttpAnswer>

export interface HttpClient {
  get: (path: string, headers?: Record<string, string>) => Promise<HttpAnswer>
  post: Send
  delete: Send
  send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<HttpAnswer>
}

const parsed = (text: string, contentType: string | null): unknown =>
  contentType?.includes('json') === true && text !== '' ? JSON.parse(text) : text

/** fetch with JSON bodies; a body of type string or Uint8Array goes as it is. */
export const httpClient = (url: string, always: Record<string, string> = {}): HttpClient => {
  const send: HttpClient['send'] = async (method, path, body, headers = {}) => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array
    const response = await fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...always, ...headers },
      ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
    })
    // A stream of events has no end.
    const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    const text = isEndless ? '' : await response.text()
    if (isEndless) await response.body?.cancel()
    return {
      status: response.status,
      headers: response.headers,
      body: parsed(text, response.headers.get('content-type')),
    }
  }
  return {
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body ?? {}, headers),
    delete: (path, body, headers) => send('DELETE', path, body, headers),
  }
}
