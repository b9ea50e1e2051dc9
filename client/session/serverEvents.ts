export interface ServerEvent {
  name: string
  data: unknown
  /** Whoever connects again goes on from there. */
  id: string | null
}

const fieldOf = (lines: readonly string[], name: string): string | null => {
  const line = lines.find((one) => one.startsWith(`${name}:`))
  return line === undefined ? null : line.slice(name.length + 1).trim()
}

const eventOf = (block: string): ServerEvent | null => {
  const lines = block.split('\n')
  const [name, data] = [fieldOf(lines, 'event'), fieldOf(lines, 'data')]
  return name === null || data === null ? null : { name, data: JSON.parse(data) as unknown, id: fieldOf(lines, 'id') }
}

/** The events of an endless answer (Server-Sent Events), as Rollcall writes them: one line of JSON each. */
export async function* serverEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = eventOf(block)
        if (event !== null) yield event
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
