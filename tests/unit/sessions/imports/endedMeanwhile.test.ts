import { describe, expect, it } from 'vitest'
import { sessionStream } from '#events/streams.ts'
import { withSaidDevice } from '#services/context/saidDevice.ts'
import { importSessions } from '#services/sessions/imports/importSessions.ts'
import { referenceIds } from '#services/sessions/imports/referenceIds.ts'
import { sessionWriter } from '#services/sessions/commands/sessionWriter.ts'
import { refreshKeys } from '#services/sessions/tokens/refreshKeys.ts'
import { memoryKeyStore } from '../../../support/memoryKeyStore.ts'
import { someContext } from '../../../support/newEvent.ts'
import { memoryStore } from '../../../support/memoryStore.ts'
import { adminOf, because, tenantsInMemory } from '../../../support/tenantsInMemory.ts'

const masterKey = Buffer.alloc(32, 1)
const clientId = 'shop'
const operationId = '0193a000-0000-7000-8000-000000000099'
const rootId = '0193a000-0000-7000-8000-000000000001'
const root = adminOf(rootId)
type Feature = Awaited<ReturnType<typeof tenantsInMemory>>
type Ending = (of: { tenantId: string; userId: string; until: string }, other: Feature['commands']) => Promise<unknown>

/** Takes one session over while somebody does something between what allowed it and its first event. Answers its events. */
const takeOverBeside = async (ending: Ending) => {
  const { store } = memoryStore()
  const here = await tenantsInMemory({ store })
  const { tenantId, ambient, commands: other } = here
  const registration = { clientId, name: 'Shop', audience: 'shop', origins: [], transport: 'bearer' } as const
  await other.registerApplication({ tenantId, ...registration }, root)
  const { userId } = await here.add('ann@acme.test')
  const keys = refreshKeys(memoryKeyStore(), masterKey, ambient)
  await keys.turn()
  const { commands } = sessionWriter({ store, ambient, refreshKeys: keys })
  const until = new Date(ambient.clock.now() + 3_600_000).toISOString()
  const ids = referenceIds(masterKey)
  const run = importSessions({
    clock: ambient.clock,
    directory: here.directory,
    references: here.references,
    commands: {
      revoke: commands.revoke,
      async takeOver(session, origin) {
        await ending({ tenantId, userId, until }, other)
        return commands.takeOver(session, origin)
      },
    },
    exists: async () => false,
    referenceIds: ids,
    requireRoom: async () => undefined,
    buildContext: ({ ip }) => ({ ...someContext, ip, clientId }),
    withSaidDevice,
    untilKnown: async () => undefined,
  })
  const now = new Date(ambient.clock.now()).toISOString()
  const bytes = [Buffer.from(`session_id,email,last_activity,ip\nt-1,ann@acme.test,${now},198.51.100.7\n`)]
  const order = { tenantId, clientId, format: 'csv', bytes, map: new Map(), ended: 'skip', isDry: false } as const
  await run(order, { tenantId, ...root }, { onLine: () => undefined })
  return store.readStream(sessionStream(tenantId, ids({ tenantId, clientId, externalRef: 't-1' })), 0)
}

describe('a session that is taken over at the moment in which', () => {
  const endings: readonly [string, string, Ending][] = [
    [
      'its application is removed',
      'operation',
      ({ tenantId }, other) => other.removeApplication({ tenantId, clientId, operationId, ...because }, root),
    ],
    [
      'its tenant is suspended',
      'suspended',
      ({ tenantId }, other) => other.suspendTenant({ tenantId, operationId, ...because }, root),
    ],
    [
      'its address is blocked',
      'block',
      ({ tenantId, until }, other) =>
        other.addBlock(
          {
            tenantId,
            blockId: operationId,
            kind: 'address',
            value: '198.51.100.7',
            until,
            operationId,
            reason: 'x',
            ticket: null,
          },
          root,
        ),
    ],
    ['its person is disabled', 'disabled', (of, other) => other.disableUser({ ...of, ...because }, root)],
    ['its person is held', 'hold', (of, other) => other.holdUser({ ...of, ...because }, root)],
  ]

  it.each(endings)('%s ends at once', async (_what, cause, ending) => {
    expect((await takeOverBeside(ending)).map(({ type, data }) => [type, 'cause' in data ? data.cause : null])).toEqual(
      [
        ['SessionStarted', null],
        ['SessionRevoked', cause],
      ],
    )
  })

  it('nothing happens goes on', async () => {
    expect((await takeOverBeside(async () => undefined)).map(({ type }) => type)).toEqual(['SessionStarted'])
  })
})
