import { z } from 'zod'
import { deviceTypes } from '../envelope.ts'
import { idInput } from './idInput.ts'
import { instantShape } from './page.ts'

/** What a limit counts. `tenant`: everybody's sessions. */
export const reachedLimitKinds = ['person', 'deviceType', 'application', 'tenant'] as const

/** Members of the problem report `session-limit`. */
export const reachedLimitShape = z.object({
  kind: z.enum(reachedLimitKinds),
  limit: z.int(),
  /** The person's live sessions that it counts, last used first; none of `tenant`. */
  sessions: z.array(
    z.object({
      id: z.string(),
      device: z.object({
        name: z.string().nullable(),
        type: z.enum(deviceTypes),
        browser: z.string().nullable(),
        os: z.string().nullable(),
      }),
      place: z.object({ country: z.string(), region: z.string().nullable(), city: z.string().nullable() }).nullable(),
      startedAt: instantShape,
      lastActiveAt: instantShape,
      client: z.string(),
    }),
  ),
  /** For `POST /v1/auth/login/choose`, once and for 5 minutes. Null where nobody can choose. */
  choice: z.string().nullable(),
})

export const chooseSessionsBody = z.strictObject({
  choice: z.string().min(1).max(8_000),
  end: z.array(idInput).min(1).max(100),
})
