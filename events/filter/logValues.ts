import type { LogEntry } from '../live/rows.ts'
import { fingerprintText } from '../session/fingerprint.ts'
import { type FilterValues, instant, software, texts } from './filterable.ts'

/** Every text that names an entry, for words that are asked for without a key. */
const named = ({ type, user, context }: LogEntry): string[] =>
  texts(
    type,
    user?.email,
    user?.name,
    context?.clientId,
    context?.device?.type,
    context?.device?.browser,
    context?.device?.os,
    context?.network?.name,
    context?.place?.country,
    context?.place?.region,
    context?.place?.city,
  )

/** The value of every key of the log, of entries that come live. It must find what the database finds for the same filter. */
export const logValues: FilterValues<LogEntry> = {
  any: named,
  type: ({ type }) => texts(type),
  at: ({ at }) => instant(at),
  actor: ({ actor }) => texts(actor.kind, actor.id, actor.name),
  success: ({ success }) => success,
  user: ({ user }) => texts(user?.email, user?.name),
  userId: ({ userId }) => texts(userId),
  session: ({ sessionId }) => texts(sessionId),
  client: ({ context }) => texts(context?.clientId),
  deviceType: ({ context }) => texts(context?.device?.type),
  deviceId: ({ context }) => texts(context?.device?.id),
  fingerprint: ({ context }) => {
    const fingerprint = context?.device?.details?.fingerprint
    return texts(fingerprint && fingerprintText(fingerprint))
  },
  browser: ({ context }) => software(context?.device?.browser),
  os: ({ context }) => software(context?.device?.os),
  ip: ({ context }) => context?.ip ?? null,
  network: ({ context }) => texts(context?.network?.name),
  country: ({ context }) => texts(context?.place?.country),
  region: ({ context }) => texts(context?.place?.region),
  city: ({ context }) => texts(context?.place?.city),
  cause: ({ cause }) => texts(cause),
  correlation: ({ correlationId }) => texts(correlationId),
  id: ({ id }) => texts(id),
}
