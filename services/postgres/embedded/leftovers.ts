import { isAlive, readPostmasterFile, removePostmasterFile, stopPostmaster } from './postmaster.ts'
import { type ProcessFacts, processFacts } from './processFacts.ts'

type Verdict = 'ours' | 'foreign' | 'unclear'

/**
 * Decides whether this process is the server of this directory, or another program that got the same number. A wrong
 * "foreign" would let a second server use the same files, so any doubt is `unclear`.
 */
const judge = (facts: ProcessFacts | undefined, dataDirectory: string): Verdict => {
  if (facts === undefined) return 'unclear'
  if (!facts.command.includes('postgres')) return 'foreign'
  if (facts.folder !== undefined) return facts.folder === dataDirectory ? 'ours' : 'foreign'
  return facts.command.includes(dataDirectory) ? 'ours' : 'unclear'
}

/** When a starter dies, its server becomes a child of init or a subreaper, and neither runs node. */
const isRollcall = (facts: ProcessFacts | undefined): boolean => facts !== undefined && /\bnode\b/.test(facts.command)

const stopOrphan = async (pid: number, facts: ProcessFacts | undefined, dataDirectory: string): Promise<void> => {
  const starter = facts === undefined ? undefined : await processFacts(facts.parent)
  if (isRollcall(starter))
    throw new Error(`${dataDirectory} is in use by another Rollcall (process ${facts?.parent}): stop it first`)
  await stopPostmaster(pid)
  if (!isAlive(pid)) await removePostmasterFile(dataDirectory)
}

/**
 * Removes what a killed Rollcall left in the data directory: a pid file whose number now belongs to another program, or
 * the server itself, still running without its starter.
 * @throws Error when another Rollcall uses the directory, or when that cannot be decided
 */
export const clearLeftovers = async (dataDirectory: string): Promise<void> => {
  const found = await readPostmasterFile(dataDirectory)
  if (found === undefined) return
  // `isAlive` is false for a zombie too; PostgreSQL would take one for a running server.
  if (!isAlive(found.pid)) return removePostmasterFile(dataDirectory)
  const facts = await processFacts(found.pid)
  switch (judge(facts, dataDirectory)) {
    case 'foreign':
      return removePostmasterFile(dataDirectory)
    case 'ours':
      return stopOrphan(found.pid, facts, dataDirectory)
    case 'unclear':
      throw new Error(
        `Process ${found.pid} may be a PostgreSQL on ${dataDirectory}: stop it, or remove postmaster.pid there`,
      )
  }
}
