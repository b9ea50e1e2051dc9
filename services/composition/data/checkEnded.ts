import type { Clock } from '#services/ambient/clock.ts'
import { type CheckedEndedSet, checkEndedSet } from '#services/sessions/endings/endedSet/checkEndedSet.ts'
import type { OpenData } from './openData.ts'
import { openLog } from './openLog.ts'

const mostDifferences = 20

/** Compares the set of ended sessions with the log, in whichever store the log is. Changes nothing. */
export const checkEnded = async (
  data: Pick<OpenData, 'databases' | 'masterKey' | 'kurrentdbUrl'>,
  { clock, monotonicMs }: { clock: Clock; monotonicMs: () => number },
): Promise<CheckedEndedSet> => {
  const { log, codec, close } = openLog(data, monotonicMs)
  try {
    return await checkEndedSet({ log, codec, writer: data.databases.writer, clock, limit: mostDifferences })
  } finally {
    await close()
  }
}
