import { parentPort, workerData } from 'node:worker_threads'
import { openLogRuns } from '#services/eventStore/openLogRuns.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { createPool } from '#services/postgres/pool.ts'
import { parking } from '../fold/parking.ts'
import { viewsNamed } from '../views.ts'
import { fillShadow } from './fillShadow.ts'
import type { FoldOrder, FoldReport } from './foldInWorker.ts'
import { rebuildPool } from './shadowSchema.ts'
import { KeysMissing } from './unreadableLog.ts'

/** This file runs in a thread of its own, because folding a log keeps a processor busy until it is done. */
const report = (message: FoldReport): void => parentPort?.postMessage(message)

const fold = async (order: FoldOrder): Promise<void> => {
  const pool = rebuildPool(order.owner)
  const writer = createPool({ ...order.writer, size: 1, applicationName: 'rollcall rebuild' })
  const log = openLogRuns(pool, order.kurrentdbUrl, () => performance.now())
  const codec = sealingCodec(keyring(Buffer.from(order.masterKey), postgresWrappedKeys(writer)))
  try {
    const passed = await fillShadow({
      ...order,
      log,
      pool,
      codec,
      views: viewsNamed(order.views),
      parks: parking(order.parked),
      onEvents: (position) => report({ kind: 'progress', position }),
    })
    report({ kind: 'passed', passed })
  } catch (error) {
    if (!(error instanceof KeysMissing)) throw error
    report({ kind: 'keys-missing', owners: error.owners })
  } finally {
    await log.close()
    await Promise.all([pool.end(), writer.end()])
  }
}

await fold(workerData as FoldOrder)
