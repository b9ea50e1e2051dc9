import { CodedError } from '#services/ports/errors.ts'
import type { EventLog } from '#services/eventStore/eventStore.ts'

/** A log in front of which the line can be cut: everything is store-unavailable until it is mended. */
export const interruptibleLog = (log: EventLog): EventLog & { cut(): void; mend(): void } => {
  let isCut = false
  const through = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (isCut) throw new CodedError('store-unavailable')
    return work()
  }
  return {
    append: (stream, events, expected) => through(() => log.append(stream, events, expected)),
    readStream: (stream, from, most) => through(() => log.readStream(stream, from, most)),
    readStreamEnd: (stream, most) => through(() => log.readStreamEnd(stream, most)),
    readAll: (request) => through(() => log.readAll(request)),
    readWanted: (request) => through(() => log.readWanted(request)),
    readAt: (positions) => through(() => log.readAt(positions)),
    head: () => through(() => log.head()),
    onAppended: (onWake) => log.onAppended(onWake),
    cut() {
      isCut = true
    },
    mend() {
      isCut = false
    },
  }
}
