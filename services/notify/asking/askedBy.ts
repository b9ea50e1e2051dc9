import type { RollcallEvent } from '#events/catalogue.ts'
import type { Recorded } from '#events/envelope.ts'
import type { AskedMail } from '#services/ports/mails.ts'
import { mailAskedBy, mailingTypes } from './mailAskedBy.ts'
import { type Memories, personKey, type PersonKey, type PersonMemory, stranger } from './personMemory.ts'
import { type DeviceDigest, isWatched, type Watched, watchedTypes, watchPerson } from './watchPerson.ts'

/** The types that the notifier reads; it is handed no others. */
export const askingTypes: readonly string[] = [...mailingTypes, ...watchedTypes]

interface Asked extends AskedMail {
  /** Several of one kind to one person become one. */
  isNotice: boolean
  event: Recorded<RollcallEvent>
}

const personOf = ({ tenantId, data: { userId } }: Watched): PersonKey => ({ tenantId, userId })

/** The people whom events are about, each once. */
export const peopleIn = (events: readonly Recorded<RollcallEvent>[]): PersonKey[] => {
  const people = new Map(events.filter(isWatched).map((event) => [personKey(personOf(event)), personOf(event)]))
  return [...people.values()]
}

/** The mails that events ask for, in log order. `memories` is updated; `changed` are those that changed. Pure otherwise. */
export const askedBy = (
  memories: Memories,
  events: readonly Recorded<RollcallEvent>[],
  digest: DeviceDigest,
): { asked: Asked[]; changed: (PersonKey & { memory: PersonMemory })[] } => {
  const asked: Asked[] = []
  const changed = new Map<string, PersonKey & { memory: PersonMemory }>()
  for (const event of events) {
    const mail = mailAskedBy(event)
    if (mail !== null) asked.push({ ...mail, isNotice: false, event })
    if (!isWatched(event)) continue
    const person = personOf(event)
    const { memory, asked: kind } = watchPerson(memories.get(personKey(person)) ?? stranger, event, digest)
    memories.set(personKey(person), memory)
    changed.set(personKey(person), { ...person, memory })
    if (kind !== null) asked.push({ kind, userId: person.userId, isNotice: true, event })
  }
  return { asked, changed: [...changed.values()] }
}
