import { keptContext } from '#services/commands/keptContext.ts'
import { contextBuilder } from '#services/context/contextBuilder.ts'
import { openGeoFiles } from '#services/context/geoFiles.ts'
import { withSaidDevice } from '#services/context/saidDevice.ts'
import type { EventStore } from '#services/eventStore/eventStore.ts'
import { tenantUse } from '#services/projections/queries/tenantUse.ts'
import { sessionWriter } from '#services/sessions/commands/sessionWriter.ts'
import { type ImportSessions, importSessions } from '#services/sessions/imports/importSessions.ts'
import { referenceIds } from '#services/sessions/imports/referenceIds.ts'
import { requireRoom } from '#services/sessions/signIn/requireRoom.ts'
import { postgresKeyStore } from '#services/sessions/tokens/postgresKeyStore.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import { readSettings } from '#services/settings/settings.ts'
import type { Surroundings } from '#services/ambient/surroundings.ts'
import type { Tenants } from '#services/tenants/tenants.ts'
import type { OpenData } from './openData.ts'

interface Opened {
  surroundings: Pick<Surroundings, 'ambient' | 'environment' | 'show'>
  data: Pick<OpenData, 'databases' | 'masterKey'>
  store: EventStore
  tenants: Pick<Tenants, 'directory' | 'references'>
}

/** What takes over sessions beside a running Rollcall, from a command. */
export const openSessionImport = async ({ surroundings, data, store, tenants }: Opened): Promise<ImportSessions> => {
  const { ambient, environment, show } = surroundings
  const { databases, masterKey } = data
  const { GEO_FILE: geoFile, ASN_FILE: asnFile, PLACE_DETAIL: placeDetail } = readSettings(environment)
  const keys = refreshKeys(postgresKeyStore(databases.writer), masterKey, ambient)
  await keys.turn()
  const { commands, sessions } = sessionWriter({
    store,
    ambient,
    keptContext: keptContext(tenants.directory),
    refreshKeys: keys,
  })
  return importSessions({
    clock: ambient.clock,
    directory: tenants.directory,
    references: tenants.references,
    commands,
    exists: async (tenantId, sessionId) => (await sessions.readOn(tenantId, sessionId)).session.status !== 'absent',
    referenceIds: referenceIds(masterKey),
    requireRoom: requireRoom(tenantUse(databases.writer, ambient.clock)),
    buildContext: contextBuilder(await openGeoFiles({ geoFile, asnFile, placeDetail }, show), placeDetail),
    withSaidDevice,
    // Without a tail the directory reads the streams each time.
    untilKnown: async () => undefined,
  })
}
