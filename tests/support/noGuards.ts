import type { GuardConfirmations } from '#services/ports/effects.ts'

/** A tenant without guards. */
export const noGuards: GuardConfirmations = { of: () => [], listen: () => () => undefined }
