import type { GenerationCount, EndedSession, RevocationsAtStart } from '#services/ports/revocations.ts'
import { copyRowsOut } from '#services/postgres/copyRowsOut.ts'
import type { Connection, Pool } from '#services/postgres/pool.ts'
import { readProgress } from './progress.ts'
import { wholeTenant } from './storeEndings.ts'

/** Floating point: a third of the time that exact numbers take, and exact to the millisecond. */
const endedRows = `copy (select session_id, cause, (date_part('epoch', ended_at) * 1000)::bigint,
    (date_part('epoch', keep_until) * 1000)::bigint from ended_sessions) to stdout`
const generationRows = `select tenant_id as "tenantId", nullif(user_id, $1) as "userId", count,
    longest_access_seconds as "longestAccessSeconds" from token_generations`

const idCharacters = 36
const lineBreak = 10

/** One string for each cause, however often it comes. */
const oneOfEach = () => {
  const known = new Map<string, string>()
  return (text: string): string => {
    const found = known.get(text)
    if (found === undefined) known.set(text, text)
    return found ?? text
  }
}

/** Lines of an id, a cause and two instants, parted by tabs. */
const readEnded = async (connection: Connection): Promise<EndedSession[]> => {
  const ended: EndedSession[] = []
  const causeOf = oneOfEach()
  for await (const { bytes, starts } of copyRowsOut(connection, endedRows))
    for (const start of starts) {
      const end = bytes.indexOf(lineBreak, start)
      const sessionId = bytes.toString('latin1', start, start + idCharacters)
      const [cause, endedAt, keepUntil] = bytes.toString('latin1', start + idCharacters + 1, end).split('\t')
      ended.push({ sessionId, cause: causeOf(cause!), endedAt: Number(endedAt), keepUntil: Number(keepUntil) })
    }
  return ended
}

/** The whole set in one snapshot: what is missing here is after `position`. Of all tenants, so on the writer's login. */
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
