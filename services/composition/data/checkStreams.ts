import { checkSnapshots } from '#services/commands/checkSnapshots.ts'
import { listSnapshots } from '#services/eventStore/postgres/listSnapshots.ts'
import type { OpenData } from './openData.ts'
import { openLog } from './openLog.ts'
import { streamTypes } from './streamTypes.ts'

const mostDifferences = 20

/** Compares the snapshots of long streams with the log, in whichever store the log is. Changes nothing. */
export const checkStreams = async (
  data: Pick<OpenData, 'databases' | 'masterKey' | 'kurrentdbUrl'>,
  monotonicMs: () => number,
): Promise<{ compared: number; differences: string[] }> => {
  const { store, close } = openLog(data, monotonicMs)
  try {
    const listed = listSnapshots(data.databases.writer)
    return await checkSnapshots({ store, types: streamTypes, listed, limit: mostDifferences })
  } finally {
    await close()
  }
}
