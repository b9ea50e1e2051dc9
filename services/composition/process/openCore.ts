import { availableParallelism } from 'node:os'
import { storeLogTail } from '#services/feed/storeLogTail.ts'
import { refusalLog } from '#services/http/refusalLog.ts'
import { countedEventStore } from '#services/metrics/countedEventStore.ts'
import { metrics, type MetricsNeeds } from '#services/metrics/metrics.ts'
import { postgresKeyStore } from '#services/sessions/tokens/postgresKeyStore.ts'
import { hashingProcess } from '#services/tenants/passwords/hashing/hashingProcess.ts'
import { passwordKey } from '#services/tenants/passwords/passwords.ts'
import { listen } from '#services/postgres/listen.ts'
import { wirePositions } from '#services/keys/wirePositions.ts'
import { appendHealth } from '../health/appendHealth.ts'
import { storeSilence } from '../health/storeSilence.ts'
import type { CompositionParts } from './compositionParts.ts'
import { openLog } from '../data/openLog.ts'
import { openMails } from './openMails.ts'
import { openTenants } from './openTenants.ts'

/** Opens what every role uses: log, tail, tenants and metrics. Nothing runs yet. */
export const openCore = (parts: CompositionParts, sources: Omit<MetricsNeeds, 'hashQueue' | 'storeConnection'>) => {
  const { data, surroundings, logger, onFatal } = parts
  const { ambient, monotonicMs } = surroundings
  const measured = metrics({
    ...sources,
    hashQueue: () => tenants.passwords.waiting(),
    ...(data.kurrentdbUrl === undefined ? {} : { storeConnection: () => opened.connection!() }),
  })
  const appends = appendHealth(logger, monotonicMs)
  const opened = openLog(data, monotonicMs, {
    onAppended(seconds) {
      measured.appended(seconds)
      appends.stored()
    },
    onAppendFailed(error) {
      measured.appendFailed()
      appends.failed(error)
    },
    onSnapshotFailure: (error) => logger.warn('the snapshot of a long stream could not be kept', { error }),
  })
  const tail = storeLogTail({
    log: opened.log,
    codec: opened.codec,
    now: monotonicMs,
    onFailure: onFatal,
    onKeyMissing: (error, { position }) => logger.error('The key of an event is missing', { position, error }),
  })
  const store = countedEventStore(opened.store, measured.observe)
  const hasher = hashingProcess({
    secret: passwordKey(data.masterKey),
    width: availableParallelism(),
    now: monotonicMs,
    logger,
  })
  const tenants = openTenants(data, {
    store,
    ambient,
    logger,
    hasher,
    publicUrl: parts.url,
    isCurrent: () => tail.isFresh(),
  })
  tail.listen(tenants.wanted, tenants.observe)
  const { log, codec, connection } = opened
  const mails = openMails(parts, { log, store, codec, tenants, onOutcome: measured.mailed })
  const unlisten = listen(data.databases.writer, 'deleted_keys', opened.forgetKeys)
  const close = async (): Promise<void> => {
    await unlisten()
    await hasher.close()
    await opened.close()
  }
  return {
    log,
    codec,
    connection,
    close,
    store,
    appends,
    silence: storeSilence({
      answers: data.databases.health.answers,
      ask: () => data.databases.app.query('select 1'),
      connections: data.databases.health,
    }),
    tail,
    tenants,
    mails,
    metrics: measured,
    noteRefusal: refusalLog(logger, ambient.clock),
    positions: wirePositions(data.masterKey, data.databases.installation.epoch),
    keyStore: postgresKeyStore(data.databases.writer),
  }
}
export type Core = ReturnType<typeof openCore>
