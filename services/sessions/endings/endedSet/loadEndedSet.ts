import type { GenerationCount, EndedSession, RevocationsAtStart } from '#services/ports/revocations.ts'
import { copyRowsOut } from '#services/postgres/copyRowsOut.ts'
import type { Connection, Pool } from '#services/postgres/pool.ts'
import { readProgress } from './progress.ts'
import { wholeTenant } from './storeEndings.ts'

/** `date_part` gives floating point: it takes a third of the time of exact numbers and is exact to the millisecond. */
const endedRows = `copy (select session_id, (date_part('epoch', ended_at) * 1000)::bigint,
    (date_part('epoch', keep_until) * 1000)::bigint, cause from ended_sessions) to stdout`
const generationRows = `select tenant_id as "tenantId", nullif(user_id, $1) as "userId", count,
    longest_access_seconds as "longestAccessSeconds" from token_generations`

const idCharacters = 36
const lineBreak = 10
const zero = 48
const nine = 57

/** Reuses one string for each cause, because a million rows share a few causes. */
const oneOfEach = () => {
  const known = new Map<string, string>()
  return (text: string): string => {
    const found = known.get(text)
    if (found === undefined) known.set(text, text)
    return found ?? text
  }
}

/**
 * Reads the fields of a line. It makes numbers without a text in between, because a starting process may read a million
 * lines.
 */
const lineReader = (bytes: Buffer) => {
  let at = 0
  return {
    begin: (start: number): void => void (at = start),
    text(length: number): string {
      const text = bytes.toString('latin1', at, at + length)
      at += length + 1
      return text
    },
    number(): number {
      let value = 0
      for (; bytes[at]! >= zero && bytes[at]! <= nine; at += 1) value = value * 10 + bytes[at]! - zero
      at += 1
      return value
    },
    rest: (): string => bytes.toString('latin1', at, bytes.indexOf(lineBreak, at)),
  }
}

/** Each line holds an id, two instants and a cause, separated by tabs. */
const readEnded = async (connection: Connection): Promise<EndedSession[]> => {
  const ended: EndedSession[] = []
  const causeOf = oneOfEach()
  for await (const { bytes, starts } of copyRowsOut(connection, endedRows)) {
    const line = lineReader(bytes)
    for (const start of starts) {
      line.begin(start)
      ended.push({
        sessionId: line.text(idCharacters),
        endedAt: line.number(),
        keepUntil: line.number(),
        cause: causeOf(line.rest()),
      })
    }
  }
  return ended
}

/**
 * Reads the whole set in one snapshot: it holds every ending up to `position`. It covers all tenants, so it needs the
 * writer's login.
 */
export const loadEndedSet = async (writer: Pool): Promise<RevocationsAtStart> => {
  const connection = await writer.connect()
  let isWhole = false
  try {
    await connection.query('begin isolation level repeatable read, read only')
    const { position } = await readProgress(connection)
    const { rows: generations } = await connection.query<GenerationCount>(generationRows, [wholeTenant])
    const ended = await readEnded(connection)
    await connection.query('commit')
    isWhole = true
    return { position, ended, generations }
  } finally {
    connection.release(!isWhole)
  }
}
