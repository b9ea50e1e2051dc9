import { createHmac } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Randomness } from '#services/ambient/clock.ts'
import { CodedError } from '#services/ports/errors.ts'
import type { Answer } from '#services/http/route.ts'
import type { Logger } from '#services/logging/logger.ts'
import { deriveKey } from '#services/keys/masterKey.ts'
import type { Pool } from '#services/postgres/pool.ts'
import type { RequestClaim } from '#services/ports/requestClaim.ts'
import { derivedUuid } from '#services/ambient/uuid.ts'
import { keepAnswer, releaseRequest, takeRequest, type RequestScope, type TakenRequest } from './idempotencyRows.ts'
import { isLasting, openOutcome, sealOutcome, type Outcome } from './sealAnswer.ts'

export interface Idempotency {
  /**
   * Carries a request out once per key. For 24 hours a repeat with the same key and body gets the same answer, without
   * its secrets. A repeat that comes while the first is being carried out waits for it.
   * @throws CodedError idempotency-mismatch, request-in-progress, and whatever `handle` throws
   */
  run(request: RequestScope & { body: unknown }, handle: (claim: RequestClaim) => Promise<Answer>): Promise<Answer>
}

export interface IdempotencyNeeds {
  app: Pool
  masterKey: Buffer
  random: Randomness
  logger: Logger
  /** Pauses of a waiting repeat between its looks at the first request. After the last one it is refused. */
  pausesMs?: readonly number[]
}

const usualPausesMs = [20, 40, 80, 160, 300, 500, 900, 1_500, 1_500]

const answerOf = (outcome: Outcome): Answer => {
  if ('answer' in outcome) return outcome.answer
  throw new CodedError(outcome.refusal.code, outcome.refusal.details)
}

const claimOf = ({ claimId, repeated }: TakenRequest): RequestClaim => {
  let ids = 0
  return { repeated, eventIds: () => derivedUuid('request', claimId, (ids += 1)) }
}

export const idempotency = (options: IdempotencyNeeds): Idempotency => {
  const { app, masterKey, random, logger, pausesMs = usualPausesMs } = options

  const digestOf = (tenantId: string, body: unknown): Buffer =>
    createHmac('sha256', deriveKey(masterKey, 'idempotency', `${tenantId}/body`))
      .update(JSON.stringify(body ?? null))
      .digest()
  const answerKey = (tenantId: string) => deriveKey(masterKey, 'idempotency', `${tenantId}/answer`)

  /**
   * The request is already carried out, so a failure to store its outcome is logged and the caller still gets the
   * outcome.
   */
  const keep = async (scope: RequestScope, claimId: string, outcome: Outcome): Promise<void> => {
    const sealed = sealOutcome(outcome, answerKey(scope.tenantId), claimId)
    await keepAnswer(app, scope, claimId, sealed).catch((error: unknown) => {
      logger.warn('an answer could not be kept for repeats of its Idempotency-Key', { route: scope.route, error })
    })
  }

  const perform = async (
    scope: RequestScope,
    taken: TakenRequest,
    handle: (claim: RequestClaim) => Promise<Answer>,
  ): Promise<Answer> => {
    const { claimId } = taken
    try {
      const answer = await handle(claimOf(taken))
      await keep(scope, claimId, { answer })
      return answer
    } catch (error) {
      if (isLasting(error)) await keep(scope, claimId, { refusal: { code: error.code, details: error.details } })
      else await releaseRequest(app, scope, claimId).catch(() => undefined)
      throw error
    }
  }

  return {
    run: async ({ body, ...scope }, handle) => {
      const bodyDigest = digestOf(scope.tenantId, body)
      const claimId = random.id()
      for (const pauseMs of [...pausesMs, null]) {
        const row = await takeRequest(app, scope, { bodyDigest, claimId })
        if (row !== null && !row.bodyDigest.equals(bodyDigest))
          throw new CodedError('idempotency-mismatch', {
            detail: 'This Idempotency-Key was used with another body. Use a new key for a new request.',
          })
        if (row?.taken === true) return perform(scope, row, handle)
        if (row !== null && row.answer !== null)
          return answerOf(openOutcome(row.answer, answerKey(scope.tenantId), row.claimId))
        if (pauseMs !== null) await pause(pauseMs)
      }
      throw new CodedError('request-in-progress', {
        detail: 'The first request with this Idempotency-Key is still being carried out. Repeat it in a moment.',
        retryAfterSeconds: 1,
      })
    },
  }
}
