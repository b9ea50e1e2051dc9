import type { Position } from '#events/envelope.ts'
import type { Clock } from '#services/ambient/clock.ts'
import type { EventCodec, EventLog } from '#services/eventStore/eventStore.ts'
import { isOfThisLog } from '#services/eventStore/readMark.ts'
import type { RevocationsAtStart } from '#services/ports/revocations.ts'
import type { Pool } from '#services/postgres/pool.ts'
import { type EndedRow, endedSetTypes, foldEndings, type GenerationRow } from './foldEndings.ts'
import { loadEndedSet } from './loadEndedSet.ts'
import { readProgress } from './progress.ts'
import { seenEvent } from './seenEvent.ts'

export interface CheckingEndedSet {
  log: Pick<EventLog, 'readWanted' | 'readAt' | 'head'>
  codec: Pick<EventCodec, 'openClear'>
  writer: Pool
  clock: Clock
  /** At most this many differences are listed for each table. */
  limit: number
}

export interface CheckedEndedSet {
  /** Rows that equal the log or differ from it. */
  compared: number
  /** A line for each row that differs. */
  differences: string[]
}

/** Rows by key, each as the words that have to be the same. */
type Rows = Map<string, string>

const readLimit = 5_000
/** Endings that are about to be outlived may be gone already: the database's clock decides, not ours. */
const aboutToGoMs = 60_000

const instantOf = (milliseconds: number): string => new Date(milliseconds).toISOString()
const endedWords = ({ cause, endedAt, keepUntil }: Pick<EndedRow, 'cause' | 'endedAt' | 'keepUntil'>): string =>
  `${cause} at ${endedAt}, kept until ${keepUntil}`
const generationKey = ({ tenantId, userId }: Pick<GenerationRow, 'tenantId' | 'userId'>): string =>
  `tenant ${tenantId}${userId === null ? '' : `, user ${userId}`}`
const generationWords = ({ count, longestAccessSeconds }: GenerationRow): string =>
  `generation ${count}, access tokens of ${longestAccessSeconds} s`

/** Folds the log anew up to a position, and keeps in memory the endings that are kept for longer than `since`. */
const foldUpTo = async ({ log, codec }: CheckingEndedSet, upTo: Position, since: string) => {
  const ended = new Map<string, EndedRow>()
  const generations = new Map<string, GenerationRow>()
  const longestOf = (tenantId: string): number =>
    generations.get(generationKey({ tenantId, userId: null }))?.longestAccessSeconds ?? 0
  for (let after: Position = 0; after < upTo;) {
    const read = await log.readWanted({ after, limit: readLimit, types: endedSetTypes })
    const events = read.events.filter(({ position }) => position <= upTo)
    const made = foldEndings(
      events.map((event) => seenEvent(codec, event)),
      longestOf,
    )
    for (const row of made.ended) if (row.keepUntil > since && !ended.has(row.sessionId)) ended.set(row.sessionId, row)
    for (const row of made.generations) {
      const key = generationKey(row)
      generations.set(key, { ...row, count: row.count + (generations.get(key)?.count ?? 0) })
    }
    after = read.upTo
  }
  return { ended, generations }
}

const keptRows = ({ ended, generations }: RevocationsAtStart): { ended: Rows; generations: Rows } => ({
  ended: new Map(
    ended.map(({ sessionId, cause, endedAt, keepUntil }) => [
      sessionId,
      endedWords({ cause, endedAt: instantOf(endedAt), keepUntil: instantOf(keepUntil) }),
    ]),
  ),
  generations: new Map(generations.map((row) => [generationKey(row), generationWords(row)])),
})

const compare = (table: string, kept: Rows, made: Rows, limit: number): CheckedEndedSet => {
  const keys = new Set([...made.keys(), ...kept.keys()])
  const differing = [...keys].filter((key) => kept.get(key) !== made.get(key)).slice(0, limit)
  const differences = differing.map((key) => {
    const [found, should] = [kept.get(key), made.get(key)]
    if (found === undefined) return `${table} ${key}: missing`
    return `${table} ${key}: ${should === undefined ? 'should not be there' : `${found}; the log says ${should}`}`
  })
  return { compared: keys.size, differences }
}

/** Compares the ended set with the log up to where the set has read it. Changes nothing. */
export const checkEndedSet = async (checking: CheckingEndedSet): Promise<CheckedEndedSet> => {
  const { log, writer, clock, limit } = checking
  if (!(await isOfThisLog(log, await readProgress(writer))))
    return { compared: 0, differences: ['ended_progress: made of another log'] }
  const kept = await loadEndedSet(writer)
  const since = clock.now() + aboutToGoMs
  const stored = keptRows({ ...kept, ended: kept.ended.filter(({ keepUntil }) => keepUntil > since) })
  const made = await foldUpTo(checking, kept.position, instantOf(since))
  const wordsOf = <Row>(rows: ReadonlyMap<string, Row>, words: (row: Row) => string): Rows =>
    new Map([...rows].map(([key, row]) => [key, words(row)]))
  const ended = compare('ended_sessions', stored.ended, wordsOf(made.ended, endedWords), limit)
  const generations = compare(
    'token_generations',
    stored.generations,
    wordsOf(made.generations, generationWords),
    limit,
  )
  return {
    compared: ended.compared + generations.compared,
    differences: [...ended.differences, ...generations.differences],
  }
}
