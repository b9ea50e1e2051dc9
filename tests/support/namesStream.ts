import { randomUUID } from 'node:crypto'
import { type ClaimStream, claimStream, type EventOfStream } from '#events/streams.ts'
import { changes } from '#services/commands/commandHandler.ts'
import type { StreamType } from '#services/commands/streamType.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'

/** Everybody who has held a name, in order: a state in which any loss, double or swap of an event shows. */
export interface Holders {
  userIds: readonly string[]
}

export const namesStream: StreamType<ClaimStream, Holders> = {
  kind: 'holders',
  version: 1,
  nameOf: claimStream,
  empty: { userIds: [] },
  fold: ({ userIds }, events) => ({
    userIds: [...userIds, ...events.map(({ data }) => ('userId' in data ? data.userId : data.tenantId))],
  }),
  subjectOf: () => '',
}

export const holderOf = (number: number): string => derivedUuid('holder', number)
export const claimed = (userId: string): EventOfStream<ClaimStream> => ({
  type: 'EmailClaimed',
  version: 1,
  data: { userId },
})

/** Each person holds it once. */
export const holdOnce =
  (userId: string) =>
  ({ userIds }: Holders) =>
    changes(userIds.includes(userId) ? [] : [claimed(userId)])

export const namesOrigin = () => ({
  tenantId: '01890000-0000-7000-8000-00000000000a',
  actor: { kind: 'system', id: 'test' } as const,
  correlationId: randomUUID(),
  context: null,
})
