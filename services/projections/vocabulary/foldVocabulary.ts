import { fold } from '#events/filter/fold.ts'
import { indexedWord, splitWords } from '#events/filter/words.ts'
import { isOneOf } from '#events/isOneOf.ts'
import { opened, type ViewEvent } from '../fold/viewEvent.ts'
import type { SessionLogRow } from '../sessionLog/sessionLogTable.ts'
import { nobody, type VocabularyField, type VocabularyRow } from './vocabularyTable.ts'

interface NamedText {
  field: VocabularyField
  value: string
  userId: string
}

/** The fields whose texts stand in each line of the log. */
export const fieldsOfLines = [
  'type',
  'app',
  'deviceType',
  'browser',
  'os',
  'network',
  'country',
  'region',
  'city',
] as const satisfies readonly (VocabularyField & keyof SessionLogRow)[]

/** The event types that tell a person's name or e-mail address. */
export const namingTypes = ['UserInvited', 'UserRegistered', 'UserRenamed', 'EmailChanged', 'SessionStarted'] as const
const namesPerson = isOneOf(...namingTypes)

const namesOf = (userId: string, { email, name }: { email: string; name: string }): NamedText[] => [
  { field: 'email', value: fold(email), userId },
  { field: 'name', value: fold(name), userId },
]

/** What an event says beyond its line: names, and what a session gets that no context tells. */
const saidBeside = (event: ViewEvent): NamedText[] => {
  if (!event.understood || !namesPerson(event)) return []
  switch (event.type) {
    case 'UserInvited': {
      const { userId, email } = opened(event).data
      return namesOf(userId, { email, name: '' })
    }
    case 'UserRegistered': {
      const { data } = opened(event)
      return namesOf(data.userId, data)
    }
    case 'UserRenamed': {
      const { userId, name } = opened(event).data
      return [{ field: 'name', value: fold(name), userId }]
    }
    case 'EmailChanged': {
      const { userId, email } = opened(event).data
      return [{ field: 'email', value: fold(email), userId }]
    }
    case 'SessionStarted': {
      const { data, context } = opened(event)
      return [
        ...namesOf(data.userId, data.user),
        { field: 'app', value: fold(data.clientId), userId: nobody },
        { field: 'deviceType', value: context?.device?.type ?? 'other', userId: nobody },
      ]
    }
  }
}

/** Texts met so far, in nested maps because this is asked for each text of each event. */
const metTexts = () => {
  const met = new Map<string, Map<VocabularyField, Set<string>>>()
  return (tenantId: string, field: VocabularyField, key: string): boolean => {
    const ofTenant = met.get(tenantId) ?? new Map<VocabularyField, Set<string>>()
    met.set(tenantId, ofTenant)
    const ofField = ofTenant.get(field) ?? new Set<string>()
    ofTenant.set(field, ofField)
    if (ofField.has(key)) return true
    ofField.add(key)
    return false
  }
}

/** Collects the words of texts, each text once. */
export const foldVocabulary = () => {
  const isMet = metTexts()
  let rows: VocabularyRow[] = []
  const add = (tenantId: string, { field, value, userId }: NamedText): void => {
    const words = new Set(splitWords(value).map(indexedWord))
    for (const word of words) rows.push({ tenantId, word, field, value, userId })
  }
  return {
    /** @throws what opening the event throws */
    apply(event: ViewEvent, line: SessionLogRow): void {
      const { tenantId } = event
      for (const field of fieldsOfLines) {
        const value = line[field]
        if (value !== null && !isMet(tenantId, field, value)) add(tenantId, { field, value, userId: nobody })
      }
      for (const said of saidBeside(event)) {
        const key = said.userId === nobody ? said.value : `${said.userId} ${said.value}`
        if (!isMet(tenantId, said.field, key)) add(tenantId, said)
      }
    },
    rows: (): readonly VocabularyRow[] => rows,
    /** Answers the rows and lets go of them. */
    take(): readonly VocabularyRow[] {
      const taken = rows
      rows = []
      return taken
    },
  }
}
