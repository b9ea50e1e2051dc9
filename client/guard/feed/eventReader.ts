/** One Server-Sent Event (WHATWG HTML 9.2.6). */
export interface ServerEvent {
  event: string
  data: string
}

/** Characters of one event, and of what comes with its end: no event of Rollcall's is near it. */
const mostCharacters = 8_000_000

const line = /(?:^|\n)(event|data): ?([^\n]*)/g

const readEvent = (text: string): ServerEvent | null => {
  const data: string[] = []
  let event = 'message'
  for (const [, field, value = ''] of text.matchAll(line)) {
    if (field === 'data') data.push(value)
    else event = value
  }
  return data.length === 0 ? null : { event, data: data.join('\n') }
}

/**
 * Answers the events that a piece of the stream completes. Comments, and lines other than `event` and `data`, are passed over; lines end in LF or
 * CR LF. @throws where an event has no end
 */
export const eventReader = (): ((piece: string) => ServerEvent[]) => {
  let parts: string[] = []
  let length = 0
  return (piece) => {
    const part = piece.replaceAll('\r', '')
    const isEnd = ((parts.at(-1) ?? '').slice(-1) + part).includes('\n\n')
    if (part !== '') parts.push(part)
    length += part.length
    if (length > mostCharacters) throw new Error('An event has no end')
    // Put together once it has an end: an event in many small pieces is not looked through again with each of them.
    if (!isEnd) return []
    const texts = parts.join('').split('\n\n')
    parts = texts.splice(-1)
    length = parts[0]!.length
    return texts.flatMap((text) => readEvent(text) ?? [])
  }
}
