import { sealedEventStore } from '#services/eventStore/sealedEventStore.ts'
import { postgresEventLog } from '#services/eventStore/postgres/postgresEventLog.ts'
import { keyring } from '#services/eventStore/sealing/keyring.ts'
import { postgresWrappedKeys } from '#services/eventStore/sealing/postgresWrappedKeys.ts'
import { sealingCodec } from '#services/eventStore/sealing/sealingCodec.ts'
import { postgresKeyStore } from '#services/sessions/tokens/postgresKeyStore.ts'
import { postgresSecrets } from '#services/tenants/secrets/postgresSecrets.ts'
import type { TestDatabase } from './database.ts'
import type { Installation } from './sessionStack.ts'

/** What one process opens on the shared database: connections, keys and memories of its own. */
export const postgresInstallation = async ({
  reopen,
  masterKey,
}: TestDatabase): Promise<Installation & { close(): Promise<void> }> => {
  const databases = await reopen()
  const log = postgresEventLog({ databases, now: () => performance.now() })
  const codec = sealingCodec(keyring(masterKey, postgresWrappedKeys(databases.writer)))
  const close = async (): Promise<void> => {
    await log.close()
    await databases.close()
  }
  return {
    log,
    codec,
    store: sealedEventStore(log, codec),
    secrets: postgresSecrets(databases.app),
    keyStore: postgresKeyStore(databases.writer),
    masterKey,
    close,
  }
}
