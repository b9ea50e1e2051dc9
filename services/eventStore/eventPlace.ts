import type { StoredEvent } from './eventStore.ts'

/** What an event is and where it stands, without its content. */
export type EventPlace = Pick<
  StoredEvent,
  'id' | 'type' | 'version' | 'tenantId' | 'stream' | 'revision' | 'position' | 'at'
>

export const placeOf = ({ id, type, version, tenantId, stream, revision, position, at }: EventPlace): EventPlace => ({
  id,
  type,
  version,
  tenantId,
  stream,
  revision,
  position,
  at,
})
